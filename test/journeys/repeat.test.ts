import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { emptyFolder, tidemark } from "../cli/tidemark.ts";

// Whole commands, one after another: on a busy machine they take their time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const home = emptyFolder();
afterAll(() => rmSync(home, { recursive: true, force: true }));
const plan = ["--users", "200", "--from", "2025-12-01", "--to", "2026-02-10", "--seed", "7"];

async function json(...args: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const { code, out, err } = await tidemark([...args, "--format", "json"], { cwd: home });
  expect([args, code, err]).toEqual([args, 0, expect.not.stringContaining("error:")]);
  return JSON.parse(out) as Readonly<Record<string, unknown>>;
}

/** Every Parquet file of a workspace's lake by name, with its bytes. */
function parquet(dir: string): ReadonlyMap<string, string> {
  const lake = join(home, dir, "lake");
  const names = readdirSync(lake, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".parquet"));
  return new Map(names.toSorted().map((name) => [name, readFileSync(join(lake, name), "base64")]));
}

test("the same seed twice, in two workspaces, gives byte-identical Parquet; another seed does not", async () => {
  for (const [dir, flags] of [
    ["first", ["--workers", "1"]],
    ["second", ["--workers", "2"]],
    ["other", ["--seed", "8"]],
  ] as const) {
    await json("init", "--dir", dir);
    await json("simulate", "--dir", dir, ...plan, ...flags);
  }
  const first = parquet("first");
  expect(first.size).toBeGreaterThan(5);
  expect(parquet("second")).toEqual(first);
  expect([...parquet("other").values()]).not.toEqual([...first.values()]);
});

test("loading twice, simulating and importing twice change nothing", async () => {
  const dir = ["--dir", "first"];
  const csv = join(import.meta.dirname, "fixtures/three-events.csv");
  const importing = ["import", "events", csv, "--map", "user_id=user,event_name=event,occurred_at=at", ...dir];
  const asked = ["query", "active_users", "events", "gross_arr", "--grain", "week", "--by", "platform", ...dir];
  expect(await json(...importing)).toMatchObject({ rowsLoaded: 3, alreadyDone: false });
  expect(await json("load", ...dir)).toMatchObject({ generation: 1, upToDate: false, commits: 2 });
  const answer = await json(...asked);
  expect(answer).toMatchObject({ generation: 1 });
  const files = parquet("first");

  expect(await json("load", ...dir)).toMatchObject({ generation: 1, upToDate: true, commits: 0, events: 0 });
  expect(await json("simulate", ...plan, ...dir)).toMatchObject({ alreadyDone: true });
  expect(await json(...importing)).toMatchObject({ alreadyDone: true, commit: 2 });
  expect(await json("load", ...dir)).toMatchObject({ generation: 1, upToDate: true });
  expect(await json(...asked)).toEqual(answer);
  expect(parquet("first")).toEqual(files);
});
