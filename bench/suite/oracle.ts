import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench } from "../bench.ts";

const cases = 2_000;

/** Where random questions of activity, funnels and waterfalls are compared with slow counts by hand. */
const files = [
  "test/oracle/activity.test.ts",
  "test/warehouse/funnel-agrees.test.ts",
  "test/warehouse/arr-random.test.ts",
];

/** Random questions of random small companies: DuckDB, PostgreSQL and a slow count by hand must give one answer. */
export const oracle: Bench = {
  meaning: "random questions, funnels and waterfalls, answered and counted by hand, without one difference",
  targets: { cases: { min: cases }, differences: { max: 0 } },
  run: async (tell) => {
    const folder = mkdtempSync(join(tmpdir(), "tidemark-oracle-"));
    const report = join(folder, "report.json");
    const started = performance.now();
    try {
      const { status } = spawnSync(
        process.execPath,
        ["node_modules/vitest/vitest.mjs", "run", "--config", "test/vitest.config.ts", ...files],
        {
          stdio: ["ignore", 2, 2],
          env: { ...process.env, TIDEMARK_ORACLE_CASES: String(cases), TIDEMARK_ORACLE_REPORT: report },
        },
      );
      if (status !== 0) return { cases: 0, differences: 1 };
      const { asked, compared, seed } = JSON.parse(readFileSync(report, "utf8")) as Readonly<Record<string, number>>;
      tell(`seed ${seed}, ${Math.round((performance.now() - started) / 1_000)} s`);
      return { cases: asked ?? 0, figures: compared ?? 0, differences: 0 };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
