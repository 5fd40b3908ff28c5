import { timeSort } from "../counting-sort.ts";
import type { DayColumns, DayRows } from "../day-log.ts";
import type { Instant } from "../../schema/date.ts";

/** What may be wrong with a row; being told under a second id comes beside it. */
export const faults = [
  "none",
  "duplicate",
  "conflict",
  "late",
  "clock_skew",
  "missing_platform",
  "missing_country",
  "missing_user",
  "bot",
] as const;
export type Fault = (typeof faults)[number];

/** One row of a dirty day. */
export interface DirtyRow {
  readonly second: number;
  /** Local number of who did it; robots come after all people. */
  readonly user: number;
  /** Number of the id it is told under, over all shards, from 0. */
  readonly identity: number;
  readonly project: number;
  readonly kind: number;
  readonly platform: number;
  readonly country: number;
  readonly isNew: number;
  /** Seconds until it is received. */
  readonly delay: number;
  readonly fault: Fault;
  /** When it happened in truth. */
  readonly happenedAt: Instant;
  /** Index of the row of the same day whose id it bears, −1 where it is its own. */
  readonly sameAs: number;
}

/** Rows of a dirty day, column by column; a shard's days hold too many of them for a record each. */
export interface DirtyColumns extends Omit<DayColumns, "dirt"> {
  readonly identity: Float64Array;
  readonly delay: Int32Array;
  /** Indexes into `faults`. */
  readonly fault: Uint8Array;
  readonly happenedAt: Float64Array;
  readonly sameAs: Int32Array;
}

/** A day's rows as they are told, dirt and all; once it is read nothing can be added. */
export interface DirtyDay extends DayRows {
  /** Add a row; its index among all. */
  add(row: DirtyRow): number;
  /** All rows, also those that cannot be told because nobody knows whose they are; as many as there are. */
  all(): DirtyColumns;
  /** Of each of all rows the place among those that are told, which `columns()` and `order()` have; −1 for the others. */
  places(): Int32Array;
}

/** An empty day. */
export function dirtyDay(): DirtyDay {
  let columns = emptyColumns(1_024);
  let rows = 0;
  const sealed = once(() => {
    const all = firstRows(columns, rows);
    const places = placesOf(all.fault);
    const told = toldColumns(all, places);
    const order = new Int32Array(told.second.length);
    timeSort()(told.second, order);
    return { all, places, told, order };
  });
  return {
    add(row) {
      if (rows === columns.second.length) columns = twiceAsLong(columns);
      columns.second[rows] = row.second;
      columns.user[rows] = row.user;
      columns.identity[rows] = row.identity;
      columns.project[rows] = row.project;
      columns.kind[rows] = row.kind;
      columns.platform[rows] = row.platform;
      columns.country[rows] = row.country;
      columns.isNew[rows] = row.isNew;
      columns.delay[rows] = row.delay;
      columns.fault[rows] = faults.indexOf(row.fault);
      columns.happenedAt[rows] = row.happenedAt;
      columns.sameAs[rows] = row.sameAs;
      return rows++;
    },
    all: () => sealed().all,
    places: () => sealed().places,
    rows: () => sealed().order.length,
    columns: () => sealed().told,
    order: () => sealed().order,
  };
}

/** Code of the rows that cannot be told. */
const missingUser = faults.indexOf("missing_user");

function placesOf(codes: Uint8Array): Int32Array {
  let told = 0;
  return Int32Array.from(codes, (code) => (code === missingUser ? -1 : told++));
}

/** The rows that are told. */
function toldColumns(all: DirtyColumns, places: Int32Array): DayColumns {
  const isTold = (_: number, row: number): boolean => (places[row] ?? -1) >= 0;
  const { second, user, project, kind, platform, country, isNew } = all;
  const sameAs = all.sameAs.filter(isTold).map((original) => (original < 0 ? original : (places[original] ?? -1)));
  return {
    second: second.filter(isTold),
    user: user.filter(isTold),
    project: project.filter(isTold),
    kind: kind.filter(isTold),
    platform: platform.filter(isTold),
    country: country.filter(isTold),
    isNew: isNew.filter(isTold),
    dirt: {
      identity: all.identity.filter(isTold),
      delay: all.delay.filter(isTold),
      sameAs,
      eventNumber: new Float64Array(sameAs.length),
    },
  };
}

function emptyColumns(length: number): DirtyColumns {
  return {
    second: new Int32Array(length),
    user: new Int32Array(length),
    identity: new Float64Array(length),
    project: new Uint32Array(length),
    kind: new Uint8Array(length),
    platform: new Uint8Array(length),
    country: new Uint8Array(length),
    isNew: new Uint8Array(length),
    delay: new Int32Array(length),
    fault: new Uint8Array(length),
    happenedAt: new Float64Array(length),
    sameAs: new Int32Array(length),
  };
}

function firstRows(columns: DirtyColumns, rows: number): DirtyColumns {
  return {
    second: columns.second.subarray(0, rows),
    user: columns.user.subarray(0, rows),
    identity: columns.identity.subarray(0, rows),
    project: columns.project.subarray(0, rows),
    kind: columns.kind.subarray(0, rows),
    platform: columns.platform.subarray(0, rows),
    country: columns.country.subarray(0, rows),
    isNew: columns.isNew.subarray(0, rows),
    delay: columns.delay.subarray(0, rows),
    fault: columns.fault.subarray(0, rows),
    happenedAt: columns.happenedAt.subarray(0, rows),
    sameAs: columns.sameAs.subarray(0, rows),
  };
}

function twiceAsLong(old: DirtyColumns): DirtyColumns {
  const columns = emptyColumns(2 * old.second.length);
  columns.second.set(old.second);
  columns.user.set(old.user);
  columns.identity.set(old.identity);
  columns.project.set(old.project);
  columns.kind.set(old.kind);
  columns.platform.set(old.platform);
  columns.country.set(old.country);
  columns.isNew.set(old.isNew);
  columns.delay.set(old.delay);
  columns.fault.set(old.fault);
  columns.happenedAt.set(old.happenedAt);
  columns.sameAs.set(old.sameAs);
  return columns;
}

function once<T extends object>(make: () => T): () => T {
  let made: T | null = null;
  return () => (made ??= make());
}
