import { created, exported } from "../day-log.ts";
import type { Buckets } from "../truth/buckets.ts";
import type { Segment } from "../truth/segments.ts";
import { type ActiveBuckets, activeBuckets } from "./active-buckets.ts";
import { segmentsSeen, type UserHistory, within } from "./diary.ts";
import type { FullRow } from "./full-row.ts";

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

/** Grains of which retention is told of every segment, not only of the whole. */
const slicedGrains: readonly string[] = ["week", "month"];

/** An empty count over `grains`. */
export function retentionKey(segments: readonly Segment[], grains: readonly Buckets[]): RetentionKey {
  const counts = grains.map((buckets) => {
    const told = slicedGrains.includes(buckets.grain) ? segments : segments.slice(0, 1);
    const { length } = buckets.starts;
    return {
      buckets,
      told,
      values: all.map(() => told.map(() => new Float64Array(length * periods))),
      // Whether a user came back in each bucket.
      isBack: new Uint8Array(length + periods),
    };
  });
  return {
    add(history) {
      const seen = segmentsSeen(history);
      for (let segment = 0; segment < segments.length; segment++) {
        if (((seen >>> segment) & 1) === 0) continue;
        const own = within(history, segment);
        for (const { buckets, told, values, isBack } of counts) {
          if (segment >= told.length) continue;
          const active = [null, created, exported].map((kind) => ({
            kind,
            buckets: activeBuckets(own, buckets, (event) => kind === null || own.kind[event] === kind),
          }));
          for (const [place, asked] of all.entries()) {
            const counted = values[place]?.[segment];
            const starts = active.find(({ kind }) => kind === asked.start)?.buckets.bucket ?? [];
            const returning = active.find(({ kind }) => kind === asked.return)?.buckets;
            if (counted === undefined || returning === undefined || starts.length === 0) continue;
            const returns = enough(returning, asked.minOccurrences);
            // A return on or after a bucket is one in any up to the last.
            if (asked.isOn) for (const bucket of returns) isBack[bucket] = 1;
            else isBack.fill(1, 0, (returns.at(-1) ?? -1) + 1);
            for (const cohort of asked.isFirstTime ? starts.slice(0, 1) : starts) {
              for (let k = 0; k < periods; k++) {
                const cell = cohort * periods + k;
                if (k === 0 || isBack[cohort + k] === 1) counted[cell] = (counted[cell] ?? 0) + 1;
              }
            }
            isBack.fill(0, 0, (returns.at(-1) ?? -1) + 1);
          }
        }
      }
    },
    *rows() {
      for (const { buckets, told, values } of counts) {
        for (const [place, { question }] of all.entries()) {
          const of = { question, grain: buckets.grain, currency: null, name: "users" };
          for (const [index, segment] of told.entries()) {
            for (const [cohort, period] of buckets.starts.entries()) {
              for (let position = 0; position < periods; position++) {
                const value = values[place]?.[index]?.[cohort * periods + position] ?? 0;
                if (value > 0) yield { ...of, segment, period, position, value };
              }
            }
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
