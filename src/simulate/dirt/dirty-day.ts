import { dayOrder } from "../day-order.ts";
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
  /** The row of the same day whose id it bears, null where it is its own. */
  readonly sameAs: DirtyRow | null;
}

/** A day's rows as they are told, dirt and all; once it is read nothing can be added. */
export interface DirtyDay extends DayRows {
  add(row: DirtyRow): void;
  /** All rows, also those that cannot be told because nobody knows whose they are. */
  readonly all: readonly DirtyRow[];
  /** The rows that are told; `columns()` has them in this order. */
  told(): readonly DirtyRow[];
}

/** An empty day. */
export function dirtyDay(): DirtyDay {
  const all: DirtyRow[] = [];
  const sealed = once(() => {
    const told = all.filter(({ fault }) => fault !== "missing_user");
    const columns = columnsOf(told);
    const order = new Int32Array(told.length);
    dayOrder()(columns.second, order);
    return { told, columns, order };
  });
  return {
    all,
    add: (row) => void all.push(row),
    told: () => sealed().told,
    rows: () => sealed().told.length,
    columns: () => sealed().columns,
    order: () => sealed().order,
  };
}

function columnsOf(rows: readonly DirtyRow[]): DayColumns {
  const place = new Map(rows.map((row, index) => [row, index]));
  const numbers = (value: (row: DirtyRow) => number) => rows.map(value);
  return {
    second: Int32Array.from(numbers(({ second }) => second)),
    user: Int32Array.from(numbers(({ user }) => user)),
    project: Uint32Array.from(numbers(({ project }) => project)),
    kind: Uint8Array.from(numbers(({ kind }) => kind)),
    platform: Uint8Array.from(numbers(({ platform }) => platform)),
    country: Uint8Array.from(numbers(({ country }) => country)),
    isNew: Uint8Array.from(numbers(({ isNew }) => isNew)),
    dirt: {
      identity: Float64Array.from(numbers(({ identity }) => identity)),
      delay: Int32Array.from(numbers(({ delay }) => delay)),
      sameAs: Int32Array.from(numbers(({ sameAs }) => (sameAs === null ? -1 : (place.get(sameAs) ?? -1)))),
      eventNumber: new Float64Array(rows.length),
    },
  };
}

function once<T extends object>(make: () => T): () => T {
  let made: T | null = null;
  return () => (made ??= make());
}
