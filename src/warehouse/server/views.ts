import type { ColumnType } from "../../schema/table.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { inlined } from "../../sql/print-inline.ts";
import type { View } from "../view.ts";
import { type GenerationChoice, ofGeneration } from "./read-generation.ts";
import type { Server } from "./server.ts";

/** Where views are made. */
export type ViewPlace = Pick<Server, "dialect" | "schema">;

/**
 * The statements that make `view` anew beside the tables it reads, with its comments; what was granted on it stays. Its
 * values are written out, for a view has no parameters, and it reads the rows of `generation` alone.
 */
export function viewStatements(view: View, place: ViewPlace, generation: GenerationChoice): readonly string[] {
  const { dialect, schema } = place;
  const { sql } = ofGeneration(inlined(view.query, dialect), place, generation);
  const named = `"${schema}"."${view.name}"`;
  const columns = Object.entries(view.columns);
  if (dialect.name === "clickhouse") {
    const list = columns.map(
      ([name, { type, about }]) => `  "${name}" ${nullable(type, dialect)} comment ${quoted(about)}`,
    );
    return [
      `create or replace view ${named} (\n${list.join(",\n")}\n) as\n${sql}\n${readAlike}\ncomment ${quoted(view.about)}`,
    ];
  }
  return [
    `create or replace view ${named} as\n${sql}`,
    `comment on view ${named} is ${quoted(view.about)}`,
    ...columns.map(([name, { about }]) => `comment on column ${named}."${name}" is ${quoted(about)}`),
  ];
}

/** A view is read by sessions that set nothing: what makes ClickHouse read as the other engines do stands in its text. */
const readAlike =
  "settings join_use_nulls = 1, prefer_column_name_to_alias = 1, cast_keep_nullable = 1, aggregate_functions_null_for_empty = 1, count_distinct_implementation = 'uniqExact', session_timezone = 'UTC'";

function nullable(type: ColumnType, { types }: Dialect): string {
  return `Nullable(${types[type]})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
