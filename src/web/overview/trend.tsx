import { useMemo } from "react";
import { ActiveUsersChart, monthly, weekly } from "../figures/active-users-chart.tsx";
import { MetricsChart, type MetricsChartLook } from "../figures/metrics-chart.tsx";
import type { PageState } from "../state/use-page.ts";
import type { Kpi } from "./kpis.ts";
import type { Overview } from "./use-overview.ts";

/** The one large chart: the course of the card that is chosen, with the range it is compared with behind it. */
export function Trend({ kpi, overview, page }: { kpi: Kpi; overview: Overview; page: PageState }) {
  const title = page.metrics.find(({ name }) => name === kpi.metric)?.title ?? kpi.metric;
  const look = useMemo((): MetricsChartLook => {
    const metrics = [{ metric: kpi.metric, name: title, shape: kpi.shape, colour: 1 }] as const;
    return { title, layout: "together", metrics, hasBefore: true, isLarge: true };
  }, [kpi, title]);
  switch (kpi.source) {
    case "mau":
      return (
        <ActiveUsersChart isLarge look={monthly} calendar={overview.mau} trailing={overview.trailing} page={page} />
      );
    case "wau":
      return (
        <ActiveUsersChart isLarge look={weekly} calendar={overview.wau} trailing={overview.trailing} page={page} />
      );
    case "activity":
      return <MetricsChart look={look} asked={overview.activity} page={page} />;
    case "revenue":
      return <MetricsChart look={look} asked={overview.revenue} page={page} />;
  }
}
