import type { ColumnType } from "../../src/schema/table.ts";
import { clickhousePassword, startClickhouse } from "../services/clickhouse.ts";
import { startPostgres } from "../services/postgres.ts";

/** What another tool finds on a server: it knows no settings of ours, and reads values as text. */
export interface Tool {
  /** Each row's values; those of instants as `2026-01-31 10:00:00`. */
  readonly read: (sql: string) => Promise<readonly (readonly (string | null)[])[]>;
  readonly schema: string;
  /** Of the empty place where Tidemark may load. */
  readonly address: string;
  /** Name, type and comment of each column of a view, in its order. */
  readonly columns: (view: string) => string;
  readonly about: (view: string) => string;
  readonly types: Readonly<Record<ColumnType, string>>;
  readonly stop: () => Promise<void>;
}

/** Starts each engine that other tools can ask. */
export const tools: Readonly<Record<"PostgreSQL" | "ClickHouse", () => Promise<Tool>>> = {
  PostgreSQL: async () => {
    const { url, client, stop } = await startPostgres();
    return {
      address: `${url}?schema=product`,
      schema: "product",
      stop,
      read: async (text) =>
        (await client.query({ text, rowMode: "array", types: { getTypeParser: () => String } })).rows as string[][],
      columns: (
        view,
      ) => `select attname, format_type(atttypid, null), col_description(attrelid, attnum) from pg_attribute
where attrelid = 'product.${view}'::regclass and attnum > 0 order by attnum`,
      about: (view) => `select obj_description('product.${view}'::regclass)`,
      types: {
        text: "character varying",
        integer: "integer",
        bigint: "bigint",
        date: "date",
        timestamp: "timestamp without time zone",
      },
    };
  },
  ClickHouse: async () => {
    const { database, stop } = await startClickhouse();
    const address = await database("product");
    const { port } = new URL(address);
    return {
      address,
      schema: "product",
      stop,
      async read(text) {
        const answer = await fetch(`http://127.0.0.1:${port}/?database=product&default_format=JSONCompactStrings`, {
          method: "POST",
          headers: { "x-clickhouse-user": "tidemark", "x-clickhouse-key": clickhousePassword },
          body: `${text} format JSONCompactStrings`,
        });
        const said = await answer.text();
        if (!answer.ok) throw new Error(said);
        const { data } = JSON.parse(said) as { readonly data: readonly (readonly (string | null)[])[] };
        return data.map((row) => row.map((value) => (value === "ᴺᵁᴸᴸ" ? null : (value?.replace(/\.0+$/, "") ?? null))));
      },
      columns: (view) =>
        `select name, type, comment from system.columns where database = 'product' and table = '${view}' order by position`,
      about: (view) => `select comment from system.tables where database = 'product' and name = '${view}'`,
      types: {
        text: "Nullable(String)",
        integer: "Nullable(Int32)",
        bigint: "Nullable(Int64)",
        date: "Nullable(Date32)",
        timestamp: "Nullable(DateTime64(6, 'UTC'))",
      },
    };
  },
};
