import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Folders whose tests need no engine, no browser and no network: the pure floors and the house itself. */
const pure = ["schema", "simulate", "sql", "rollup", "metrics", "house"].map((floor) => `test/${floor}/**/*.test.ts`);

const root = fileURLToPath(new URL("..", import.meta.url));

/** Folders whose files take minutes: they begin first, so that none of them runs alone at the end. */
const slowest = ["web", "journeys", "docs", "handoff", "warehouse"].map((folder) => `${root}test/${folder}/`);

function place({ moduleId }: TestSpecification): number {
  const found = slowest.findIndex((folder) => moduleId.startsWith(folder));
  return found < 0 ? slowest.length : found;
}

class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((one, other) => place(one) - place(other));
  }
}

export default defineConfig({
  root,
  test: {
    root,
    maxWorkers: 2,
    sequence: { sequencer: SlowestFirst },
    projects: [
      { extends: true, test: { name: "pure", include: pure, isolate: false, testTimeout: 30_000 } },
      {
        extends: true,
        test: {
          name: "real",
          include: ["test/**/*.test.ts"],
          exclude: [...pure, "test/engines/node_modules/**"],
          pool: "forks",
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
