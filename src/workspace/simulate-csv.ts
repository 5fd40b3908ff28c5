import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import type { Lake } from "../lake/lake.ts";
import { seedCsvNames, writeSeedCsv } from "../warehouse/duckdb/seed-csv.ts";
import { findSimulation } from "./simulation.ts";

/** Write the lake's simulated company into `folder` as the seed's three CSV files; their paths. */
export async function simulationToCsv(
  lake: Lake,
  { folder, scratchDir }: { readonly folder: string; readonly scratchDir: string },
): Promise<readonly string[]> {
  const { files, commits } = await lake.snapshot();
  if (findSimulation(commits) === null) throw new Error("the lake holds no simulation");
  const simulated = new Set(commits.filter(({ operation }) => operation === "simulate").map(({ number }) => number));
  const pathsOf = async (table: string): Promise<readonly string[]> => {
    const own = files.filter((file) => file.table === table && simulated.has(file.commit));
    return lake.localPaths(own);
  };
  const [event, calendar, subscription] = await Promise.all(["event", "calendar", "subscription"].map(pathsOf));
  if (event === undefined || calendar === undefined || subscription === undefined)
    throw new Error("a table is missing");
  await mkdir(folder, { recursive: true });
  const unfinished = (name: string): string => join(folder, `${name}.unfinished`);
  await writeSeedCsv({ event, calendar, subscription }, scratchDir, unfinished);
  const paths = seedCsvNames.map((name) => join(folder, name));
  for (const [i, name] of seedCsvNames.entries()) await rename(unfinished(name), paths[i] ?? name);
  return paths;
}
