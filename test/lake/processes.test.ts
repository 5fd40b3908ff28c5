import { spawn, type ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openLake, type Lake } from "../../src/lake/lake.ts";
import { compile, type Compiled } from "../services/compiled.ts";
import { events } from "./rows.ts";
import { event } from "../../src/schema/tables/event.ts";

const script = fileURLToPath(new URL("writer.mjs", import.meta.url));

let compiled: Compiled = { folder: "", remove: async () => {} };
let folder = "";
const started: ChildProcess[] = [];
beforeAll(async () => {
  compiled = await compile(["lake", "schema"]);
  folder = await mkdtemp(join(tmpdir(), "tidemark-writers-"));
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});
afterAll(async () => {
  await compiled.remove();
  await rm(folder, { recursive: true, force: true });
});

interface Writer {
  readonly child: ChildProcess;
  /** The next line it prints. */
  readonly line: () => Promise<string>;
}

function startWriter(url: string, task: string, number: number): Writer {
  const child = spawn(process.execPath, [script, compiled.folder, url, task, String(number)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  started.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, line: async () => String((await lines.next()).value) };
}

async function killed(child: ChildProcess): Promise<void> {
  await new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}

async function openAt(name: string): Promise<{ readonly url: string; readonly lake: Lake }> {
  const url = join(folder, name, "lake");
  return { url, lake: await openLake({ url, cacheDir: join(folder, name, "cache") }) };
}

async function race(
  url: string,
  task: string,
): Promise<readonly { readonly number: number; readonly alreadyDone: boolean }[]> {
  const writers = Array.from({ length: 8 }, (_, number) => startWriter(url, task, number));
  for (const { line } of writers) expect(await line()).toBe("ready");
  for (const { child } of writers) child.stdin?.write("go\n");
  return Promise.all(
    writers.map(async ({ line }) => JSON.parse(await line()) as { number: number; alreadyDone: boolean }),
  );
}

describe("processes that write to one folder", () => {
  test("get eight numbers when eight of them race, and none of their files is lost", async () => {
    const { url, lake } = await openAt("race");
    const done = await race(url, "own-batch");
    expect(new Set(done.map(({ number }) => number))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8]));
    const { files } = await lake.snapshot();
    expect(files.map(({ path }) => path).toSorted()).toEqual(
      Array.from({ length: 8 }, (_, n) => `calendar/${n}.parquet`),
    );
  });

  test("make one commit when eight of them bring the same batch", async () => {
    const { url, lake } = await openAt("same");
    const done = await race(url, "same-batch");
    expect(done.filter(({ alreadyDone }) => !alreadyDone)).toHaveLength(1);
    expect(done.map(({ number }) => number)).toEqual(Array.from({ length: 8 }, () => 1));
    expect((await lake.snapshot()).files).toHaveLength(1);
  });

  test("leave nothing visible when killed in the middle of a file, and the next run cleans up", async () => {
    const { url, lake } = await openAt("killed-in-file");
    const { child, line } = startWriter(url, "hang-in-file", 1);
    for (let chunk = 0; chunk < 3; chunk++) expect(await line()).toBe("writing");
    const unfinished = await readdir(join(url, "_tmp"));
    expect(unfinished).toHaveLength(1);
    expect(await lake.cleanTemporary()).toEqual([]);

    await killed(child);
    expect(await readdir(url)).toEqual(["_tmp"]);
    expect((await lake.snapshot()).version).toBe(0);
    expect(await lake.cleanTemporary()).toEqual(unfinished);
    expect(await readdir(join(url, "_tmp"))).toEqual([]);
  });

  test("leave a file that does not count when killed before the commit; the same run again adopts it", async () => {
    const { url, lake } = await openAt("killed-before-commit");
    const { child, line } = startWriter(url, "hang-before-commit", 1);
    expect(await line()).toBe("added");
    await killed(child);
    expect(await readdir(join(url, "calendar"))).toEqual(["1.parquet"]);
    expect((await lake.snapshot()).files).toEqual([]);

    const again = startWriter(url, "own-batch", 1);
    expect(await again.line()).toBe("ready");
    again.child.stdin?.write("go\n");
    expect(await again.line()).toBe('{"number":1,"alreadyDone":false}');
    expect((await lake.snapshot()).files.map(({ path }) => path)).toEqual(["calendar/1.parquet"]);
    expect(await readdir(join(url, "calendar"))).toEqual(["1.parquet"]);
  });

  test("are asked to go on with a file that another process has encoded, wherever it lies", async () => {
    const { lake } = await openAt("handed-over");
    const encoder = await openLake({ url: join(folder, "elsewhere"), cacheDir: join(folder, "elsewhere-cache") });
    const made = await encoder.add({ table: event, name: "event/a.parquet", batches: [events(0, 5)] });
    const localPath = join(folder, "elsewhere", made.path);
    expect(await lake.addFile({ table: event, name: "event/b.parquet", localPath, encoded: made })).toEqual({
      ...made,
      path: "event/b.parquet",
    });
    expect(await readdir(join(folder, "elsewhere/event"))).toEqual([]);
  });
});

describe("cleaning up", () => {
  test("keeps what a living process writes, and drops what is older than a day or has a dead writer", async () => {
    const { url, lake } = await openAt("clean");
    const work = join(url, "_tmp");
    await mkdir(work, { recursive: true });
    const names = {
      mine: `${hostname()}.${process.pid}.a`,
      stale: `${hostname()}.${process.pid}.b`,
      theirs: "elsewhere.1.c",
      old: "elsewhere.1.d",
    };
    for (const name of Object.values(names)) await writeFile(join(work, name), "half a file");
    const yesterday = Date.now() / 1000 - 90_000;
    for (const name of [names.stale, names.old]) await utimes(join(work, name), yesterday, yesterday);
    expect((await lake.cleanTemporary()).toSorted()).toEqual([names.stale, names.old].toSorted());
    expect((await readdir(work)).toSorted()).toEqual([names.mine, names.theirs].toSorted());
  });
});

describe("a folder that cannot hold a lake", () => {
  test("is named in one line, by readers and writers", async () => {
    const file = join(folder, "a-file");
    await writeFile(file, "");
    const lake = await openLake({ url: join(file, "lake"), cacheDir: join(folder, "c") });
    const refusal = {
      code: "config",
      message: expect.stringMatching(/^Cannot use the folder .*a-file.*: a part of the path is a file\.$/) as string,
    };
    await expect(lake.snapshot()).rejects.toMatchObject(refusal);
    await expect(lake.add({ table: event, name: "event/a.parquet", batches: [events(0, 1)] })).rejects.toMatchObject(
      refusal,
    );
  });
});
