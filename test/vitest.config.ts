import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Folders whose tests need no engine, no browser and no network: the pure floors and the house itself. */
const pure = ["schema", "simulate", "sql", "rollup", "metrics", "house"].map((floor) => `test/${floor}/**/*.test.ts`);

const root = fileURLToPath(new URL("..", import.meta.url));

export default defineConfig({
  root,
  test: {
    root,
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: "pure", include: pure, isolate: false, testTimeout: 30_000 } },
      {
        extends: true,
        test: {
          name: "real",
          include: ["test/**/*.test.ts"],
          exclude: [...pure, "test/engines/node_modules/**"],
          pool: "forks",
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
