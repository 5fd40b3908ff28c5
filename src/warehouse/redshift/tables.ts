import type { Column, Table } from "../../schema/table.ts";
import { redshift } from "../../sql/dialects/redshift.ts";

/** Longest text Redshift keeps; its `varchar` alone would cut at 256 bytes. */
const longestText = "varchar(65535)";

/** Tables so small that every node holds a copy. */
const copiedEverywhere = ["calendar", "timezone_offset", "person_alias", "tidemark_generation", "tidemark_chunk"];

const userColumns = ["user_key", "user_id"];

/**
 * `create table` of a table in `schema`: rows of one user lie on one node (DISTKEY), in the order of their first date
 * (SORTKEY); AZ64 for numbers and times, ZSTD for text. Source: "CREATE TABLE" and "Compression encodings", Amazon Redshift
 * Database Developer Guide.
 */
export function createRedshiftTable(table: Table, schema: string): string {
  const sort = sortKey(table);
  const columns = Object.entries(table.columns).map(([name, column]) => `  ${described(name, column, name === sort)}`);
  const user = userColumns.find((name) => name in table.columns);
  const distribution = copiedEverywhere.includes(table.name)
    ? "diststyle all"
    : user === undefined
      ? "diststyle even"
      : `distkey ("${user}")`;
  return `create table if not exists "${schema}"."${table.name}" (
${columns.join(",\n")}
) ${distribution} sortkey ("${sort}")`;
}

function described(name: string, { type, nullable }: Column, isSorted: boolean): string {
  const spelled = type === "text" ? longestText : redshift.types[type];
  // What rows are sorted by is read first, to find blocks: AWS advises to leave it raw.
  const encoding = isSorted ? "raw" : type === "text" ? "zstd" : "az64";
  return `"${name}" ${spelled} encode ${encoding}${nullable ? "" : " not null"}`;
}

function sortKey({ key, columns }: Table): string {
  const timed = Object.keys(columns).find(
    (name) => columns[name]?.type === "date" || columns[name]?.type === "timestamp",
  );
  return timed ?? key[0] ?? Object.keys(columns)[0] ?? "";
}
