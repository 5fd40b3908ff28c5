import { useMemo } from "react";
import { ChartCard } from "../charts/chart-card.tsx";
import { trackOf } from "../charts/track.ts";
import { Definition } from "./definition.tsx";
import { bucketSentence } from "./sentence.ts";
import type { Asked, Overview } from "./use-overview.ts";

/** Calendar buckets and the trailing window of about the same length, named apart. */
export interface ActiveUsersLook {
  readonly title: string;
  readonly calendar: { readonly metric: string; readonly name: string };
  readonly trailing: { readonly metric: string; readonly name: string };
  /** What the line over the bars is. */
  readonly note: string;
}

/** Calendar months, and the 30 days before every day. */
export const monthly: ActiveUsersLook = {
  title: "Monthly active users",
  calendar: { metric: "mau", name: "MAU, calendar month" },
  trailing: { metric: "mau_30d", name: "Trailing 30 days" },
  note: "The line counts, every day, the 30 days that end with it.",
};

/** Calendar weeks, and the 7 days before every day. */
export const weekly: ActiveUsersLook = {
  title: "Weekly active users",
  calendar: { metric: "wau", name: "WAU, calendar week" },
  trailing: { metric: "wau_7d", name: "Trailing 7 days" },
  note: "The line counts, every day, the 7 days that end with it.",
};

interface ActiveUsersChartProps {
  readonly look: ActiveUsersLook;
  readonly calendar: Asked;
  readonly headline: Asked;
  readonly overview: Overview;
}

/** Active users by calendar bucket as bars, and the trailing window read every day as a line over them. */
export function ActiveUsersChart({ look, calendar, headline, overview: { trailing, metrics } }: ActiveUsersChartProps) {
  const panels = useMemo(() => {
    const bars =
      calendar.data &&
      trackOf(calendar.data, look.calendar.metric, { name: look.calendar.name, shape: "bars", colour: 1 });
    const line =
      trailing.data &&
      trackOf(trailing.data, look.trailing.metric, { name: look.trailing.name, shape: "line", colour: 2 });
    return bars === undefined || line === undefined ? [] : [{ tracks: [bars, line] }];
  }, [calendar.data, trailing.data, look]);
  const track = panels[0]?.tracks[0];
  const sentence = track === undefined ? null : bucketSentence(track, headline.data, look.calendar.metric);
  const used = [look.calendar.metric, look.trailing.metric];
  return (
    <ChartCard
      title={look.title}
      summary={sentence === null ? null : `${sentence} ${look.note}`}
      panels={panels}
      asked={[calendar, trailing]}
      definition={<Definition title={look.title} metrics={metrics.filter(({ name }) => used.includes(name))} />}
      warnings={calendar.data?.warnings ?? []}
    />
  );
}
