import type { ColumnType } from "../schema/table.ts";
import type { Meaning } from "./fragment.ts";

/** How one engine spells what engines spell differently; everything else is the same text everywhere. */
export interface Dialect {
  readonly name: "duckdb" | "postgres" | "redshift" | "clickhouse";
  readonly types: Readonly<Record<ColumnType, string>>;
  /** How the text refers to the parameter that stands at `place`, the first being 1. */
  readonly parameter: (place: number, type: ColumnType, given: string | number | null) => string;
  readonly meanings: Readonly<Record<Meaning, (...args: readonly string[]) => string>>;
}

const columnTypes: Dialect["types"] = {
  text: "varchar",
  integer: "integer",
  bigint: "bigint",
  date: "date",
  timestamp: "timestamp",
};

/** What PostgreSQL says, which most engines understand; a dialect states only where it differs. */
export const defaults: Omit<Dialect, "name"> = {
  types: columnTypes,
  parameter: (place, type) => (type === "text" ? `$${place}` : `cast($${place} as ${columnTypes[type]})`),
  meanings: {
    add_days: (date, count) => `(${date} + ${count})`,
    days_between: (earlier, later) => `cast(${later} - ${earlier} as integer)`,
    add_seconds: (instant, seconds) => `(${instant} + ${seconds} * interval '1 second')`,
    add_months: (instant, months) => `(${instant} + ${months} * interval '1 month')`,
    date_of: (instant) => `cast(${instant} as date)`,
    // Redshift's "epoch" has no fraction and its "microseconds" no seconds; PostgreSQL's have both.
    micros_of: (instant) =>
      `(cast(floor(extract(epoch from ${instant})) as bigint) * 1000000 + mod(cast(extract(microseconds from ${instant}) as bigint), 1000000))`,
    start_of_hour: (instant) => `date_trunc('hour', ${instant})`,
    as_text: (given) => `cast(${given} as varchar)`,
    as_bigint: (given) => `cast(${given} as bigint)`,
    divide: (a, b) => `(${a} / ${b})`,
    shared_bits: (a, b) => `(${a} & ${b})`,
    all_bits: (given) => `bit_or(${given})`,
    bit_at: (place) => `(cast(1 as bigint) << cast(${place} as integer))`,
    property: (properties, key) => `(cast(${properties} as json) ->> ${key})`,
  },
};
