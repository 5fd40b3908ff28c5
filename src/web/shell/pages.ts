import type { ComponentType } from "react";
import type { LoadedStatus } from "../api/contract.ts";
import { OverviewPage } from "../overview/overview-page.tsx";

/** A page of the dashboard and where it stands. */
export interface Page {
  readonly path: string;
  readonly title: string;
  readonly Component: ComponentType<{ readonly status: LoadedStatus }>;
}

/** Every page there is, in the order of the navigation. */
export const pages: readonly [Page, ...Page[]] = [{ path: "/", title: "Overview", Component: OverviewPage }];
