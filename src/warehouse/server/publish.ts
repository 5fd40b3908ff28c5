import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Table } from "../../schema/table.ts";
import { UserError } from "../../schema/user-error.ts";
import type { Exporter } from "../duckdb/export.ts";
import type { OnLoadStep } from "../warehouse.ts";
import { compareChunks, type NewChunk } from "./chunks.ts";
import {
  countedChunks,
  deadChunks,
  type DeadChunk,
  generationNumbers,
  listedNumbers,
  readChunks,
  type ServerRecord,
} from "./generations.ts";
import { chunkTable, generationTable, servedTables, serverTables } from "./served-tables.ts";
import type { Loader, Server } from "./server.ts";
import type { View } from "../view.ts";
import { viewStatements } from "./views.ts";

/** What `publish` needs beside the server. */
export interface PublishOptions {
  readonly server: Server;
  readonly exporter: Exporter;
  readonly record: ServerRecord;
  /** The newest generation that stands on the server; null while there is none. */
  readonly held: ServerRecord | null;
  /** Send everything, also what stands there already. */
  readonly anew: boolean;
  readonly scratchDir: string;
  /** The marts of this generation. */
  readonly views: readonly View[];
  readonly onStep?: OnLoadStep;
}

/**
 * Make the server hold what the exporter holds, as generation `record.number`: what differs is sent, the list of chunks,
 * the views and the generation follow last, and only then are chunks removed that neither this generation nor the one before names.
 */
export async function publish(loader: Loader, options: PublishOptions): Promise<void> {
  const { server, exporter, record, held, anew, views, onStep } = options;
  const before = held === null || anew ? [] : await readChunks(loader, server, held.number);
  onStep?.("comparing with what the warehouse holds");
  const { kept, missing } = compareChunks(await exporter.chunks(), before);
  await send(loader, missing, options);
  await checkSent(loader, server, missing);
  if (held === null) {
    onStep?.("making indexes");
    await loader.index(servedTables);
  }
  onStep?.("publishing");
  const list = [...kept, ...missing].map(({ table, key, fingerprint, chunk, rows }) => [
    record.number,
    table,
    key,
    fingerprint,
    chunk,
    rows,
  ]);
  await loader.insertRows(chunkTable, list);
  await checkList(loader, server, { number: record.number, chunks: list.length });
  await loader.createViews(views.flatMap((view) => viewStatements(view, server, record.number)));
  await loader.insertRows(generationTable, [[record.number, JSON.stringify(record)]]);
  await removeOld(loader, { server, kept: [record.number, ...(held === null ? [] : [held.number])] });
}

/** Send chunks one after the other; while the server takes one, the engine writes the next. */
async function send(loader: Loader, missing: readonly NewChunk[], options: PublishOptions): Promise<void> {
  const { scratchDir, onStep } = options;
  await mkdir(scratchDir, { recursive: true });
  const prepare = (chunk: NewChunk | undefined) => (chunk === undefined ? null : prepareChunk(loader, chunk, options));
  let next = prepare(missing[0]);
  for (const [i, chunk] of missing.entries()) {
    const prepared = await next;
    next = prepare(missing[i + 1]);
    // Where sending fails, the next file's own failure must not go unheard as well.
    next?.catch(() => {});
    if (prepared === null) throw new Error("A chunk was not written");
    onStep?.(`sending ${chunk.table} ${chunk.key} (${i + 1} of ${missing.length})`);
    try {
      await prepared.insert();
    } catch (error) {
      await next?.then(
        (unsent) => unsent.drop(),
        () => {},
      );
      throw error;
    } finally {
      await prepared.drop();
    }
  }
}

/** A chunk that is ready to be sent; `drop` removes what was written for it. */
interface PreparedChunk {
  readonly insert: () => Promise<void>;
  readonly drop: () => Promise<void>;
}

