import { type Dialect, defaults } from "../dialect.ts";

/** PostgreSQL 14 and later. */
export const postgres: Dialect = { name: "postgres", ...defaults };
