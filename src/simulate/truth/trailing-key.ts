/** The trailing windows of the answer key, in days. */
export const windows = [
  { metric: "wau_7d", days: 7 },
  { metric: "mau_28d", days: 28 },
  { metric: "mau_30d", days: 30 },
] as const;

/** Gaps from here on are beyond every window; so is the one before a first day. */
const longestGap = 31;
const gaps = longestGap + 1;

/** Exact trailing actives of every day, window and segment. */
export interface TrailingKey {
  /** Tell that `user` was active on day `d`, no earlier than days told before, in the segments of `mask`. */
  active(user: number, d: number, mask: number): void;
  /** Users active in the window of `length` days that ends with each day, in one segment; one figure a day. */
  perDay(length: number, segment: number): Float64Array;
}

/**
 * A last-seen pass. It counts active user-days by day, segment and gap since the user's active day before. An active day
 * makes its user count on that day and the n − 1 after it, of which the part that the day before it covers already is
 * left out: so the counts of gaps hold the trailing actives of every window of up to 31 days.
 */
export function trailingKey(size: {
  readonly users: number;
  readonly days: number;
  readonly segments: number;
}): TrailingKey {
  const { days, segments } = size;
  const never = -32_768;
  // User by user: who is active today meets few cache lines, though few of all users are.
  const lastSeen = new Int16Array(segments * size.users).fill(never);
  const byGap = new Int32Array(days * segments * gaps);
  return {
    active(user, d, mask) {
      const [seen, today] = [user * segments, d * segments];
      for (let rest = mask; rest !== 0;) {
        const segment = 31 - Math.clz32(rest);
        rest ^= 1 << segment;
        const gap = d - (lastSeen[seen + segment] ?? never);
        lastSeen[seen + segment] = d;
        const cell = (today + segment) * gaps + (gap < longestGap ? gap : longestGap);
        byGap[cell] = (byGap[cell] ?? 0) + 1;
      }
    },
    perDay(length, segment) {
      const changes = new Float64Array(days + length);
      for (let d = 0; d < days; d++) {
        const cells = byGap.subarray((d * segments + segment) * gaps, (d * segments + segment + 1) * gaps);
        cells.forEach((count, gap) => {
          const from = d + Math.max(0, length - gap);
          changes[from] = (changes[from] ?? 0) + count;
          changes[d + length] = (changes[d + length] ?? 0) - count;
        });
      }
      for (let d = 1; d < days; d++) changes[d] = (changes[d] ?? 0) + (changes[d - 1] ?? 0);
      return changes.subarray(0, days);
    },
  };
}
