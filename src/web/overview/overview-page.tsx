import type { Scope } from "../api/ask.ts";
import { BreakdownCard } from "../figures/breakdown-card.tsx";
import { IgnoredNote } from "../figures/ignored-note.tsx";
import { KpiStrip, type StripCard } from "../figures/kpi-strip.tsx";
import { Warnings } from "../figures/warnings.tsx";
import { CurrencyChoice } from "../figures/currency-choice.tsx";
import type { PageProps } from "../shell/pages.ts";
import { Toolbar } from "../shell/toolbar.tsx";
import { useChoice } from "../state/parameter.ts";
import { narrowed, usePage } from "../state/use-page.ts";
import { type Kpi, kpis } from "./kpis.ts";
import { MovedCard } from "./moved-card.tsx";
import { Trend } from "./trend.tsx";
import { type Overview, useOverview } from "./use-overview.ts";

const [first, ...others] = kpis;

/** The page that a product team opens every morning: the KPIs, the course of one of them, and where it comes from. */
export function OverviewPage({ status }: PageProps) {
  const page = usePage(status);
  const overview = useOverview(page);
  const [chosen, choose] = useChoice("kpi", [first.metric, ...others.map(({ metric }) => metric)]);
  const shown = kpis.filter(({ source }) => source !== "revenue" || page.currency !== null);
  const kpi = shown.find(({ metric }) => metric === chosen) ?? first;
  const isMoney = kpi.source === "revenue";
  const { scope, ignored } = isMoney ? page.revenue : page.activity;
  const name = page.metrics.find((metric) => metric.name === kpi.inRange)?.title ?? kpi.inRange;
  return (
    <>
      <Toolbar page={page} />
      <div className="page">
        <h1 className="visually-hidden">Overview</h1>
        <KpiStrip
          page={page}
          cards={shown.map((one) => cardOf(one, overview, { isChosen: one === kpi, choose: () => choose(one.metric) }))}
        />
        <section aria-label="Trend and breakdowns" className="stack">
          <IgnoredNote subject={isMoney ? "Subscriptions" : "Events"} dimensions={ignored} />
          {isMoney && <CurrencyChoice page={page} />}
          <div className="beside">
            <Trend kpi={kpi} overview={overview} page={page} />
            {page.compare !== null && (
              <MovedCard
                key={kpi.metric}
                page={page}
                metric={kpi.metric}
                dimensions={kpi.dimensions}
                description={page.metrics.find(({ name: own }) => own === kpi.metric)}
                scope={explainedScope(kpi, overview, narrowed(scope, [kpi.inRange], page))}
              />
            )}
          </div>
          <div className="lists">
            {kpi.dimensions.map((dimension) => (
              <BreakdownCard
                key={`${kpi.inRange} ${dimension}`}
                page={page}
                metric={kpi.inRange}
                name={name}
                dimension={dimension}
                scope={narrowed(scope, [kpi.inRange], page)}
              />
            ))}
          </div>
          <Warnings asked={isMoney ? overview.revenue : overview.activity} />
        </section>
      </div>
    </>
  );
}

/** What is explained is what the card says: of a calendar bucket that bucket, of all else the range. */
function explainedScope({ source }: Kpi, overview: Overview, scope: Scope | null) {
  if (scope === null || source === "activity" || source === "revenue") return scope;
  const { bucket } = overview[source];
  return bucket && { ...bucket, where: scope.where };
}

function cardOf(kpi: Kpi, overview: Overview, choice: NonNullable<StripCard["choice"]>): StripCard {
  const { metric, source } = kpi;
  switch (source) {
    case "mau":
    case "wau":
      return { metric, choice, ...overview[source], when: "bucket" };
    case "activity":
      return { metric, choice, course: overview.activity, headline: overview.activity, when: "range" };
    case "revenue": {
      const when = metric === "gross_arr" ? "end" : "range";
      return { metric, choice, course: overview.revenue, headline: overview.revenue, when };
    }
  }
}
