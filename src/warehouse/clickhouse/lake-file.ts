import { formatInstant } from "../../schema/date.ts";
import type { Table } from "../../schema/table.ts";
import { event } from "../../schema/tables/event.ts";
import type { OffsetChange } from "../../schema/timezone.ts";
import { clickhouse as dialect } from "../../sql/dialects/clickhouse.ts";
import type { StandingFile } from "../duckdb/export-events.ts";

/** Where the statement below reads a lake file: the request's own body, or an object that the server fetches by itself. */
export type LakeSource =
  | { readonly kind: "body" }
  | {
      readonly kind: "s3";
      /** The server's named collection that says where the lake is, and under which credentials it may be read. */
      readonly collection: string;
    };

/** What a lake file's rows become. */
export interface LakeFileTarget {
  readonly table: Table;
  readonly database: string;
  readonly chunk: number;
}

/**
 * `insert … select` that appends a lake file's rows, each with its local day and the chunk's number. A `body` follows it,
 * as Parquet. No credentials stand in it.
 */
export function insertLakeFileStatement(source: LakeSource, file: StandingFile, target: LakeFileTarget): string {
  const own = Object.keys(event.columns).map((name) => `"${name}"`);
  const { table, database, chunk } = target;
  return `insert into "${database}"."${table.name}" (${[...own, '"event_date"', '"chunk"'].join(", ")})
select ${own.join(", ")}, ${localDay(file.offsets)}, ${chunk}
from ${relation(source, file.path)}${source.kind === "body" ? "\nformat Parquet" : ""}`;
}

/** Select of the SHA-256 of an object as the server reads it, in hexadecimal digits. */
export function sha256Statement(collection: string, path: string): string {
  return `select lower(hex(SHA256(blob))) as "sha256"
from s3("${collection}", filename = ${quoted(path)}, format = 'RawBLOB', structure = 'blob String')`;
}

function relation(source: LakeSource, path: string): string {
  const structure = quoted(
    Object.entries(event.columns)
      .map(
        ([name, { type, nullable }]) =>
          `${name} ${nullable ? `Nullable(${dialect.types[type]})` : dialect.types[type]}`,
      )
      .join(", "),
  );
  return source.kind === "body"
    ? `input(${structure})`
    : `s3("${source.collection}", filename = ${quoted(path)}, format = 'Parquet', structure = ${structure})`;
}

/** The local day of an event: as many cases as there are offsets, of which a file has two at most as a rule. */
function localDay(offsets: readonly OffsetChange[]): string {
  const [first, ...later] = offsets;
  if (first === undefined) return `toDate32("occurred_at")`;
  const dayUnder = ({ offsetSeconds }: OffsetChange) => `toDate32(addSeconds("occurred_at", ${offsetSeconds}))`;
  if (later.length === 0) return dayUnder(first);
  const cases = later.toReversed().map((change) => {
    const since = formatInstant(change.fromInstant).replace("T", " ").replace("Z", "");
    return `when "occurred_at" >= toDateTime64('${since}', 6, 'UTC') then ${dayUnder(change)}`;
  });
  return `case ${cases.join(" ")} else ${dayUnder(first)} end`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
