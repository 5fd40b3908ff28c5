import type { ClickHouseClient } from "@clickhouse/client";
import { createReadStream } from "node:fs";
import { parseDay, parseInstant } from "../../schema/date.ts";
import type { Statement } from "../../sql/print.ts";
import type { ServerAddress } from "../address.ts";
import { importDriver } from "../missing-driver.ts";
import type { ResultRow } from "../warehouse.ts";
import { explainClickhouseError } from "./clickhouse-error.ts";

/** A ClickHouse server as its HTTP interface shows it. */
export interface Http {
  readonly query: (statement: Statement) => Promise<readonly ResultRow[]>;
  /** Run a statement that returns nothing. */
  readonly execute: (statement: Statement) => Promise<void>;
  /** Append a few rows of our own. */
  insertRows(table: string, columns: readonly string[], rows: readonly (readonly (string | number)[])[]): Promise<void>;
  /** Append a Parquet file's rows, its columns by name. */
  readonly insertFile: (table: string, path: string) => Promise<void>;
  /** Run a statement that a file follows as its body. */
  readonly executeWithFile: (sql: string, path: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What makes ClickHouse read a query as the other engines do. */
const settings = {
  join_use_nulls: 1,
  prefer_column_name_to_alias: 1,
  cast_keep_nullable: 1,
  aggregate_functions_null_for_empty: 1,
  count_distinct_implementation: "uniqExact",
  session_timezone: "UTC",
  output_format_json_quote_64bit_integers: 1,
  mutations_sync: "1",
  // A figure counted from base rows is a deep plan: each pass over one of its steps counts against this.
  query_plan_max_optimizations_to_apply: "1000000",
} as const;

const requestTimeoutMs = 600_000;

/** Connect at the first call. The password comes from the address or CLICKHOUSE_PASSWORD. */
export async function openHttp({ url, shown }: ServerAddress, database: string): Promise<Http> {
  const { ClickHouseLogLevel, createClient } = await importDriver(
    "@clickhouse/client",
    () => import("@clickhouse/client"),
  );
  const secure = url.searchParams.get("secure") === "true";
  const client: ClickHouseClient = createClient({
    url: `${secure ? "https" : "http"}://${url.hostname}:${url.port === "" ? (secure ? 8443 : 8123) : url.port}`,
    username: url.username === "" ? "default" : decodeURIComponent(url.username),
    password: url.password === "" ? (process.env["CLICKHOUSE_PASSWORD"] ?? "") : decodeURIComponent(url.password),
    database,
    application: "tidemark",
    request_timeout: requestTimeoutMs,
    clickhouse_settings: settings,
    // Whoever calls says what went wrong; the driver's own lines would show statements.
    log: { level: ClickHouseLogLevel.OFF },
  });
  const explained = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw explainClickhouseError(error, shown);
    }
  };
  return {
    query: ({ sql, parameters }) =>
      explained(async () => {
        const result = await client.query({ query: sql, query_params: named(parameters), format: "JSONCompact" });
        const { meta = [], data } = await result.json<string | number | null>();
        const columns = meta.map(({ name, type }) => ({ name, read: readerOf(type) }));
        return (data as unknown as readonly (readonly (string | number | null)[])[]).map((row) =>
          Object.fromEntries(columns.map(({ name, read }, i) => [name, read(row[i] ?? null)])),
        );
      }),
    execute: ({ sql, parameters }) =>
      explained(async () => {
        await client.command({ query: sql, query_params: named(parameters) });
      }),
    insertRows: (table, columns, rows) =>
      explained(async () => {
        const values = rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]])));
        await client.insert({ table, values, format: "JSONEachRow" });
      }),
    insertFile: (table, path) =>
      explained(async () => {
        await client.insert({ table, values: createReadStream(path), format: "Parquet" });
      }),
    executeWithFile: (sql, path) =>
      explained(async () => {
        const { stream } = await client.exec({ query: sql, values: createReadStream(path) });
        // The connection is not free again before the answer, which is empty, was read.
        for await (const _ of stream);
      }),
    close: () => client.close(),
  };
}

function named(parameters: Statement["parameters"]): Record<string, string | null> {
  return Object.fromEntries(parameters.map((given, i) => [`p${i + 1}`, given === null ? null : String(given)]));
}

type Cell = string | number | null;

/** How a column of a ClickHouse type is read into what `ResultRow` says. */
function readerOf(type: string): (cell: Cell) => Cell {
  const plain = type.replace(/^LowCardinality\((.*)\)$/, "$1").replace(/^Nullable\((.*)\)$/, "$1");
  const read = plainReader(plain);
  return (cell) => (cell === null ? null : read(String(cell)));
}

function plainReader(type: string): (text: string) => Cell {
  if (/^U?Int\d+$/.test(type)) return safe;
  if (/^Date(32)?$/.test(type)) return parseDay;
  if (type.startsWith("DateTime")) return (text) => parseInstant(text)?.localMicros ?? null;
  if (type === "String") return (text) => text;
  if (type === "Nothing") return () => null;
  throw new Error(`A query returned a column of type ${type}`);
}

function safe(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new Error(`A query returned ${text}, which lies beyond 2^53`);
  return number;
}
