import { type Dialect, defaults } from "../dialect.ts";

/**
 * DuckDB 1.5. `//` is its integer division: `/` would leave the integers. A property's key goes in as a JSON pointer, for
 * a bare key that begins with `$` would be read as a path.
 */
export const duckdb: Dialect = {
  name: "duckdb",
  types: defaults.types,
  parameter: defaults.parameter,
  meanings: {
    ...defaults.meanings,
    micros_of: (instant) => `epoch_us(${instant})`,
    divide: (a, b) => `(${a} // ${b})`,
    property: (properties, key) =>
      `json_extract_string(${properties}, '/' || replace(replace(${key}, '~', '~0'), '/', '~1'))`,
  },
};
