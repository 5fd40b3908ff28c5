import { dayOf, type Instant, microsPerSecond, microsPerUtcDay, parseDay } from "../schema/date.ts";
import { instantOfLocal, type Timezone } from "../schema/timezone.ts";
import { UnreadableCell } from "./json-value.ts";
import type { InstantReading, TimeUnit } from "./mapping-rule.ts";
import { type ReadCell, readInstant } from "./target.ts";

const digitsBefore: Readonly<Record<Exclude<TimeUnit, "iso" | "auto">, number>> = { s: -6, ms: -3, us: 0, ns: 3 };
const numberPattern = /^(-?)(\d+)(?:\.(\d*))?(?:[eE]\+?(\d{1,2}))?$/;

/** No product has events from these days, and every count since 2000 lies in them when it is read as a unit too fine. */
const microsOfEarly1970 = 60 * microsPerUtcDay;

/**
 * A reader of instants that are written as `reading` says; what is none gives undefined, as everywhere. @throws
 * UnreadableCell for a count that lies within 60 days of 1970-01-01: zero for "never", or counted in another unit than the
 * mapping says.
 */
export function instantReader({ unit, pattern, timezone, isCountedLocally }: InstantReading): ReadCell {
  if (pattern !== null) {
    const read = patternReader(pattern);
    return (text, context) => read(text.trim(), timezone ?? context.timezone);
  }
  return (text, context) => {
    const trimmed = text.trim();
    if (unit !== "iso") {
      const counted = countedInstant(trimmed, unit);
      if (counted !== null) {
        return counted !== undefined && isCountedLocally && timezone !== null
          ? instantOfLocal(timezone, counted)
          : counted;
      }
      if (unit !== "auto") return undefined;
    }
    return readInstant(trimmed, { timezone: timezone ?? context.timezone });
  };
}

/** A count from 1970 as µs, cut to whole µs; null where the text is no number, undefined where no unit fits it. */
function countedInstant(text: string, unit: Exclude<TimeUnit, "iso">): Instant | null | undefined {
  const match = numberPattern.exec(text);
  if (match === null) return null;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  const known = unit === "auto" ? unitOf(whole.length + Number(exponent)) : unit;
  if (known === undefined) return undefined;
  const shift = -digitsBefore[known] + Number(exponent);
  const digits = shift >= 0 ? whole + fraction.padEnd(shift, "0").slice(0, shift) : whole.slice(0, shift);
  const micros = Number(digits === "" ? "0" : digits);
  if (!Number.isSafeInteger(micros)) return undefined;
  if (micros < microsOfEarly1970) throw new UnreadableCell("early 1970: not its unit of time");
  return sign === "-" && micros !== 0 ? -micros : micros;
}

/** Ten digits are seconds from 2001 to 2286; a unit more is three digits more. */
function unitOf(digits: number): Exclude<TimeUnit, "iso" | "auto"> | undefined {
  return digits === 10 ? "s" : digits === 13 ? "ms" : digits === 16 ? "us" : digits === 19 ? "ns" : undefined;
}

/** Whether a pattern names year, month and day once each, and nothing twice. */
export function isInstantPattern(pattern: string): boolean {
  const found: readonly string[] = pattern.match(/YYYY|MM|DD|HH|mm|ss/g) ?? [];
  return new Set(found).size === found.length && ["YYYY", "MM", "DD"].every((part) => found.includes(part));
}

function patternReader(pattern: string): (text: string, timezone: Timezone) => Instant | undefined {
  const found: string[] = [];
  const source = pattern.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/YYYY|MM|DD|HH|mm|ss/g, (part) => {
    found.push(part);
    // 1/2/2026 is written without zeros, 20260201 is not written without them.
    return part === "YYYY" ? "(\\d{4})" : /[^A-Za-z]/.test(pattern) ? "(\\d{1,2})" : "(\\d{2})";
  });
  const expression = new RegExp(`^${source}$`);
  return (text, timezone) => {
    const match = expression.exec(text);
    if (match === null) return undefined;
    const value = (part: string): number => (found.includes(part) ? Number(match[found.indexOf(part) + 1]) : 0);
    const [year, month, day] = [value("YYYY"), value("MM"), value("DD")];
    const padded = [month, day].map((number) => String(number).padStart(2, "0")).join("-");
    if (parseDay(`${String(year).padStart(4, "0")}-${padded}`) === null) return undefined;
    const [hour, minute, second] = [value("HH"), value("mm"), value("ss")];
    if (hour > 23 || minute > 59 || second > 59) return undefined;
    const seconds = hour * 3_600 + minute * 60 + second;
    return instantOfLocal(timezone, dayOf(year, month, day) * microsPerUtcDay + seconds * microsPerSecond);
  };
}
