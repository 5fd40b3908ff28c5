import { useId } from "react";
import { formatDays, formatDaysBeside, lastDay } from "../format/date.ts";
import type { PageState } from "../state/use-page.ts";
import { lacksData } from "./change.tsx";
import { KpiCard, type KpiCardProps } from "./kpi-card.tsx";

/** A card of a strip: the metric, the answers it reads, and when its figure is of. */
export type StripCard = Pick<KpiCardProps, "metric" | "course" | "headline" | "choice"> & {
  /** A figure of all of the range, of its end, or of the one bucket that the card names. */
  readonly when: "range" | "end" | "bucket";
};

/** The range that a card is compared with, where it begins before what is known. */
function lackingRange({ metric, headline: { data } }: StripCard, since: string): readonly string[] {
  if (data?.comparison === undefined || !lacksData(data.comparison, metric, since)) return [];
  return [formatDaysBeside(data.comparison.from, data.comparison.to, data.question.to)];
}

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
  const since = page.status.range.from;
  const [lacking] = cards.flatMap((card) => lackingRange(card, since));
  const scopes = {
    range: range.label ?? formatDays(range.from, range.to),
    end: `On ${lastDay(range.to)}`,
    bucket: null,
  } as const;
  return (
    <section aria-labelledby={id} className="kpis-frame">
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
            since={since}
          />
        ))}
      </div>
      {lacking !== undefined && (
        <p className="kpis-note" aria-hidden="true">
          – no full data for {lacking}
        </p>
      )}
    </section>
  );
}
