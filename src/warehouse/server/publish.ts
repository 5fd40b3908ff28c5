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
import type { Loader, Server, WrittenRows } from "./server.ts";
import type { View } from "../view.ts";
import { viewStatements } from "./views.ts";

/** What `publish` needs beside the server. */
export interface PublishOptions {
  readonly server: Server;
  readonly exporter: Exporter;
  readonly record: ServerRecord;
  /** The newest generation that stands on the server; null while there is none. */
  readonly held: ServerRecord | null;
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
  const { server, exporter, record, held, views, onStep } = options;
  const before = held === null ? [] : await readChunks(loader, server, held.number);
  onStep?.("comparing with what the warehouse holds");
  const { kept, missing } = compareChunks(await exporter.chunks(), before);
  await send(loader, missing, options);
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
  const { exporter, scratchDir, onStep } = options;
  await mkdir(scratchDir, { recursive: true });
  const write = async (chunk: NewChunk): Promise<WrittenRows> => {
    const path = join(scratchDir, `chunk-${process.pid}-${chunk.chunk}.tmp`);
    await exporter.write(chunk, { path, format: loader.format, number: chunk.chunk });
    return { path, rows: chunk.rows, months: chunk.months };
  };
  let next = missing[0] === undefined ? null : write(missing[0]);
  for (const [i, chunk] of missing.entries()) {
    const file = await next;
    const following = missing[i + 1];
    next = following === undefined ? null : write(following);
    // Where sending fails, the next file's own failure must not go unheard as well.
    next?.catch(() => {});
    if (file === null) throw new Error("A chunk was not written");
    onStep?.(`sending ${chunk.table} ${chunk.key} (${i + 1} of ${missing.length})`);
    try {
      await loader.insert(tableNamed(chunk.table), file);
    } catch (error) {
      await next?.then(
        ({ path }) => rm(path, { force: true }),
        () => {},
      );
      throw error;
    } finally {
      await rm(file.path, { force: true });
    }
  }
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
