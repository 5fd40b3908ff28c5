import type { Day } from "../../schema/date.ts";
import type { Buckets } from "../truth/buckets.ts";
import type { Segment } from "../truth/segments.ts";
import { activeBuckets } from "./active-buckets.ts";
import { segmentsSeen, type UserHistory } from "./diary.ts";
import type { FullRow } from "./full-row.ts";

const stages = ["new", "returning", "resurrected", "dormant"] as const;
const [fresh, returning, resurrected, dormant] = [0, 1, 2, 3] as const;

/** Lifecycle and stickiness of every segment, counted person by person. */
export interface LifecycleKey {
  add(history: UserHistory): void;
  rows(): Generator<FullRow>;
}

/** An empty count over `grains` of a company whose first day is `from`. */
export function lifecycleKey(from: Day, segments: readonly Segment[], grains: readonly Buckets[]): LifecycleKey {
  const counts = grains.map((buckets) => {
    const { length } = buckets.starts;
    return {
      buckets,
      stage: new Float64Array(segments.length * length * stages.length),
      activePeriods: new Float64Array(segments.length * (length + 1)),
    };
  });

  function addSegment(history: UserHistory, segment: number): void {
    for (const { buckets, stage, activePeriods } of counts) {
      const { length } = buckets.starts;
      const { bucket: active } = activeBuckets(
        history,
        buckets,
        (event) => (((history.segments[event] ?? 0) >>> segment) & 1) === 1,
      );
      const count = (bucket: number, which: number): void => {
        const cell = (segment * length + bucket) * stages.length + which;
        stage[cell] = (stage[cell] ?? 0) + 1;
      };
      active.forEach((bucket, i) => {
        if (i === 0) count(bucket, fresh);
        else count(bucket, active[i - 1] === bucket - 1 ? returning : resurrected);
        if (active[i + 1] !== bucket + 1 && bucket + 1 < length) count(bucket + 1, dormant);
      });
      const cell = segment * (length + 1) + active.length;
      activePeriods[cell] = (activePeriods[cell] ?? 0) + 1;
    }
  }

  return {
    add(history) {
      const seen = segmentsSeen(history);
      for (let segment = 0; segment < segments.length; segment++) {
        if (((seen >>> segment) & 1) === 1) addSegment(history, segment);
      }
    },
    *rows() {
      for (const { buckets, stage, activePeriods } of counts) {
        const { grain, starts } = buckets;
        for (const [index, segment] of segments.entries()) {
          const of = { grain, segment, currency: null };
          for (const [bucket, period] of starts.entries()) {
            for (const [which, name] of stages.entries()) {
              const value = stage[(index * starts.length + bucket) * stages.length + which] ?? 0;
              if (value > 0) yield { ...of, question: "lifecycle", period, name, position: 0, value };
            }
          }
          for (let position = 1; position <= starts.length; position++) {
            const value = activePeriods[index * (starts.length + 1) + position] ?? 0;
            if (value > 0) yield { ...of, question: "stickiness", period: from, name: "users", position, value };
          }
        }
      }
    },
  };
}
