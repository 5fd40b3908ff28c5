import { microsPerSecond } from "../../schema/date.ts";
import type { Company } from "../company.ts";
import type { DayRows } from "../day-log.ts";
import type { Days } from "../days.ts";
import { type Buckets, bucketsOf } from "../truth/buckets.ts";
import type { ActivitySegments } from "../truth/segments.ts";
import { type DiaryEntry, diary } from "./diary.ts";
import type { FullRow } from "./full-row.ts";
import { funnelKey } from "./funnel-key.ts";
import { lifecycleKey } from "./lifecycle-key.ts";
import { peopleKey } from "./people-key.ts";
import { retentionKey } from "./retention-key.ts";

/** The second pass over a shard's activity: events are told day by day, and gone through person by person at the end. */
export interface ActivityPass {
  /** An event of day `d`; events come in the order of their source. */
  event(d: number, event: PassedEvent): void;
  rows(): Generator<FullRow>;
}

/** An event as it was told. */
export interface PassedEvent {
  readonly user: number;
  /** Seconds since the local day began. */
  readonly second: number;
  readonly kind: number;
  readonly platform: number;
  readonly country: number;
}

/** What a pass is about. */
export interface PassedShard {
  readonly users: number;
  readonly days: Days;
  readonly segments: ActivitySegments;
  readonly grains: readonly Buckets[];
}

/** A pass over nothing yet. */
export function activityPass(company: Company, { users, days, segments, grains }: PassedShard): ActivityPass {
  const events = diary(users);
  const firstDay = new Int32Array(users).fill(-1);
  const secondsUntil = (d: number): number => ((days.starts[d] ?? 0) - (days.starts[0] ?? 0)) / microsPerSecond;
  return {
    event(d, { user, second, kind, platform, country }) {
      if (firstDay[user] === -1) firstDay[user] = d;
      const cell = segments.cellOf({ platform, country, isNew: firstDay[user] === d ? 1 : 0 });
      const entry: DiaryEntry = {
        user,
        day: d,
        second: secondsUntil(d) + second,
        kind,
        segments: segments.maskOf(cell),
      };
      events.add(entry);
    },
    *rows() {
      const keys = [
        lifecycleKey(company.from, segments.segments, grains),
        peopleKey(company.to, segments.segments, [...grains, ...bucketsOf(company, ["year"])]),
        retentionKey(segments.segments, grains),
        funnelKey({ from: company.from, end: secondsUntil(days.count), segments: segments.segments }),
      ];
      for (const history of events.histories()) for (const key of keys) key.add(history);
      for (const key of keys) yield* key.rows();
    },
  };
}

/** Tell `pass` of a clean day, in time order. */
export function passDay(pass: ActivityPass, d: number, log: DayRows): void {
  const columns = log.columns();
  for (const row of log.order()) {
    pass.event(d, {
      user: columns.user[row] ?? 0,
      second: columns.second[row] ?? 0,
      kind: columns.kind[row] ?? 0,
      platform: columns.platform[row] ?? 0,
      country: columns.country[row] ?? 0,
    });
  }
}
