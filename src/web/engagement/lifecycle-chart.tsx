import { useMemo } from "react";
import { askLifecycle } from "../api/ask.ts";
import { useAnswer } from "../api/use-answer.ts";
import { ChartCard } from "../charts/chart-card.tsx";
import { latestPoint, type Track, trackOf } from "../charts/track.ts";
import { TermsButton } from "../figures/terms-button.tsx";
import { formatExact } from "../format/number.ts";
import type { PageState } from "../state/use-page.ts";

const stages = [
  { metric: "returning", name: "Returning", colour: 1 },
  { metric: "new", name: "New", colour: 3 },
  { metric: "resurrected", name: "Resurrected", colour: 6 },
  { metric: "dormant", name: "Dormant", colour: 2, isLoss: true },
] as const;

const terms = [
  { term: "New", meaning: "Active in this period, for the first time ever." },
  { term: "Returning", meaning: "Active in this period and in the one before." },
  { term: "Resurrected", meaning: "Active in this period, not in the one before, but earlier." },
  { term: "Dormant", meaning: "Active in the period before, not in this one; drawn below the line." },
];

/** Who came, stayed, came back and went, bucket by bucket. */
export function LifecycleChart({ page }: { page: PageState }) {
  const { activity, generation } = page;
  const asked = useAnswer(activity.scope && askLifecycle(activity.scope), generation);
  const { data, ask } = asked;
  const panels = useMemo(() => {
    if (data === undefined) return [];
    const tracks = stages.map(({ metric, ...look }) => trackOf({ ask, data }, metric, { ...look, shape: "bars" }));
    return [{ tracks, stacked: true }];
  }, [data, ask]);
  return (
    <ChartCard
      title="Lifecycle"
      summary={sentenceOf(panels[0]?.tracks ?? [])}
      panels={panels}
      asked={[asked]}
      definition={<TermsButton title="Lifecycle" terms={terms} />}
      warnings={data?.warnings ?? []}
    />
  );
}

function sentenceOf(tracks: readonly Track[]): string | null {
  const latest = latestPoint(tracks[0]?.points ?? []);
  if (latest === null) return null;
  const parts = tracks.map(({ name, unit, points }) => {
    const value = points.find(({ start }) => start === latest.start)?.value ?? null;
    return `${formatExact(value, unit)} ${name.toLowerCase()}`;
  });
  return `${latest.label}: ${parts.join(", ")}.`;
}
