import { created, exported } from "../day-log.ts";
import type { Buckets } from "../truth/buckets.ts";
import { type ActiveBuckets, activeBuckets } from "./active-buckets.ts";
import type { UserHistory } from "./diary.ts";
import { type FullRow, whole } from "./full-row.ts";

/** A retention of the full key: kinds of events that begin and that count as a return, null for any. */
interface Asked {
  readonly question: string;
  readonly start: number | null;
  readonly return: number | null;
  readonly isFirstTime: boolean;
  readonly isOn: boolean;
  readonly minOccurrences: number;
}

const anyEvent = { start: null, return: null, minOccurrences: 1 };

const all: readonly Asked[] = [
  { ...anyEvent, question: "retention --cohort first_time --mode on", isFirstTime: true, isOn: true },
  { ...anyEvent, question: "retention --cohort first_time --mode on_or_after", isFirstTime: true, isOn: false },
  { ...anyEvent, question: "retention --cohort every_active --mode on", isFirstTime: false, isOn: true },
  {
    question:
      "retention --cohort every_active --mode on_or_after --start-event project_created --return-event project_exported --min-occurrences 2",
    start: created,
    return: exported,
    isFirstTime: false,
    isOn: false,
    minOccurrences: 2,
  },
];

/** Values of a cohort: its size, and who came back 1 to 11 periods later. */
const periods = 12;

/** Retention, counted person by person. */
export interface RetentionKey {
  add(history: UserHistory): void;
  rows(): Generator<FullRow>;
}

/** An empty count over `grains`. */
export function retentionKey(grains: readonly Buckets[]): RetentionKey {
  const counts = all.flatMap((asked) =>
    grains.map((buckets) => ({ asked, buckets, values: new Float64Array(buckets.starts.length * periods) })),
  );
  return {
    add(history) {
      for (const { asked, buckets, values } of counts) {
        const isOf = (kind: number | null) => (event: number) => kind === null || history.kind[event] === kind;
        const starts = activeBuckets(history, buckets, isOf(asked.start)).bucket;
        if (starts.length === 0) continue;
        const returns = enough(activeBuckets(history, buckets, isOf(asked.return)), asked.minOccurrences);
        for (const cohort of asked.isFirstTime ? starts.slice(0, 1) : starts) {
          for (let k = 0; k < periods; k++) {
            const isBack = asked.isOn
              ? returns.includes(cohort + k)
              : cohort + k < buckets.starts.length && (returns.at(-1) ?? -1) >= cohort + k;
            const cell = cohort * periods + k;
            if (k === 0 || isBack) values[cell] = (values[cell] ?? 0) + 1;
          }
        }
      }
    },
    *rows() {
      for (const { asked, buckets, values } of counts) {
        const of = { question: asked.question, grain: buckets.grain, segment: whole, currency: null, name: "users" };
        for (const [cohort, period] of buckets.starts.entries()) {
          for (let position = 0; position < periods; position++) {
            const value = values[cohort * periods + position] ?? 0;
            if (value > 0) yield { ...of, period, position, value };
          }
        }
      }
    },
  };
}

/** The buckets that have enough events to be a return, in order. */
function enough({ bucket, events }: ActiveBuckets, least: number): readonly number[] {
  return bucket.filter((_, i) => (events[i] ?? 0) >= least);
}
