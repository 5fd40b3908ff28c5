import { useId } from "react";
import { formatDays, lastDay } from "../format/date.ts";
import type { PageState } from "../state/use-page.ts";
import { KpiCard, type KpiCardProps } from "./kpi-card.tsx";

/** A card of a strip: the metric, the answers it reads, and when its figure is of. */
export type StripCard = Pick<KpiCardProps, "metric" | "course" | "headline" | "choice"> & {
  /** A figure of all of the range, of its end, or of the one bucket that the card names. */
  readonly when: "range" | "end" | "bucket";
};

/** Key figures side by side. */
export function KpiStrip({
  page,
  cards,
  className = "",
}: {
  page: PageState;
  cards: readonly StripCard[];
  className?: string;
}) {
  const id = useId();
  const { range, metrics } = page;
  const scopes = {
    range: range.label ?? formatDays(range.from, range.to),
    end: `On ${lastDay(range.to)}`,
    bucket: null,
  } as const;
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="visually-hidden">
        Key figures
      </h2>
      <div className={`kpis ${className}`}>
        {cards.map(({ when, ...card }) => (
          <KpiCard
            key={card.metric}
            {...card}
            description={metrics.find(({ name }) => name === card.metric)}
            scope={scopes[when]}
          />
        ))}
      </div>
    </section>
  );
}
