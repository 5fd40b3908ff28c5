import { microsPerSecond } from "../schema/date.ts";
import { type OffsetChange, type Timezone, utc } from "../schema/timezone.ts";

/** Years whose offset changes are read. Before and after them the nearest offset holds. */
const firstYear = 1990;
const lastYear = 2060;
/** No timezone changes twice within this time, so that looking this often finds every change. */
const stepSeconds = 7 * 86_400;

/**
 * The timezone of an IANA name with its offsets from this Node's timezone database, or null where it knows none of that
 * name. Offsets before 1990 and after 2060 are taken to be those of these years.
 */
export function readTimezone(name: string): Timezone | null {
  if (name === "UTC") return utc;
  const offsetAt = offsetReader(name);
  if (offsetAt === null) return null;
  const from = Date.UTC(firstYear, 0, 1) / 1_000;
  const to = Date.UTC(lastYear, 0, 1) / 1_000;
  const changes: OffsetChange[] = [{ fromInstant: -Infinity, offsetSeconds: offsetAt(from) }];
  for (let at = from; at < to; at += stepSeconds) {
    const next = offsetAt(at + stepSeconds);
    if (next === changes.at(-1)?.offsetSeconds) continue;
    const change = firstSecondWith(next, { offsetAt, low: at, high: at + stepSeconds });
    changes.push({ fromInstant: change * microsPerSecond, offsetSeconds: next });
  }
  return { name, version: process.versions["tz"] ?? "unknown", changes };
}

/** Offset of a zone in seconds at an instant in seconds since 1970; null where the name is unknown. */
function offsetReader(name: string): ((seconds: number) => number) | null {
  try {
    const format = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    return (seconds) => {
      const parts = new Map(format.formatToParts(seconds * 1_000).map(({ type, value }) => [type, Number(value)]));
      const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
      const local = Date.UTC(
        part("year"),
        part("month") - 1,
        part("day"),
        part("hour"),
        part("minute"),
        part("second"),
      );
      return local / 1_000 - seconds;
    };
  } catch {
    return null;
  }
}

interface Search {
  readonly offsetAt: (seconds: number) => number;
  readonly low: number;
  readonly high: number;
}

/** The first second in (low, high] from which the offset is `offset`. */
function firstSecondWith(offset: number, { offsetAt, low, high }: Search): number {
  let [before, after] = [low, high];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(middle) === offset) after = middle;
    else before = middle;
  }
  return after;
}
