import { addPeriods, type CalendarGrain, periodStart } from "../../schema/period.ts";
import { type Day, parseDay } from "../../schema/date.ts";

const msPerDay = 86_400_000;

const day = formatter({ day: "numeric", month: "short", year: "numeric" });
const dayOfWeek = formatter({ weekday: "short", day: "numeric", month: "short", year: "numeric" });
const dayTick = formatter({ day: "numeric", month: "short" });
const month = formatter({ month: "long", year: "numeric" });
const months = formatter({ month: "short", year: "numeric" });
const monthTick = formatter({ month: "short" });

/** A bucket in time: where it starts and ends (ms since 1970 of its local days taken as UTC) and what it is called. */
export interface Bucket {
  readonly start: number;
  readonly end: number;
  /** `October 2026`, `16 – 22 Nov 2026`, `Q3 2026`. */
  readonly label: string;
  /** The same as an axis prints it. */
  readonly tick: string;
}

/** The bucket of `grain` that starts on `period`: a day (`2026-10-01`), or for hours an instant, told in `timezone`. */
export function bucketOf(period: string, grain: string, timezone = "UTC"): Bucket {
  if (grain === "hour") return hourOf(period, timezone);
  const first = requireDay(period);
  const next = isCalendarGrain(grain) ? addPeriods(first, grain, 1) : first + 1;
  const [start, end] = [first * msPerDay, next * msPerDay];
  return { start, end, label: labelOf(first, next, grain), tick: tickOf(first, grain) };
}

/** A bucket's name in the heading of a column, its year with it: `Oct 2026`, `16 Nov 2026`. */
export function shortPeriod(period: string, grain: string): string {
  if (grain === "month") return months.format(dateOf(requireDay(period)));
  return grain === "day" || grain === "week" ? day.format(dateOf(requireDay(period))) : bucketOf(period, grain).label;
}

/** Days [from, to) as people write them: `24 Oct – 20 Nov 2026`; whole months, quarters and years by their name. */
export function formatDays(from: string, to: string): string {
  const [first, next] = [requireDay(from), requireDay(to)];
  return wholePeriod(first, next) ?? days(first, next);
}

/** The same beside a range that ends before `end`: `24 Oct – 20 Nov` while all of it lies in the year of that end. */
export function formatDaysBeside(from: string, to: string, end: string): string {
  const [first, next] = [requireDay(from), requireDay(to)];
  const isSameYear = [first, next - 1].every((one) => yearOf(one) === yearOf(requireDay(end) - 1));
  return (
    wholePeriod(first, next) ?? (isSameYear ? dayTick.formatRange(dateOf(first), dateOf(next - 1)) : days(first, next))
  );
}

/** The last day before `to`, as people write it: `22 Nov 2026`. */
export function lastDay(to: string): string {
  return day.format(dateOf(requireDay(to) - 1));
}

/** Until when data are complete, in `timezone`: the last whole day, with the time of day where the next has begun. */
export function formatThrough(instant: string, timezone: string): string {
  const end = new Date(instant);
  const clock = new Intl.DateTimeFormat(undefined, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: timezone,
  });
  const date = new Intl.DateTimeFormat(undefined, {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: timezone,
  });
  const isMidnight = clock.formatToParts(end).every(({ type, value }) => type === "literal" || Number(value) === 0);
  return isMidnight ? date.format(new Date(end.getTime() - 1)) : `${date.format(end)}, ${clock.format(end)}`;
}

/** An hour by the clock of `timezone`; on the axis it lies where that clock stood, an hour that comes twice twice. */
function hourOf(instant: string, timezone: string): Bucket {
  const at = new Date(instant);
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat("en-GB", { timeZone: timezone, dateStyle: "short", timeStyle: "short", hourCycle: "h23" })
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const start = Date.UTC(parts["year"] ?? 0, (parts["month"] ?? 1) - 1, parts["day"], parts["hour"], parts["minute"]);
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: timezone } as const;
  const tick = new Intl.DateTimeFormat(undefined, clock).format(at);
  const date = new Intl.DateTimeFormat(undefined, {
    weekday: "short",
    day: "numeric",
    month: "short",
    timeZone: timezone,
  });
  return { start, end: start + 3_600_000, label: `${date.format(at)}, ${tick}`, tick };
}

/** The day and the time of an instant by the clock of `timezone`. */
export function formatInstant(instant: string, timezone: string): string {
  return new Intl.DateTimeFormat(undefined, {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: timezone,
  }).format(new Date(instant));
}

function labelOf(first: Day, next: Day, grain: string): string {
  const date = dateOf(first);
  switch (grain) {
    case "day":
      return dayOfWeek.format(date);
    case "month":
      return month.format(date);
    case "quarter":
      return `Q${quarterOf(date)} ${date.getUTCFullYear()}`;
    case "year":
      return String(date.getUTCFullYear());
    default:
      return days(first, next);
  }
}

function tickOf(first: Day, grain: string): string {
  const date = dateOf(first);
  switch (grain) {
    case "month":
      return date.getUTCMonth() === 0 ? String(date.getUTCFullYear()) : monthTick.format(date);
    case "quarter":
      return `Q${quarterOf(date)} ${String(date.getUTCFullYear()).slice(2)}`;
    case "year":
      return String(date.getUTCFullYear());
    default:
      return dayTick.format(date);
  }
}

function days(first: Day, next: Day): string {
  return day.formatRange(dateOf(first), dateOf(next - 1));
}

/** What the month, quarter, year or row of months is called that [first, next) is all of; null where it is none. */
function wholePeriod(first: Day, next: Day): string | null {
  const grains = ["month", "quarter", "year"] as const;
  const whole = grains.find((grain) => addPeriods(first, grain, 1) === next);
  if (whole !== undefined && periodStart(first, whole, 1) === first) return labelOf(first, next, whole);
  const areMonths = [first, next].every((one) => dateOf(one).getUTCDate() === 1);
  return areMonths ? months.formatRange(dateOf(first), dateOf(next - 1)) : null;
}

function dateOf(one: Day): Date {
  return new Date(one * msPerDay);
}

function yearOf(one: Day): number {
  return dateOf(one).getUTCFullYear();
}

function quarterOf(date: Date): number {
  return Math.floor(date.getUTCMonth() / 3) + 1;
}

function isCalendarGrain(grain: string): grain is CalendarGrain {
  return ["day", "week", "month", "quarter", "year"].includes(grain);
}

function requireDay(text: string): Day {
  const parsed = parseDay(text.slice(0, 10));
  if (parsed === null) throw new Error(`A period starts on "${text}", which is no day.`);
  return parsed;
}

function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(undefined, { ...options, timeZone: "UTC" });
}
