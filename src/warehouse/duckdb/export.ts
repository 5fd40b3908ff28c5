import { join } from "node:path";
import type { Lake } from "../../lake/lake.ts";
import type { Table } from "../../schema/table.ts";
import { askedTables } from "../server/served-tables.ts";
import type { Chunk } from "./chunk.ts";
import { literal } from "./event-files.ts";
import { openEventExport, type StandingFile } from "./export-events.ts";
import { databasePath, type GenerationRecord, readCurrent, readGeneration } from "./generation-file.ts";
import { openSession, type Session } from "./session.ts";

/** Which file a chunk is written to, and what stands in its last column. */
export interface ChunkFile {
  readonly path: string;
  readonly format: "csv" | "parquet";
  readonly number: number;
}

/** The newest local generation, open for being copied elsewhere. */
export interface Exporter {
  readonly record: GenerationRecord;
  /** Rows that did not count, of the commits after `commit`. */
  repeatedAfter(commit: number): Promise<{ readonly duplicates: number; readonly conflicts: number }>;
  /** Every chunk of every table that questions are asked of. */
  chunks(): Promise<readonly Chunk[]>;
  /** The lake's own file whose rows are those of `chunk`, every one as it stands; null where there is no such file. */
  standing(chunk: Chunk): Promise<StandingFile | null>;
  /** Write the rows of `chunk` to a file, as the engine encodes them: no row passes through JavaScript. */
  write(chunk: Chunk, file: ChunkFile): Promise<void>;
  close(): void;
}

/** Users in one chunk of `person`: new ones get greater numbers, so that the chunks before stay as they are. */
const keysInChunk = 131_072;

/** Up to so many rows, a table is one chunk: sending it anew costs less than telling its parts apart. */
const wholeTableRows = 20_000;

const formats = {
  csv: "format csv, header false, nullstr '\\N'",
  parquet: "format parquet, compression snappy",
} as const;

/** Open the newest generation in `folder` for being copied; events come from the lake's files, each verified. */
export async function openExporter(folder: string, lake: Lake): Promise<Exporter> {
  const number = await readCurrent(folder);
  if (number === null) throw new Error(`There is no generation in ${folder} to copy`);
  const record = await readGeneration(folder, number);
  const session = await openSession({
    path: databasePath(folder, number),
    readOnly: true,
    temporaryFolder: join(folder, `read-${process.pid}.tmp`),
  });
  const events = await openEventExport(session, { lake, record });
  return {
    record,
    async repeatedAfter(commit) {
      const [row] = await session.query({
        sql: "select cast(coalesce(sum(duplicates), 0) as bigint) as d, cast(coalesce(sum(conflicts), 0) as bigint) as c from load where commit_number > $1",
        parameters: [commit],
      });
      return { duplicates: Number(row?.["d"]), conflicts: Number(row?.["c"]) };
    },
    async chunks() {
      const stored = askedTables.filter(({ name }) => name !== "event");
      const chunks: Chunk[] = [];
      for (const table of stored) chunks.push(...(await tableChunks(session, table)));
      return [...chunks, ...(await events.chunks())];
    },
    standing: async (chunk) => (chunk.table === "event" ? events.standing(chunk) : null),
    async write(chunk, { path, format, number: mark }) {
      const rows = chunk.table === "event" ? await events.rows(chunk) : storedRows(chunk);
      await session.execute(
        `copy (select *, cast(${mark} as bigint) as chunk from (${rows})) to ${literal(path)} (${formats[format]})`,
      );
    },
    close: () => session.close(),
  };
}

function tableOf(chunk: Chunk): Table {
  const table = askedTables.find(({ name }) => name === chunk.table);
  if (table === undefined) throw new Error(`${chunk.table} is no table that questions are asked of`);
  return table;
}

/** The column whose month a table is divided by; undefined where its key has no time. */
function timeOf({ key, columns }: Table): string | undefined {
  return key.find((name) => columns[name]?.type === "date" || columns[name]?.type === "timestamp");
}

/** What the rows of a chunk have in common: the first day of their month, else the range of their number. */
function partOf(table: Table): string {
  const time = timeOf(table);
  if (time !== undefined) return `cast(date_trunc('month', "${time}") as date)`;
  const numbered = table.key.find((name) => table.columns[name]?.type === "integer");
  return numbered === undefined ? "0" : `"${numbered}" // ${keysInChunk}`;
}

function columnsOf({ columns }: Table): string {
  return Object.keys(columns)
    .map((name) => `"${name}"`)
    .join(", ");
}

async function tableChunks(session: Session, table: Table): Promise<readonly Chunk[]> {
  const [size] = await session.query({ sql: `select count(*) as n from "${table.name}"`, parameters: [] });
  const isMonthly = timeOf(table) !== undefined;
  const part = isMonthly ? "strftime(part, '%Y-%m')" : "cast(part as varchar)";
  const isWhole = Number(size?.["n"]) <= wholeTableRows || partOf(table) === "0";
  // A sum of hashes: equal rows, which a rollup may hold twice, would cancel each other in an exclusive or.
  const rows = await session.query({
    sql: `select ${isWhole ? "'all'" : part} as key, cast(sum(n) as bigint) as n, cast(sum(hash) as varchar) as hash,
        string_agg(${isMonthly ? part : "null"}, ' ' order by part) as months
      from (select ${partOf(table)} as part, count(*) as n, sum(hash(${columnsOf(table)})) as hash from "${table.name}" group by 1)
      group by 1 order by 1`,
    parameters: [],
  });
  return rows.map((row) => ({
    table: table.name,
    key: String(row["key"]),
    rows: Number(row["n"]),
    fingerprint: String(row["hash"]),
    months: String(row["months"] ?? "")
      .split(" ")
      .filter((month) => month !== ""),
  }));
}

function storedRows(chunk: Chunk): string {
  const table = tableOf(chunk);
  const time = timeOf(table);
  const first = `date ${literal(`${chunk.key}-01`)}`;
  // A range of the column itself: the engine skips what lies outside of it unread.
  const within =
    time === undefined
      ? `${partOf(table)} = ${chunk.key}`
      : `"${time}" >= ${first} and "${time}" < ${first} + interval 1 month`;
  return `select ${columnsOf(table)} from "${table.name}"${chunk.key === "all" ? "" : ` where ${within}`}`;
}
