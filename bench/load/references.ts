import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { postgres } from "../../src/sql/dialects/postgres.ts";
import { createClickhouseTable } from "../../src/warehouse/clickhouse/tables.ts";
import { createTable } from "../../src/warehouse/ddl.ts";
import type { TableFile } from "./same-rows.ts";

/** What a load into an engine is held against, and what is asked of the engine beside it. */
export interface Reference {
  readonly format: "csv" | "parquet";
  /** Make the reference's own empty tables, in the place of those of a run before. */
  readonly prepare: (files: readonly TableFile[]) => Promise<void>;
  /** Fill them by the engine's own loader. */
  readonly fill: (files: readonly TableFile[]) => Promise<void>;
  /** Bytes on disk and rows of the events in place `name`; null stands for the reference's own. */
  readonly stored: (name: string | null) => Promise<{ readonly bytes: number; readonly events: number }>;
}

const own = "reference";

/** psql's `\copy` of each CSV file into a plain table, without an index or a partition. */
export function postgresReference(address: string): Reference {
  const url = address.replace(/\?.*/, "");
  const psql = async (...commands: readonly string[]): Promise<string> => {
    const flags = ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1", url];
    const { stdout } = await promisify(execFile)("psql", [...flags, ...commands.flatMap((one) => ["-c", one])]);
    return stdout;
  };
  return {
    format: "csv",
    async prepare(files) {
      const tables = files.map(({ table }) =>
        createTable(table, postgres).replace(`"${table.name}"`, `${own}."${table.name}"`),
      );
      await psql("set client_min_messages = error", `drop schema if exists ${own} cascade`, `create schema ${own}`);
      await psql(...tables, "checkpoint");
    },
    async fill(files) {
      await psql(
        ...files.map(({ table, path }) => `\\copy ${own}."${table.name}" from '${path}' (format csv, null '\\N')`),
      );
    },
    async stored(name) {
      const schema = name ?? own;
      const bytes = await psql(`select sum(pg_total_relation_size(c.oid)) from pg_class c
        join pg_namespace n on n.oid = c.relnamespace where n.nspname = '${schema}' and c.relkind in ('r', 'm')`);
      return { bytes: Number(bytes), events: Number(await psql(`select count(*) from ${schema}.event`)) };
    },
  };
}

/** `insert … select * from file(…, Parquet)` into tables that are sorted and partitioned as the product's are. */
export function clickhouseReference(address: string): Reference {
  const { host, username, password } = new URL(address);
  const ask = async (query: string): Promise<string> => {
    const headers = { "x-clickhouse-user": username, "x-clickhouse-key": password };
    const answer = await fetch(`http://${host}/`, { method: "POST", headers, body: query });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return text;
  };
  return {
    format: "parquet",
    async prepare(files) {
      await ask(`drop database if exists ${own}`);
      await ask(`create database ${own}`);
      for (const { table } of files) await ask(createClickhouseTable(table, own));
    },
    async fill(files) {
      for (const { table, path } of files) {
        const columns = Object.keys(table.columns).map((column) => `"${column}"`);
        await ask(
          `insert into ${own}."${table.name}" (${columns.join(", ")}) select ${columns.join(", ")} from file('${path}', 'Parquet')`,
        );
      }
    },
    async stored(name) {
      const database = name ?? own;
      const bytes = await ask(
        `select sum(bytes_on_disk) from system.parts where active and database = '${database}' format TabSeparated`,
      );
      return {
        bytes: Number(bytes),
        events: Number(await ask(`select count() from ${database}.event format TabSeparated`)),
      };
    },
  };
}