/** Write a chunk to a file, unless the lake has one already that this server can take. */
async function prepareChunk(
  loader: Loader,
  chunk: NewChunk,
  { exporter, scratchDir }: PublishOptions,
): Promise<PreparedChunk> {
  const table = tableNamed(chunk.table);
  const standing = loader.insertLakeFile === undefined ? null : await exporter.standing(chunk);
  if (standing !== null)
    return { insert: async () => loader.insertLakeFile?.(table, standing, chunk.chunk), drop: async () => {} };
  const path = join(scratchDir, `chunk-${process.pid}-${chunk.chunk}.tmp`);
  await exporter.write(chunk, { path, format: loader.format, number: chunk.chunk });
  return {
    insert: () => loader.insert(table, { path, rows: chunk.rows, months: chunk.months }),
    drop: () => rm(path, { force: true }),
  };
}

/**
 * UserError `integrity` where the events that were just sent are not all there, each once: a server that takes the lake's
 * files as they stand counts for itself what is in them.
 */
async function checkSent(loader: Loader, server: Server, sent: readonly NewChunk[]): Promise<void> {
  const events = sent.filter(({ table }) => table === "event");
  if (loader.insertLakeFile === undefined || events.length === 0) return;
  const counted = await countedChunks(loader, server, "event");
  const wrong = events.find(({ chunk, rows }) => (counted.get(chunk) ?? 0) !== rows);
  if (wrong === undefined) return;
  throw new UserError(
    "integrity",
    `${server.location} took ${counted.get(wrong.chunk) ?? 0} rows of ${wrong.key}, which has ${wrong.rows}.`,
    "Nothing of this load counts. Load again.",
  );
}

function tableNamed(name: string): Table {
  const table = serverTables.find((candidate) => candidate.name === name);
  if (table === undefined) throw new Error(`${name} is no table of a server`);
  return table;
}

/** UserError `conflict` where the list under `number` is not the one just written: the line brought an older one late. */
async function checkList(
  loader: Loader,
  server: Server,
  { number, chunks }: { readonly number: number; readonly chunks: number },
): Promise<void> {
  if ((await readChunks(loader, server, number)).length === chunks) return;
  throw new UserError(
    "conflict",
    `Something else wrote to ${server.location} during this load.`,
    "Nothing of this load counts. Load again.",
  );
}

/** What a server keeps: its newest generation, and the one before, which readers may still be at. */
interface Kept {
  readonly server: Server;
  readonly kept: readonly number[];
}

/** Remove what neither of the kept generations names, and what a killed load listed and left. */
async function removeOld(loader: Loader, { server, kept }: Kept): Promise<void> {
  const dead = [
    ...(await deadChunks(loader, server, Math.min(...kept))),
    ...(loader.leavesRows ? await leavings(loader, { server, kept }) : []),
  ];
  for (const table of servedTables) {
    const numbers = dead.filter((chunk) => chunk.table === table.name).map(({ chunk }) => chunk);
    if (numbers.length > 0) await loader.remove(table, { column: "chunk", values: numbers });
  }
  const old = async (numbers: Promise<readonly number[]>) => (await numbers).filter((number) => !kept.includes(number));
  const outdated = [
    { table: generationTable, values: await old(generationNumbers(loader, server)) },
    { table: chunkTable, values: await old(listedNumbers(loader, server)) },
  ];
  for (const { table, values } of outdated)
    if (values.length > 0) await loader.remove(table, { column: "generation", values });
}

/** Chunks that lie in the tables although no kept generation names them: a load was killed before it could. */
async function leavings(loader: Loader, { server, kept }: Kept): Promise<readonly DeadChunk[]> {
  const named = new Set<number>();
  for (const number of kept) {
    for (const { chunk } of await readChunks(loader, server, number)) named.add(chunk);
  }
  const found: DeadChunk[] = [];
  for (const { name } of servedTables) {
    for (const chunk of (await countedChunks(loader, server, name)).keys()) {
      if (!named.has(chunk)) found.push({ table: name, chunk });
    }
  }
  return found;
}
