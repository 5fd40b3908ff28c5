import { useMemo } from "react";
import { ChartCard } from "../charts/chart-card.tsx";
import type { Panel } from "../charts/panel.ts";
import { type TrackLook, trackOf } from "../charts/track.ts";
import { Definition } from "./definition.tsx";
import { rangeSentence } from "./sentence.ts";
import type { Asked, Overview } from "./use-overview.ts";

/** A metric and how it is drawn. */
export type MetricLook = TrackLook & { readonly metric: string };

/** A chart of metrics of one answer: on one scale, stacked, or each on its own. */
export interface MetricsChartLook {
  readonly title: string;
  readonly layout: "together" | "stacked" | "apart";
  readonly metrics: readonly MetricLook[];
}

/** How many people made something, and how many took it with them. */
export const peopleLook: MetricsChartLook = {
  title: "Creators and exporters",
  layout: "together",
  metrics: [
    { metric: "creators", name: "Creators", shape: "line", colour: 3 },
    { metric: "exporters", name: "Exporters", shape: "line", colour: 4 },
  ],
};

/** How often each feature was used, each on its own scale: opening is far more frequent than the others. */
export const featureLook: MetricsChartLook = {
  title: "Feature use",
  layout: "apart",
  metrics: [
    { metric: "editor_opens", name: "Editor opens", shape: "line", colour: 1 },
    { metric: "projects_created", name: "Projects created", shape: "line", colour: 3 },
    { metric: "projects_exported", name: "Projects exported", shape: "line", colour: 4 },
  ],
};

/** Standing revenue at list prices and after discounts. */
export const arrLook: MetricsChartLook = {
  title: "Annual recurring revenue",
  layout: "together",
  metrics: [
    { metric: "gross_arr", name: "Gross", shape: "line", colour: 1 },
    { metric: "net_arr", name: "Net", shape: "line", colour: 2 },
  ],
};

/** What ended, of monthly and of yearly plans, one on the other. */
export const cancelLook: MetricsChartLook = {
  title: "Cancelled ARR of monthly and of yearly plans",
  layout: "stacked",
  metrics: [
    { metric: "cancel_arr_monthly", name: "Monthly plans", shape: "bars", colour: 2 },
    { metric: "cancel_arr_yearly", name: "Yearly plans", shape: "bars", colour: 4 },
  ],
};

/** Metrics of one answer over the view's grain. */
export function MetricsChart({ look, asked, overview }: { look: MetricsChartLook; asked: Asked; overview: Overview }) {
  const { data } = asked;
  const panels = useMemo((): readonly Panel[] => {
    if (data === undefined) return [];
    const tracks = look.metrics.map((metric) => trackOf(data, metric.metric, metric));
    if (look.layout === "apart") return tracks.map((track) => ({ title: track.name, tracks: [track] }));
    return [{ tracks, stacked: look.layout === "stacked" }];
  }, [data, look]);
  const names = look.metrics.map(({ metric }) => metric);
  return (
    <ChartCard
      title={look.title}
      summary={rangeSentence(data, look.metrics, look.layout === "stacked")}
      panels={panels}
      asked={[asked]}
      definition={
        <Definition title={look.title} metrics={overview.metrics.filter(({ name }) => names.includes(name))} />
      }
    />
  );
}
