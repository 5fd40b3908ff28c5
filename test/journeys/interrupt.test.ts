import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { setTimeout as sleep } from "node:timers/promises";
import { emptyFolder, tidemark } from "../cli/tidemark.ts";
import { oracle } from "../ingest/desk.ts";
import { started } from "./started.ts";

// Whole commands, one after another: on a busy machine they take their time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const home = emptyFolder();
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Press Ctrl-C once `ready` has come true, and see how it ends. */
async function interrupted(args: readonly string[], ready: () => boolean) {
  const { child, ended } = started(args, home);
  const givenUp = Date.now() + 30_000;
  while (!ready() && Date.now() < givenUp) await sleep(20);
  expect(child.exitCode).toBeNull();
  const pressed = performance.now();
  child.kill("SIGINT");
  const { code, out, err } = await ended;
  expect(performance.now() - pressed).toBeLessThan(10_000);
  return { code, out, err };
}

/** Names under a folder of the workspace, empty where there is none yet. */
function names(...path: readonly string[]): readonly string[] {
  try {
    return readdirSync(join(home, ...path), { recursive: true, encoding: "utf8" });
  } catch {
    return [];
  }
}

const published = (dir: string) => names(dir, "lake/_log").filter((name) => name.endsWith(".json"));

describe("Ctrl-C", () => {
  test.each([1, 2])(
    "during a simulation by %i process(es) ends it with 130 while files are being written, and nothing is published",
    async (workers) => {
      const dir = `simulate-${workers}`;
      const args = ["simulate", "--users", "150000", "--from", "2025-01-01", "--to", "2026-01-01", "--dir", dir];
      const { code, out, err } = await interrupted(
        [...args, "--workers", String(workers)],
        () => names(dir, "scratch").length > 2,
      );
      expect([code, out]).toEqual([130, ""]);
      expect(err).toMatch(/\nInterrupted\.\n$/);
      expect(published(dir)).toEqual([]);
    },
  );

  test.skipIf(oracle("event-logs/online-retail/online_retail.csv.gz") === null)(
    "during an import ends it with 130 and nothing is published",
    async () => {
      const file = String(oracle("event-logs/online-retail/online_retail.csv.gz"));
      const map = "user_id=CustomerID,event_name==purchase,occurred_at=InvoiceDate";
      const args = ["import", "events", file, "--map", map, "--max-rejected", "0.3", "--dir", "import"];
      const { code, err } = await interrupted(args, () => names("import", "lake").some((name) => /parquet/.test(name)));
      expect([code, err]).toEqual([130, "\nInterrupted.\n"]);
      expect(published("import")).toEqual([]);
    },
  );

  describe("during a load", () => {
    const plan = ["--users", "20000", "--from", "2025-10-01", "--to", "2026-01-01"];
    beforeAll(async () => {
      expect((await tidemark(["simulate", ...plan, "--dir", "load"], { cwd: home })).code).toBe(0);
    });

    test("ends it with 130, and the next load does everything", async () => {
      const { code, err } = await interrupted(["load", "--dir", "load"], () =>
        names("load", "warehouse").some((name) => name.endsWith(".tmp.duckdb")),
      );
      expect([code, err]).toEqual([130, "\nInterrupted.\n"]);
      expect(names("load", "warehouse")).not.toContain("current");
      const again = await tidemark(["load", "--dir", "load", "--format", "json"], { cwd: home });
      expect([again.code, JSON.parse(again.out)]).toMatchObject([0, { generation: 1, upToDate: false }]);
      expect(names("load", "warehouse").toSorted()).toEqual(["current", "generation-1.duckdb", "generation-1.json"]);
    });
  });
});
