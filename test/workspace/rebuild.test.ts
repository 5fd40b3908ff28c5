import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { load } from "../../src/workspace/jobs.ts";
import { restatements } from "../../src/workspace/restatements.ts";
import { tidemarkHere } from "../cli/tidemark.ts";
import { copyPlace, makePlace, type Place } from "./place.ts";

let sound: Place;
const header = "event_id,user_id,event_name,occurred_at";
beforeAll(async () => {
  sound = await makePlace();
  await sound.events(`${header}\n1,a,editor_opened,2026-01-01\n2,b,editor_opened,2026-01-31\n`, "2026-02-01");
  await sound.load();
  await sound.events(`${header}\n3,c,editor_opened,2026-01-02\n`, "2026-02-01");
  await sound.load();
});
afterAll(() => sound.clear());

const warehouseFile = (place: Place, name: string) => join(place.ws.dir, "warehouse", name);
const flipped = async (path: string) => {
  const bytes = await readFile(path);
  for (let i = 4_096; i < bytes.length; i += 512) bytes[i] = (bytes[i] ?? 0) ^ 8;
  await writeFile(path, bytes);
};

test.each<readonly [string, string, (path: string) => Promise<void>]>([
  ["flipped bits in the database", "generation-2.duckdb", flipped],
  ["an empty database", "generation-2.duckdb", (path) => writeFile(path, "")],
  ["a database that is gone", "generation-2.duckdb", (path) => rm(path)],
  ["half a record", "generation-2.json", (path) => writeFile(path, '{ "format": 1,')],
  ["a record that is gone", "generation-2.json", (path) => rm(path)],
  ["a pointer that names nothing", "current", (path) => writeFile(path, "2x\n")],
])("%s end a question with 7 and the way out, and rebuild mends it", async (_, name, damage) => {
  const place = await copyPlace(sound);
  try {
    const path = warehouseFile(place, name);
    await damage(path);
    const dir = ["--dir", place.ws.dir];
    const { code, out, err } = await tidemarkHere(["query", "mau", ...dir]);
    expect([code, out]).toEqual([7, ""]);
    expect(err).toBe(
      `error: The warehouse file ${path} is not the one that was published.\n` +
        'hint: Run "tidemark rebuild": the warehouse is built anew from the lake.\n',
    );
    expect((await tidemarkHere(["rebuild", ...dir])).code).toBe(0);
    expect(JSON.parse((await tidemarkHere(["query", "mau", ...dir, "--format", "json"])).out)).toMatchObject({
      rows: [{ period: "2026-01-01", state: "provisional", mau: 3 }],
    });
  } finally {
    await place.clear();
  }
});

test("a damaged warehouse is not loaded further", async () => {
  const place = await copyPlace(sound);
  try {
    await flipped(warehouseFile(place, "generation-2.duckdb"));
    await place.events(`${header}\n4,d,editor_opened,2026-01-03\n`, "2026-02-01");
    await expect(place.load()).rejects.toMatchObject({ code: "integrity" });
  } finally {
    await place.clear();
  }
});

test("rebuilding a sound warehouse moves no figure and keeps the log of restatements; a dry run builds nothing", async () => {
  const place = await copyPlace(sound);
  try {
    const logged = () => restatements(place.ws);
    const before = await logged();
    expect(before.length).toBeGreaterThan(0);
    const dry = await load(place.ws, { anew: true, dryRun: true });
    expect(dry).toMatchObject({ generation: 2, upToDate: false, events: 3, rebuilt: "it was asked for" });
    const report = await load(place.ws, { anew: true });
    expect(report).toMatchObject({ generation: 3, events: 3, rebuilt: "it was asked for", restated: [] });
    expect(await logged()).toEqual(before);
  } finally {
    await place.clear();
  }
});
