import { useMemo } from "react";
import type { Answer } from "../api/contract.ts";
import type { Asked } from "../api/use-answer.ts";
import { ChartCard } from "../charts/chart-card.tsx";
import type { Panel } from "../charts/panel.ts";
import { type TrackLook, trackBefore, trackOf } from "../charts/track.ts";
import { formatDaysBeside } from "../format/date.ts";
import type { PageState } from "../state/use-page.ts";
import { Definition } from "./definition.tsx";
import { rangeSentence } from "./sentence.ts";

/** A metric and how it is drawn. */
export type MetricLook = TrackLook & { readonly metric: string };

/** A chart of metrics of one answer: on one scale, stacked, or each on its own. */
export interface MetricsChartLook {
  readonly title: string;
  readonly layout: "together" | "stacked" | "apart";
  readonly metrics: readonly MetricLook[];
  /** Whether the range compared with is drawn as well, behind a single metric. */
  readonly hasBefore?: boolean;
  /** Whether its sentence is about the latest finished bucket instead of the range. */
  readonly ofLatest?: boolean;
  readonly isLarge?: boolean;
}

interface MetricsChartProps {
  readonly look: MetricsChartLook;
  readonly asked: Asked<Answer>;
  readonly page: PageState;
  readonly warnings?: readonly string[];
}

/** Metrics of one answer over its grain. */
export function MetricsChart({ look, asked, page, warnings = [] }: MetricsChartProps) {
  const { data, ask } = asked;
  const panels = useMemo((): readonly Panel[] => {
    if (data === undefined) return [];
    const tracks = look.metrics.map((metric) => trackOf({ ask, data }, metric.metric, metric));
    if (look.layout === "apart") return tracks.map((track) => ({ title: track.name, tracks: [track] }));
    const before = look.hasBefore === true ? beforeOf(look, { ask, data }) : [];
    return [{ tracks: [...before, ...tracks], stacked: look.layout === "stacked" }];
  }, [data, ask, look]);
  const names = look.metrics.map(({ metric }) => metric);
  const addressOf = (metric: string) =>
    ask === null || typeof data?.totals[metric] !== "number" ? null : { path: ask.path, pointer: `/totals/${metric}` };
  return (
    <ChartCard
      title={look.title}
      summary={rangeSentence(data, look.metrics, {
        saysGrain: look.layout === "stacked",
        ofLatest: look.ofLatest === true,
      })}
      panels={panels}
      asked={[asked]}
      isLarge={look.isLarge === true}
      warnings={warnings}
      definition={
        <Definition
          title={look.title}
          metrics={page.metrics.filter(({ name }) => names.includes(name))}
          addressOf={addressOf}
        />
      }
    />
  );
}

function beforeOf(
  { metrics }: MetricsChartLook,
  { ask, data }: Pick<Asked<Answer>, "ask"> & { readonly data: Answer },
) {
  const [look] = metrics;
  if (look === undefined || data.comparison === undefined) return [];
  const name = formatDaysBeside(data.comparison.from, data.comparison.to, data.question.to);
  const track = trackBefore({ ask, data }, look.metric, { ...look, name });
  return track === null ? [] : [track];
}
