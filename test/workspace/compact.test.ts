import { DuckDBInstance } from "@duckdb/node-api";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { sql } from "../../src/sql/fragment.ts";
import type { Reader } from "../../src/warehouse/warehouse.ts";
import { compact, lakeLog } from "../../src/workspace/lake-jobs.ts";
import { verify } from "../../src/workspace/verify.ts";
import { contentsOf } from "../warehouse/contents.ts";
import { makePlace, type Place } from "./place.ts";

// Several imports and loads: on a busy machine they take their time.
vi.setConfig({ testTimeout: 240_000 });

const rowsOf = (part: number) =>
  [
    "event_id,user_id,event_name,occurred_at",
    ...[1, 2, 3].map((n) => `${part}-${n},u${n},editor_opened,2026-0${n}-1${part}T10:00:00Z`),
    // The same event in every part: it counts once, before and after.
    "again,u1,editor_opened,2026-01-05T10:00:00Z",
    "",
  ].join("\n");

async function filled(): Promise<Place> {
  const place = await makePlace({ timezone: "Europe/Berlin" });
  await place.events(rowsOf(1), "2026-04-01T00:00:00Z");
  await place.events(rowsOf(2), "2026-04-02T00:00:00Z");
  await place.events(rowsOf(3));
  await place.events(rowsOf(4));
  await place.load();
  return place;
}

const eventsOf = async (reader: Reader) =>
  (await reader.run(sql`select count(*) as "n" from "event"`)).map((row) => row["n"]);

test("small files become few, and nothing that is asked changes: no row counts twice, nothing is complete later", async () => {
  const place = await filled();
  const before = await place.ws.readers.use(async (reader) => ({
    contents: await contentsOf(reader),
    generation: reader.generation,
  }));
  const early = await (await place.ws.warehouse()).open();
  const { files } = await (await place.ws.lake()).snapshot();
  const merged = await compact(place.ws, {});
  expect(merged).toMatchObject({ filesBefore: files.length, filesAfter: 6 });
  expect(files.length).toBe(12);
  expect((await (await place.ws.lake()).snapshot()).files).toHaveLength(6);
  // A reader of before has not seen an event yet: it finds those it was built from.
  if (early === null) throw new Error("Nothing was loaded");
  expect(await eventsOf(early)).toEqual([13]);
  await early.close();

  expect(await place.load()).toMatchObject({ upToDate: false, generation: 2 });
  const after = await place.ws.readers.use(async (reader) => ({
    contents: await contentsOf(reader),
    generation: reader.generation,
  }));
  expect(after.contents).toEqual(before.contents);
  expect(after.generation.dataThrough).toEqual(before.generation.dataThrough);
  expect(after.generation.completeBefore).toEqual(before.generation.completeBefore);
  expect((await verify(place.ws)).failures).toEqual([]);
  expect(await compact(place.ws, {})).toMatchObject({ commit: null, filesBefore: 0 });
  const [newest] = await lakeLog(place.ws);
  expect(newest).toMatchObject({ operation: "compact", added: 3, removed: 6 });
  // What is imported again afterwards is known, although its file is gone.
  await place.events(rowsOf(1).replace("again", "again-too"));
  expect(await place.load()).toMatchObject({ events: 4, duplicates: 3 });
  await place.clear();
});

test("replaced files go once no reader can ask for them, after the time that others were given, and never come back", async () => {
  const place = await filled();
  const pruned = async (pruneAfterDays: number, dryRun = false) =>
    (await compact(place.ws, { pruneAfterDays, dryRun })).objectsPruned;
  const objects = async () =>
    (await readdir(place.ws.lakeUrl, { recursive: true })).filter((name) => name.endsWith(".parquet")).length;
  // The generation that was loaded is built from them, and so is the one before the newest.
  expect(await pruned(0)).toBe(0);
  await place.load();
  expect(await pruned(0)).toBe(0);
  expect(await objects()).toBe(18);
  await place.events(rowsOf(5));
  await place.load();
  expect(await pruned(1)).toBe(0);
  expect(await pruned(0, true)).toBe(12);
  // The new import was merged meanwhile: three files more, and those that they replace are still read.
  expect(await objects()).toBe(24);
  expect(await pruned(0)).toBe(12);
  expect(await objects()).toBe(12);
  expect(await pruned(0)).toBe(0);
  await place.load();
  expect((await verify(place.ws)).failures).toEqual([]);
  expect(await place.ws.readers.use(eventsOf)).toEqual([16]);
  await place.clear();
});

test("an import meanwhile is kept, and a second compaction at the same time does its work once", async () => {
  const place = await filled();
  const [first, second] = await Promise.allSettled([
    compact(place.ws, {}),
    compact(place.ws, {}),
    place.events(rowsOf(5)),
  ]);
  expect([first.status, second.status]).toContain("fulfilled");
  for (const outcome of [first, second]) {
    if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "conflict" });
  }
  await place.load();
  expect(await place.ws.readers.use(eventsOf)).toEqual([16]);
  await place.clear();
});

test("files are converted to the lake's encoding, whatever their size", async () => {
  const place = await filled();
  const pages = async () => {
    const { files } = await (await place.ws.lake()).snapshot();
    const paths = files.map(({ path }) => `'${join(place.ws.lakeUrl, path)}'`).join(", ");
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll(
      `select string_agg(distinct encodings, ' ' order by encodings) from parquet_metadata([${paths}])`,
    );
    connection.closeSync();
    instance.closeSync();
    return String(reader.getRows()[0]?.[0]);
  };
  const newer = /DELTA_BINARY_PACKED|DELTA_LENGTH_BYTE_ARRAY/;
  expect(await pages()).toMatch(newer);
  const { openWorkspace } = await import("../../src/workspace/open.ts");
  const { appendFile } = await import("node:fs/promises");
  await appendFile(join(place.ws.dir, "tidemark.yaml"), "\nlake:\n  encoding: v1\n");
  const ws = await openWorkspace({ dir: place.ws.dir });
  expect(await compact(ws, { convert: true, smallBytes: 1 })).toMatchObject({ filesBefore: 12, filesAfter: 12 });
  await ws.close();
  expect(await pages()).not.toMatch(newer);
  await place.clear();
});
