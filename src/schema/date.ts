/** A civil date as days since 1970-01-01 (proleptic Gregorian). */
export type Day = number;

/** An instant as microseconds since 1970-01-01T00:00:00Z; a safe integer for the years 1685 to 2255. */
export type Instant = number;

/** Microseconds of a second. */
export const microsPerSecond = 1_000_000;
/** Microseconds of an hour. */
export const microsPerHour = 3_600_000_000;
/** Length of a UTC day; a local day may be an hour shorter or longer. */
export const microsPerUtcDay = 86_400_000_000;

/** The day of a civil date. Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
export function dayOf(year: number, month: number, dayOfMonth: number): Day {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + dayOfMonth - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Year, month (1–12) and day of month (1–31) of `day`; the inverse of `dayOf`. */
export function civilOf(day: Day): { readonly year: number; readonly month: number; readonly dayOfMonth: number } {
  const z = day + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    dayOfMonth: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  };
}

/** ISO weekday of `day`: 1 Monday … 7 Sunday. */
export function weekdayOf(day: Day): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** `day` as `2026-01-31`. */
export function formatDay(day: Day): string {
  const { year, month, dayOfMonth } = civilOf(day);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(dayOfMonth, 2)}`;
}

/** The day that `text` (`2026-01-31`) names, or null where it names none. */
export function parseDay(text: string): Day | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return null;
  const [year, month, dayOfMonth] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const day = dayOf(year, month, dayOfMonth);
  return month >= 1 && month <= 12 && formatDay(day) === text ? day : null;
}

/** `instant` in UTC as `2026-01-05T13:00:00Z`, with six decimals only where it has a fraction of a second. */
export function formatInstant(instant: Instant): string {
  const day = Math.floor(instant / microsPerUtcDay);
  const rest = instant - day * microsPerUtcDay;
  const seconds = Math.floor(rest / microsPerSecond);
  const fraction = rest - seconds * microsPerSecond;
  const time = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60].map((n) => pad(n, 2));
  return `${formatDay(day)}T${time.join(":")}${fraction === 0 ? "" : `.${pad(fraction, 6)}`}Z`;
}

/** What an instant's text says: local microseconds, and the offset it names in seconds, null where it names none. */
export interface ParsedInstant {
  readonly localMicros: number;
  readonly offsetSeconds: number | null;
}

const instantPattern =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/;

/**
 * Read an ISO 8601 instant (`2026-01-05T13:00:00Z`, a blank for the T, an offset, a fraction cut to microseconds, or a
 * date alone, which is its midnight). Null where the text is none of these or names no real moment.
 */
export function parseInstant(text: string): ParsedInstant | null {
  const match = instantPattern.exec(text);
  if (match === null) return null;
  const day = parseDay(match[1] ?? "");
  const [hour, minute, second] = [Number(match[2] ?? 0), Number(match[3] ?? 0), Number(match[4] ?? 0)];
  if (day === null || hour > 23 || minute > 59 || second > 59) return null;
  const micros = Number((match[5] ?? "").padEnd(6, "0").slice(0, 6));
  const localMicros = day * microsPerUtcDay + (hour * 3_600 + minute * 60 + second) * microsPerSecond + micros;
  const offsetSeconds = parseOffset(match[6]);
  return offsetSeconds === undefined ? null : { localMicros, offsetSeconds };
}

/** Seconds; null where none is named, undefined where no place on earth has it. */
function parseOffset(text: string | undefined): number | null | undefined {
  if (text === undefined) return null;
  if (!/^[+-]/.test(text)) return 0;
  const digits = text.slice(1).replace(":", "").padEnd(4, "0");
  const [hours, minutes] = [Number(digits.slice(0, 2)), Number(digits.slice(2))];
  if (hours > 15 || minutes > 59) return undefined;
  const seconds = hours * 3_600 + minutes * 60;
  return text.startsWith("-") ? -seconds : seconds;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, "0");
}
