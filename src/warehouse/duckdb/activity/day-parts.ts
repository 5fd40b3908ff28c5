import type { Day, Instant } from "../../../schema/date.ts";
import { addPeriods, periodStart } from "../../../schema/period.ts";
import { localDayOf, startOfDay, type Timezone } from "../../../schema/timezone.ts";
import type { LocalFile } from "../event-files.ts";

/** A run of local days, half-open, with the event files that may hold something of them. */
export interface DayPart {
  readonly from: Day;
  readonly to: Day;
  readonly files: readonly LocalFile[];
}

/** Rows counted at a time, about: what their groups need stays small, however long the history is. */
const rowsAtATime = 4_000_000;

/** Days are put together as long as they have no more rows than this: each part costs some milliseconds by itself. */
const rowsWorthAPart = 250_000;

/**
 * Every day that any of the files may hold, cut into parts: months, several of them where they have few rows, less than one
 * where it has more rows than a part.
 */
export function partsOfFiles(files: readonly LocalFile[], zone: Timezone): readonly DayPart[] {
  const days = files.flatMap((file) => rangeOf(file, zone) ?? []);
  if (days.length === 0) return [];
  const [first, last] = [least(days.map(({ from }) => from)), -least(days.map(({ to }) => -to))];
  const parts: DayPart[] = [];
  for (let from = periodStart(first, "month", 1); from < last;) {
    const rowsUntil = (to: Day) => rowsOf(files, { from, to }, zone);
    let to = addPeriods(from, "month", 1);
    while (to < last && rowsUntil(addPeriods(to, "month", 1)) <= rowsWorthAPart) to = addPeriods(to, "month", 1);
    const length = Math.max(1, Math.floor((to - from) / Math.max(1, Math.ceil(rowsUntil(to) / rowsAtATime))));
    for (; from < to; from += length) parts.push(partOf({ from, to: Math.min(to, from + length) }, files, zone));
    from = to;
  }
  return parts.filter((part) => part.files.length > 0);
}

/** Parts that hold the given days, in order; days between them come along where there is not much of them. */
export function partsOfDays(days: readonly Day[], files: readonly LocalFile[], zone: Timezone): readonly DayPart[] {
  const runs: { from: Day; to: Day }[] = [];
  for (const day of days) {
    const last = runs.at(-1);
    if (last !== undefined && rowsOf(files, { from: last.from, to: day + 1 }, zone) <= rowsWorthAPart)
      last.to = day + 1;
    else runs.push({ from: day, to: day + 1 });
  }
  return runs.map((run) => partOf(run, files, zone));
}

function partOf(run: Days, files: readonly LocalFile[], zone: Timezone): DayPart {
  return { ...run, files: files.filter((file) => rowsWithin(file, run, zone) > 0) };
}

interface Days {
  readonly from: Day;
  readonly to: Day;
}

function rowsOf(files: readonly LocalFile[], run: Days, zone: Timezone): number {
  return files.reduce((sum, file) => sum + rowsWithin(file, run, zone), 0);
}

/** How many of a file's rows lie within the days if they are spread evenly; 0 only where none can. */
function rowsWithin(file: LocalFile, { from, to }: Days, zone: Timezone): number {
  const days = rangeOf(file, zone);
  if (days === null) return 0;
  const shared = Math.min(to, days.to) - Math.max(from, days.from);
  return shared <= 0 ? 0 : (file.rows * shared) / (days.to - days.from);
}

function rangeOf({ minInstant, maxInstant }: LocalFile, zone: Timezone): Days | null {
  if (minInstant === null || maxInstant === null) return null;
  return { from: localDayOf(zone, minInstant), to: localDayOf(zone, maxInstant) + 1 };
}

/** The instants of a part's days, half-open. */
export function instantsOf({ from, to }: Days, zone: Timezone): { readonly from: Instant; readonly to: Instant } {
  return { from: startOfDay(zone, from), to: startOfDay(zone, to) };
}

function least(values: readonly number[]): number {
  return values.reduce((smallest, value) => Math.min(smallest, value), Infinity);
}
