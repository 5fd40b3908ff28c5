import { type Day, type Instant, microsPerSecond, microsPerUtcDay } from "./date.ts";

/** From `fromInstant` until the next entry, local time is UTC + `offsetSeconds`. */
export interface OffsetChange {
  readonly fromInstant: Instant;
  readonly offsetSeconds: number;
}

/**
 * A timezone as its offset changes in order, the first reaching back for ever; `version` is the timezone database it was
 * read from (`2025c`), so that a reader can tell why two installs disagree.
 */
export interface Timezone {
  readonly name: string;
  readonly version: string;
  readonly changes: readonly OffsetChange[];
}

/** UTC, which needs no database. */
export const utc: Timezone = { name: "UTC", version: "none", changes: [{ fromInstant: -Infinity, offsetSeconds: 0 }] };

/** Offset of `zone` at `instant`, in seconds. */
export function offsetAt(zone: Timezone, instant: Instant): number {
  let [low, high] = [0, zone.changes.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((zone.changes[middle]?.fromInstant ?? Infinity) <= instant) low = middle;
    else high = middle - 1;
  }
  return zone.changes[low]?.offsetSeconds ?? 0;
}

/** The changes of `zone` that decide on any instant of [from, to): the one in force at its begin, and those within. */
export function changesWithin({ changes }: Timezone, from: Instant, to: Instant): readonly OffsetChange[] {
  return changes.filter(({ fromInstant }, i) => fromInstant < to && (changes[i + 1]?.fromInstant ?? Infinity) > from);
}

/** The local day in which `instant` lies. */
export function localDayOf(zone: Timezone, instant: Instant): Day {
  return Math.floor((instant + offsetAt(zone, instant) * microsPerSecond) / microsPerUtcDay);
}

/**
 * The instant of a local time (µs as if it were UTC). A time that a clock change skips moves forward by the gap; a time
 * that occurs twice is the first of the two.
 */
export function instantOfLocal(zone: Timezone, localMicros: number): Instant {
  const dayInMicros = microsPerUtcDay;
  const before = offsetAt(zone, localMicros - dayInMicros);
  const after = offsetAt(zone, localMicros + dayInMicros);
  for (const offset of [Math.max(before, after), Math.min(before, after)]) {
    const instant = localMicros - offset * microsPerSecond;
    if (offsetAt(zone, instant) === offset) return instant;
  }
  return localMicros - before * microsPerSecond;
}

/** The instant at which the local day begins. */
export function startOfDay(zone: Timezone, day: Day): Instant {
  return instantOfLocal(zone, day * microsPerUtcDay);
}
