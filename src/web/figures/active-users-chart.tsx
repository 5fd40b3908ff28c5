import { useMemo } from "react";
import type { Answer } from "../api/contract.ts";
import type { Asked } from "../api/use-answer.ts";
import { ChartCard } from "../charts/chart-card.tsx";
import { trackOf } from "../charts/track.ts";
import type { PageState } from "../state/use-page.ts";
import { Definition } from "./definition.tsx";
import { bucketSentence } from "./sentence.ts";
import type { Headlined } from "./use-headline.ts";

/** Calendar buckets and the trailing windows of about the same length, named apart. */
export interface ActiveUsersLook {
  readonly title: string;
  readonly calendar: { readonly metric: string; readonly name: string };
  readonly trailing: readonly { readonly metric: string; readonly name: string; readonly colour: number }[];
  /** What the line over the bars is. */
  readonly note: string;
}

/** Calendar months, and the 30 days before every day. */
export const monthly: ActiveUsersLook = {
  title: "Monthly active users",
  calendar: { metric: "mau", name: "MAU, calendar month" },
  trailing: [{ metric: "mau_30d", name: "Trailing 30 days", colour: 2 }],
  note: "The line counts, every day, the 30 days that end with it.",
};

/** Calendar weeks, and the 7 days before every day. */
export const weekly: ActiveUsersLook = {
  title: "Weekly active users",
  calendar: { metric: "wau", name: "WAU, calendar week" },
  trailing: [{ metric: "wau_7d", name: "Trailing 7 days", colour: 2 }],
  note: "The line counts, every day, the 7 days that end with it.",
};

interface ActiveUsersChartProps {
  readonly look: ActiveUsersLook;
  readonly calendar: Headlined;
  /** The trailing windows, day by day. */
  readonly trailing: Asked<Answer>;
  readonly page: PageState;
  readonly isLarge?: boolean;
}

/** Active users by calendar bucket as bars, and the trailing windows read every day as lines over them. */
export function ActiveUsersChart({ look, calendar, trailing, page, isLarge = false }: ActiveUsersChartProps) {
  const { course, headline } = calendar;
  const panels = useMemo(() => {
    if (course.data === undefined || trailing.data === undefined) return [];
    const windows = { ask: trailing.ask, data: trailing.data };
    const bars = trackOf({ ask: course.ask, data: course.data }, look.calendar.metric, {
      name: look.calendar.name,
      shape: "bars",
      colour: 1,
    });
    const lines = look.trailing.map(({ metric, ...line }) => trackOf(windows, metric, { ...line, shape: "line" }));
    return [{ tracks: [bars, ...lines] }];
  }, [course.ask, course.data, trailing.ask, trailing.data, look]);
  const track = panels[0]?.tracks[0];
  const sentence = track === undefined ? null : bucketSentence(track, headline.data, look.calendar.metric);
  const used = [look.calendar.metric, ...look.trailing.map(({ metric }) => metric)];
  return (
    <ChartCard
      title={look.title}
      summary={sentence === null ? null : `${sentence} ${look.note}`}
      panels={panels}
      asked={[course, trailing]}
      isLarge={isLarge}
      definition={<Definition title={look.title} metrics={page.metrics.filter(({ name }) => used.includes(name))} />}
      warnings={course.data?.warnings ?? []}
    />
  );
}
