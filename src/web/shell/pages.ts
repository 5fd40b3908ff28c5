import { type ComponentType, lazy } from "react";
import type { LoadedStatus } from "../api/contract.ts";

/** What a page is given. */
export interface PageProps {
  readonly status: LoadedStatus;
}

/** A page of the dashboard and where it stands. */
export interface Page {
  readonly path: string;
  readonly title: string;
  /** Whether there is nothing to show on it without events. */
  readonly needsEvents?: boolean;
  /** Begins to fetch the page's code, before it is shown. */
  readonly load: () => Promise<unknown>;
  readonly Component: ComponentType<PageProps>;
}

function page<M>(
  at: Pick<Page, "path" | "title" | "needsEvents">,
  load: () => Promise<M>,
  pick: (module: M) => ComponentType<PageProps>,
) {
  return { ...at, load, Component: lazy(async () => ({ default: pick(await load()) })) };
}

/** Every page there is, in the order of the navigation; each one's code is fetched when it is needed. */
export const pages: readonly [Page, ...Page[]] = [
  page(
    { path: "/", title: "Overview", needsEvents: true },
    () => import("../overview/overview-page.tsx"),
    (m) => m.OverviewPage,
  ),
  page(
    { path: "/engagement", title: "Engagement", needsEvents: true },
    () => import("../engagement/engagement-page.tsx"),
    (m) => m.EngagementPage,
  ),
  page(
    { path: "/features", title: "Features", needsEvents: true },
    () => import("../features/features-page.tsx"),
    (m) => m.FeaturesPage,
  ),
  page(
    { path: "/retention", title: "Retention", needsEvents: true },
    () => import("../retention/retention-page.tsx"),
    (m) => m.RetentionPage,
  ),
  page(
    { path: "/revenue", title: "Revenue" },
    () => import("../revenue/revenue-page.tsx"),
    (m) => m.RevenuePage,
  ),
  page(
    { path: "/explore", title: "Explore" },
    () => import("../explore/explore-page.tsx"),
    (m) => m.ExplorePage,
  ),
  page(
    { path: "/data", title: "Data" },
    () => import("../data/data-page.tsx"),
    (m) => m.DataPage,
  ),
  page(
    { path: "/definitions", title: "Definitions" },
    () => import("../definitions/definitions-page.tsx"),
    (m) => m.DefinitionsPage,
  ),
];

/** The page that stands at `path`; the first where none does. */
export function pageAt(path: string): Page {
  return pages.find((known) => known.path === path) ?? pages[0];
}
