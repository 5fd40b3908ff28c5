import { rm } from "node:fs/promises";
import duckdb from "@duckdb/node-bindings";
import type { ColumnBatch } from "../schema/batch.ts";
import type { Table } from "../schema/table.ts";
import { columnWriter } from "./column-writer.ts";
import { digestFile } from "./digest.ts";
import { noInstants, timeColumn, widenRange, type InstantRange } from "./instant-range.ts";
import { startRowEngine, type RowEngine, type RowSource } from "./row-engine.ts";
import { vectorRows, type Slice } from "./vector.ts";

/** Parquet page encodings: `v1` is what Redshift and older readers know, `v2` is smaller. Both are compressed by zstd. */
export type Encoding = "v1" | "v2";

/** What one Parquet file holds; instants in µs of the table's time column, null for a table without one or without rows. */
export interface Encoded extends InstantRange {
  readonly rows: number;
  readonly bytes: number;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
}

/** Which rows become which file. */
export interface EncodeOptions {
  readonly table: Table;
  /** In the file's order. Read once, one batch at a time; a batch's arrays may be reused for the next. */
  readonly batches: Iterable<ColumnBatch>;
  /** Where the file goes; what stands there is replaced. */
  readonly path: string;
  readonly encoding: Encoding;
}

// Starting an engine takes 20 ms and a simulation writes hundreds of files: a process starts one, at its first file.
const engine = once(startRowEngine);

/**
 * Write rows as one Parquet file: equal rows give equal bytes. Text becomes UTF8, integer INT32, bigint INT64, date
 * DATE, and a timestamp TIMESTAMP_MICROS marked as not adjusted to UTC, although it always is UTC: so DuckDB reads a
 * plain TIMESTAMP, which no session timezone ever shifts. The file is not synced to disk; whoever publishes it does.
 * Where it fails, no file stays behind.
 */
export async function encodeParquet(options: EncodeOptions): Promise<Encoded> {
  const { table, path, encoding } = options;
  const stream = openStream(table, options.batches);
  const columns = stream.source.columns.map(({ name }) => quoted(name)).join(", ");
  const settings = [
    "format parquet",
    "compression zstd",
    `parquet_version ${encoding}`,
    // Else the engine looks for a dictionary in every column, to find that numbers and ids have none: a quarter of its time.
    // It holds a row group in memory until it is full: groups of half its default size take 20 MB less, and 2 % more disk.
    ...(stream.isNumbered ? ["dictionary_size_limit 0", "row_group_size 61440"] : []),
  ];
  const target = `'${path.replaceAll("'", "''")}' (${settings.join(", ")})`;
  const running: RowEngine = await engine();
  try {
    const written = await running.run(stream.source, (rows) => `copy (select ${columns} from ${rows}) to ${target}`);
    const { rows, range } = stream.counted();
    if (written !== rows) throw new Error(`${rows} rows of ${table.name} went in and ${written} came out.`);
    const digest = await digestFile(path);
    if (digest === null) throw new Error(`The engine reported success without a file at ${path}.`);
    return { rows, ...digest, ...range };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    stream.close();
  }
}

interface Stream {
  readonly source: RowSource;
  /** Whether ids come as numbers: such a stream says itself which texts are few. */
  readonly isNumbered: boolean;
  readonly counted: () => { readonly rows: number; readonly range: InstantRange };
  readonly close: () => void;
}

/** Cut batches into chunks of the engine's vector size. The first batch fixes how each column travels. */
function openStream(table: Table, batches: Iterable<ColumnBatch>): Stream {
  const iterator = batches[Symbol.iterator]();
  let batch = nextBatch(iterator);
  const writers = Object.entries(table.columns).map(([name, column]) => ({
    name,
    writer: columnWriter(name, column, batch === null ? null : columnOf(batch, name)),
  }));
  const time = timeColumn(table);
  let range = noInstants;
  let rows = 0;
  let from = 0;
  let fillers: readonly ((vector: duckdb.Vector, slice: Slice) => void)[] = [];

  const enter = (entered: ColumnBatch): void => {
    fillers = writers.map(({ name, writer }) => writer.prepare(columnOf(entered, name), entered.rows));
    if (time !== null) range = widenRange(range, columnOf(entered, time), entered.rows);
  };
  const fill = (chunk: duckdb.DataChunk): void => {
    if (batch !== null && from === batch.rows) {
      batch = nextBatch(iterator);
      from = 0;
    }
    const count = batch === null ? 0 : Math.min(vectorRows, batch.rows - from);
    duckdb.data_chunk_set_size(chunk, count);
    if (batch === null) return;
    if (from === 0) enter(batch);
    fillers.forEach((write, index) => write(duckdb.data_chunk_get_vector(chunk, index), { from, count }));
    from += count;
    rows += count;
  };
  return {
    source: { columns: writers.map(({ name, writer }) => ({ name, type: writer.type })), fill },
    isNumbered: Object.values(batch?.columns ?? {}).some(({ kind }) => kind === "numbered"),
    counted: () => ({ rows, range }),
    close: () => void iterator.return?.(),
  };
}

/** The next batch that has rows: a chunk of none would end the file. */
function nextBatch(iterator: Iterator<ColumnBatch>): ColumnBatch | null {
  for (;;) {
    const { done, value } = iterator.next();
    if (done === true) return null;
    if (value.rows > 0) return value;
  }
}

function columnOf(batch: ColumnBatch, name: string): ColumnBatch["columns"][string] {
  const data = batch.columns[name];
  if (data === undefined) throw new Error(`A batch of ${batch.table.name} has no column ${name}.`);
  return data;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => (made ??= make());
}
