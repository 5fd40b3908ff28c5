import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openWorkspace, type Workspace } from "../../src/workspace/open.ts";
import type { VerifyReport } from "../../src/workspace/types.ts";
import { emptyFolder, tidemark, tidemarkHere } from "../cli/tidemark.ts";
import { plantedFaults, rewriteEvents } from "../workspace/rewrite-events.ts";

// Whole commands, one after another: on a busy machine they take their time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const home = emptyFolder();
const sound = join(home, "sound");
const plan = ["--users", "200", "--from", "2026-02-01", "--to", "2026-03-10", "--seed", "5"];
const run = (...args: string[]) => (args[0] === "simulate" ? tidemark : tidemarkHere)(args, { cwd: home });

beforeAll(async () => {
  expect((await run("init", "--dir", sound)).code).toBe(0);
  expect((await run("simulate", "--dir", sound, ...plan)).code).toBe(0);
  expect((await run("load", "--dir", sound)).code).toBe(0);
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** A copy of the sound company, opened; its folder is named for what will happen to it. */
async function copied(name: string): Promise<Workspace> {
  const dir = join(home, name);
  await cp(sound, dir, { recursive: true });
  return openWorkspace({ dir });
}

describe("verify, from the command line", () => {
  test.each(["event/month=2026-02", "subscription/", "calendar/", "truth/"])(
    "a changed byte in a file of %s ends with 7 and names the file",
    async (part) => {
      const ws = await copied(`byte-${part.replace("/", "-")}`);
      const { files } = await (await ws.lake()).snapshot();
      await ws.close();
      const file = files.find(({ path }) => path.startsWith(part))?.path ?? "";
      const bytes = await readFile(join(ws.lakeUrl, file));
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 4;
      await writeFile(join(ws.lakeUrl, file), bytes);
      const { code, out, err } = await run("verify", "--dir", ws.dir);
      expect([code, out]).toEqual([7, ""]);
      expect(err).toMatch(/^error: .+\nhint: .+\n$/);
      expect(err).toContain(file);
    },
  );

  test.each(plantedFaults)(
    "%s, committed with a right hash and loaded, ends with 4 and says which figure is wrong",
    async (name, select) => {
      const ws = await copied(name.replaceAll(" ", "-"));
      await rewriteEvents({ ws, folder: ws.dir }, "2026-02", select);
      await ws.close();
      expect((await run("load", "--dir", ws.dir)).code).toBe(0);

      const json = await run("verify", "--dir", ws.dir, "--format", "json");
      expect(json.code).toBe(4);
      const { failures, checks } = JSON.parse(json.out) as VerifyReport;
      expect(checks.find((check) => check.name === "answer key")?.failed).toBe(failures.length);
      const [first] = failures;
      expect(first).toMatchObject({ check: "answer key", metric: expect.any(String), period: expect.any(String) });
      expect(first?.expected).not.toBe(first?.got);
      const monthly = failures.filter(({ metric, grain, slice }) => metric === "events" && grain === "month" && !slice);
      const change = { "one row too many": 1, "one row too few": -1 }[name] ?? null;
      const difference = monthly.map(({ period, expected, got }) => [period, (got ?? 0) - (expected ?? 0)]);
      expect(difference).toEqual(change === null ? [] : [["2026-02-01", change]]);

      if (change !== null) return;
      const table = await run("verify", "--dir", ws.dir);
      expect(table.code).toBe(4);
      expect(table.err).toContain(
        `answer key: ${first?.metric}, by ${first?.grain}, ${first?.period}${first?.slice ? `, ${first.slice}` : ""}: ` +
          `expected ${first?.expected ?? "nothing"}, got ${first?.got ?? "nothing"}\n`,
      );
      expect(table.err).toMatch(/\nerror: \d+ of \d+ comparisons failed\.\nhint: .+--format json.+\n$/);
      expect(table.out).toMatch(/answer key +[\d,]+ +\d+/);
    },
  );
});
