import type { Day } from "../../schema/date.ts";
import { addPeriods } from "../../schema/period.ts";
import { created, exported, opened } from "../day-log.ts";
import type { Buckets } from "../truth/buckets.ts";
import type { Segment } from "../truth/segments.ts";
import type { UserHistory } from "./diary.ts";
import type { FullRow } from "./full-row.ts";

/** Metrics of who is there, as the parts of their divisions where they are rates. */
const names = [
  "active_users",
  "editors",
  "creators",
  "exporters",
  "new_users",
  "returning_users",
  "active_days",
] as const;
const [active, fresh, returning, activeDays] = [0, 4, 5, 6] as const;
const kinds = [opened, created, exported] as const;

const rates = "query new_users returning_users editors export_rate creation_rate stickiness";

/** The people of every bucket and segment, counted person by person. */
export interface PeopleKey {
  add(history: UserHistory): void;
  rows(): Generator<FullRow>;
}

/** An empty count over `grains`, of a company that ends on the day `to`. */
export function peopleKey(to: Day, segments: readonly Segment[], grains: readonly Buckets[]): PeopleKey {
  const { length: width } = segments;
  const counts = grains.map((buckets) => ({
    buckets,
    figures: new Float64Array(buckets.starts.length * names.length * width),
  }));

  return {
    add(history) {
      const days = dayMasks(history);
      for (const { buckets, figures } of counts) {
        // The segments in which the user was seen before this bucket, and in it: in all, and by kind of event.
        let [bucket, before] = [-1, 0];
        const seen = [0, 0, 0, 0];
        const close = (): void => {
          if (bucket === -1) return;
          const base = bucket * names.length * width;
          const all = seen[active] ?? 0;
          seen.forEach((mask, name) => count(figures, base + name * width, mask));
          count(figures, base + fresh * width, all & ~before);
          count(figures, base + returning * width, all & before);
          before |= all;
          seen.fill(0);
        };
        for (const { day, masks } of days) {
          const now = buckets.ofDay[day] ?? 0;
          if (now !== bucket) close();
          bucket = now;
          masks.forEach((mask, name) => (seen[name] = (seen[name] ?? 0) | mask));
          count(figures, (bucket * names.length + activeDays) * width, masks[active] ?? 0);
        }
        close();
      }
    },
    *rows() {
      for (const { buckets, figures } of counts) {
        const { grain, starts } = buckets;
        for (const [bucket, period] of starts.entries()) {
          const days = Math.min(addPeriods(period, grain, 1), to) - period;
          for (const [index, segment] of segments.entries()) {
            const of = { grain, period, segment, currency: null, position: 0 };
            const [all = 0, editors = 0, creators = 0, exporters = 0, ...rest] = names.map(
              (_, name) => figures[(bucket * names.length + name) * width + index] ?? 0,
            );
            if (all === 0) continue;
            const [news = 0, returns = 0, ofDays = 0] = rest;
            const told: readonly [name: string, value: number][] = [
              ["new_users", news],
              ["returning_users", returns],
              ["editors", editors],
              ["export_rate numerator", exporters],
              ["export_rate denominator", all],
              ["creation_rate numerator", creators],
              ["creation_rate denominator", all],
              ["stickiness numerator", ofDays],
              ["stickiness denominator", days * all],
            ];
            if (grain === "year") yield { ...of, question: "query yau", name: "yau", value: all };
            else for (const [name, value] of told) if (value > 0) yield { ...of, question: rates, name, value };
            if (grain === "quarter") yield { ...of, question: "query qau", name: "qau", value: all };
          }
        }
      }
    },
  };
}

/** A day on which a user was there: the segments they were seen in at all, and with each kind of event. */
interface DayMasks {
  readonly day: number;
  readonly masks: number[];
}

function dayMasks({ day, kind, segments }: UserHistory): readonly DayMasks[] {
  const days: DayMasks[] = [];
  for (let event = 0; event < day.length; event++) {
    const now = day[event] ?? 0;
    if (days.at(-1)?.day !== now) days.push({ day: now, masks: [0, 0, 0, 0] });
    const masks = days.at(-1)?.masks ?? [];
    const place = 1 + kinds.findIndex((one) => one === kind[event]);
    for (const name of [active, place]) masks[name] = (masks[name] ?? 0) | (segments[event] ?? 0);
  }
  return days;
}

/** One more in every segment of `mask`. */
function count(figures: Float64Array, base: number, mask: number): void {
  for (let rest = mask; rest !== 0;) {
    const segment = 31 - Math.clz32(rest);
    rest ^= 1 << segment;
    figures[base + segment] = (figures[base + segment] ?? 0) + 1;
  }
}
