import type { LoadedStatus } from "../api/contract.ts";
import { type Filter, withFilter } from "../state/filter.ts";
import { useView } from "../state/use-view.ts";
import { ActiveUsersChart, monthly, weekly } from "./active-users-chart.tsx";
import { IgnoredNote } from "./ignored-note.tsx";
import { KpiGrid } from "./kpi-grid.tsx";
import { arrLook, cancelLook, featureLook, MetricsChart, peopleLook } from "./metrics-chart.tsx";
import { Revenue } from "./revenue.tsx";
import { Toolbar } from "./toolbar.tsx";
import { useOverview } from "./use-overview.ts";
import { Warnings } from "./warnings.tsx";

/** The page that a product team opens every morning: the KPIs, then what stands behind them. */
export function OverviewPage({ status }: { readonly status: LoadedStatus }) {
  const { view, change } = useView();
  const overview = useOverview(status, view);
  return (
    <>
      <Toolbar status={status} view={view} range={overview.range} metrics={overview.metrics} onChange={change} />
      <div className="page">
        <h1 className="visually-hidden">Overview</h1>
        <KpiGrid overview={overview} />
        <section aria-labelledby="people">
          <h2 id="people">Active users</h2>
          <IgnoredNote subject="Events" dimensions={overview.activityIgnores.filter((name) => name !== "currency")} />
          <div className="charts">
            <ActiveUsersChart
              look={monthly}
              calendar={overview.mau}
              headline={overview.mauHeadline}
              overview={overview}
            />
            <ActiveUsersChart
              look={weekly}
              calendar={overview.wau}
              headline={overview.wauHeadline}
              overview={overview}
            />
          </div>
        </section>
        <section aria-labelledby="features">
          <h2 id="features">What people do</h2>
          <div className="charts">
            <MetricsChart look={peopleLook} asked={overview.activity} overview={overview} />
            <MetricsChart look={featureLook} asked={overview.activity} overview={overview} />
          </div>
          <Warnings asked={overview.activity} />
        </section>
        <Revenue
          status={status}
          overview={overview}
          onCurrency={(currency) => change({ filters: inCurrency(view.filters, currency) })}
        >
          <MetricsChart look={arrLook} asked={overview.revenue} overview={overview} />
          <MetricsChart look={cancelLook} asked={overview.revenue} overview={overview} />
        </Revenue>
      </div>
    </>
  );
}

function inCurrency(filters: readonly Filter[], currency: string): readonly Filter[] {
  return withFilter(filters, { dimension: "currency", operator: "is", values: [currency] });
}
