import type { Browser } from "../engines/playwright.ts";
import type { Place } from "../workspace/place.ts";
import type { Dashboard } from "./dashboard.ts";

/** What the journeys share: one company, served once, looked at by one browser. */
export interface Site {
  readonly browser: Browser;
  readonly place: Place;
  readonly dashboard: Dashboard;
}

/** The site, once it stands. */
export type GetSite = () => Site;

/** The pages of the dashboard, each with the address that shows most of it. */
export const pages = [
  { name: "Overview", path: "/?grain=month&preset=all&table=monthly-active-users" },
  { name: "Engagement", path: "/engagement?preset=last_28_days" },
  { name: "Features", path: "/features?from=2026-03-01&to=2026-05-01&grain=week" },
  { name: "Retention", path: "/retention?from=2026-01-01&to=2026-06-01&grain=month&periods=6" },
  { name: "Revenue", path: "/revenue?preset=all&grain=month" },
  { name: "Explore", path: "/explore?metric=exporters&by=country&top=3&grain=month&preset=all" },
  { name: "Data", path: "/data" },
  { name: "Definitions", path: "/definitions" },
] as const;
