import type { Buckets } from "./buckets.ts";

/** Measure of distinct users with any of the three kinds of events. */
export const activeUsers = 0;
/** Measure of distinct users with a project_created. */
export const creators = 1;
/** Measure of distinct users with a project_exported. */
export const exporters = 2;
const measures = 3;

/** Exact distinct users of every bucket, measure and segment. */
export interface DistinctKey {
  startDay(d: number): void;
  /** On the current day, `user` counts for `measure` in the segments of `mask`; told once a user-day and measure. */
  add(user: number, measure: number, mask: number): void;
  /** Distinct users of `measure` in a segment, one figure a bucket of the `grain`-th grain. */
  figures(grain: number, measure: number, segment: number): Float64Array;
}

/** An empty count over `grains`, of which the first is the day. */
export function distinctKey(
  { users, segments }: { readonly users: number; readonly segments: number },
  grains: readonly Buckets[],
): DistinctKey {
  const perUser = grains.length * measures;
  // Segments in which a user was seen in the current bucket of each grain and measure; user by user, see trailing-key.
  const seen = new Int32Array(perUser * users);
  const counts = grains.map(({ starts }) => new Float64Array(starts.length * measures * segments));
  const current = new Int32Array(grains.length).fill(-1);

  function count(grain: number, measure: number, mask: number): void {
    const figures = counts[grain];
    if (figures === undefined) return;
    const base = ((current[grain] ?? 0) * measures + measure) * segments;
    for (let rest = mask; rest !== 0;) {
      const segment = 31 - Math.clz32(rest);
      rest ^= 1 << segment;
      figures[base + segment] = (figures[base + segment] ?? 0) + 1;
    }
  }

  return {
    startDay(d) {
      grains.forEach(({ ofDay }, grain) => {
        const bucket = ofDay[d] ?? 0;
        if (bucket === current[grain]) return;
        current[grain] = bucket;
        for (let user = grain * measures; grain > 0 && user < seen.length; user += perUser) {
          for (let measure = 0; measure < measures; measure++) seen[user + measure] = 0;
        }
      });
    },
    add(user, measure, mask) {
      count(0, measure, mask);
      for (let grain = 1; grain < grains.length; grain++) {
        const slot = user * perUser + grain * measures + measure;
        const before = seen[slot] ?? 0;
        const fresh = mask & ~before;
        if (fresh === 0) continue;
        seen[slot] = before | mask;
        count(grain, measure, fresh);
      }
    },
    figures(grain, measure, segment) {
      const buckets = grains[grain]?.starts.length ?? 0;
      const all = counts[grain];
      return Float64Array.from(
        { length: buckets },
        (_, b) => all?.[(b * measures + measure) * segments + segment] ?? 0,
      );
    },
  };
}
