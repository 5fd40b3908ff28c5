import { type Dialect, defaults } from "../dialect.ts";

const types: Dialect["types"] = {
  text: "String",
  integer: "Int32",
  bigint: "Int64",
  date: "Date32",
  timestamp: "DateTime64(6, 'UTC')",
};

/**
 * ClickHouse 24.8 and later. Parameters are named and typed. Its driver sets what makes the rest read as elsewhere
 * (`join_use_nulls` and the like), and reads every column as one that may be missing.
 */
export const clickhouse: Dialect = {
  name: "clickhouse",
  types,
  parameter: (place, type, given) => {
    const parameter = `{p${place}:${given === null ? "Nullable(String)" : "String"}}`;
    return type === "text" ? parameter : `cast(${parameter} as ${types[type]})`;
  },
  meanings: {
    ...defaults.meanings,
    add_days: (date, count) => `addDays(${date}, ${count})`,
    // Its Date32 cannot be subtracted.
    days_between: (earlier, later) => `cast(dateDiff('day', ${earlier}, ${later}) as Nullable(Int32))`,
    add_seconds: (instant, seconds) => `addSeconds(${instant}, ${seconds})`,
    add_months: (instant, months) => `addMonths(${instant}, ${months})`,
    date_of: (instant) => `toDate32(${instant})`,
    micros_of: (instant) => `toUnixTimestamp64Micro(${instant})`,
    start_of_hour: (instant) => `dateTrunc('hour', ${instant})`,
    as_text: (given) => `cast(${given} as String)`,
    as_bigint: (given) => `cast(${given} as Int64)`,
    divide: (a, b) => `intDiv(${a}, ${b})`,
    shared_bits: (a, b) => `bitAnd(${a}, ${b})`,
    all_bits: (given) => `groupBitOr(${given})`,
    bit_at: (place) => `bitShiftLeft(cast(1 as Int64), ${place})`,
    property: (properties, key) => `if(JSONHas(${properties}, ${key}), JSONExtractString(${properties}, ${key}), null)`,
  },
};
