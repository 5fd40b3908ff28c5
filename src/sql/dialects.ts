import type { Dialect } from "./dialect.ts";
import { clickhouse } from "./dialects/clickhouse.ts";
import { duckdb } from "./dialects/duckdb.ts";
import { postgres } from "./dialects/postgres.ts";
import { redshift } from "./dialects/redshift.ts";

/** Every dialect that a query can be printed in; people are shown them in this order. */
export const dialects: readonly Dialect[] = [duckdb, postgres, redshift, clickhouse];
