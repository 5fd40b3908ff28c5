import { formatDays, lastDay } from "../format/date.ts";
import { KpiCard } from "./kpi-card.tsx";
import { type Kpi, kpis } from "./kpis.ts";
import type { Asked, Overview } from "./use-overview.ts";

/** The seed's KPIs as cards; those of money only where something was sold. */
export function KpiGrid({ overview }: { overview: Overview }) {
  const shown = kpis.filter(({ source }) => source !== "revenue" || overview.currency !== null);
  return (
    <section aria-labelledby="key-figures">
      <h2 id="key-figures" className="visually-hidden">
        Key figures
      </h2>
      <div className="kpis">
        {shown.map((kpi) => (
          <KpiCard
            key={kpi.metric}
            metric={kpi.metric}
            description={overview.metrics.find(({ name }) => name === kpi.metric)}
            scope={scopeOf(kpi, overview)}
            {...answersOf(kpi, overview)}
          />
        ))}
      </div>
    </section>
  );
}

function answersOf({ source }: Kpi, overview: Overview): { readonly course: Asked; readonly headline: Asked } {
  switch (source) {
    case "mau":
      return { course: overview.mau, headline: overview.mauHeadline };
    case "wau":
      return { course: overview.wau, headline: overview.wauHeadline };
    case "activity":
      return { course: overview.activity, headline: overview.activity };
    case "revenue":
      return { course: overview.revenue, headline: overview.revenue };
  }
}

/** When a card's figure is of: a bucket names itself, ARR stands at the end of the range, the rest is of all of it. */
function scopeOf({ metric, source }: Kpi, { range }: Overview): string | null {
  if (source === "mau" || source === "wau") return null;
  if (metric === "gross_arr") return `On ${lastDay(range.to)}`;
  return range.label ?? formatDays(range.from, range.to);
}
