import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { UserError } from "../../schema/user-error.ts";

const days = z.object({ first: z.number(), last: z.number() }).nullable();

/** What `generation-<n>.json` holds: the generation, the lake files it was built from and the settings it was built with. */
export const generationRecord = z.object({
  format: z.literal(1),
  number: z.number(),
  lakeVersion: z.number(),
  timezone: z.string(),
  timezoneVersion: z.string(),
  weekStart: z.literal([1, 2, 3, 4, 5, 6, 7]),
  settings: z.string(),
  dataThrough: z.object({ events: z.number().nullable(), subscriptions: z.number().nullable() }),
  completeBefore: z.object({ events: z.number().nullable(), subscriptions: z.number().nullable() }),
  days: z.object({ events: days, subscriptions: days }),
  hasDefaultActivity: z.boolean(),
  currencies: z.array(z.string()),
  eventNames: z.array(z.string()),
  // Generations before bitmasks have none; they are built anew by the next load.
  eventKinds: z.array(z.string()).default([]),
  restatements: z.number().default(0),
  databaseSha256: z.string(),
  files: z.array(
    z.object({
      path: z.string(),
      table: z.string(),
      sha256: z.string(),
      commit: z.number(),
      // First and last instant of its rows; null where it has none. Left out by versions that did not keep them.
      minInstant: z.number().nullable().optional(),
      maxInstant: z.number().nullable().optional(),
    }),
  ),
});

export type GenerationRecord = z.infer<typeof generationRecord>;

/** The UserError `integrity` of a warehouse's file that is damaged or gone. */
export function notPublished(path: string): UserError {
  return new UserError(
    "integrity",
    `The warehouse file ${path} is not the one that was published.`,
    'Run "tidemark rebuild": the warehouse is built anew from the lake.',
  );
}

/** Path of a generation's database. */
export function databasePath(folder: string, number: number): string {
  return join(folder, `generation-${number}.duckdb`);
}

/** Number of the newest published generation of `folder`, or null where there is none. UserError `integrity` where that is damaged. */
export async function readCurrent(folder: string): Promise<number | null> {
  const path = join(folder, "current");
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null) return null;
  if (/^[1-9]\d{0,14}\s*$/.test(text)) return Number(text);
  throw notPublished(path);
}

/** The record of generation `number`. UserError `integrity` where it is damaged, `config` where another version wrote it. */
export async function readGeneration(folder: string, number: number): Promise<GenerationRecord> {
  const path = join(folder, `generation-${number}.json`);
  const parsed = generationRecord.safeParse(await readJson(path));
  if (parsed.success) return parsed.data;
  throw new UserError(
    "config",
    `The warehouse's ${path} was written by another version of Tidemark.`,
    'Use that version, or run "tidemark rebuild": the warehouse is built anew from the lake.',
  );
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    throw notPublished(path);
  }
}

/** Paths of the lake files that the generations in `folder` were built from. */
export async function filesOfGenerations(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  const paths: string[] = [];
  for (const name of names) {
    const number = /^generation-(\d+)\.json$/.exec(name)?.[1];
    if (number === undefined) continue;
    paths.push(...(await readGeneration(folder, Number(number))).files.map(({ path }) => path));
  }
  return paths;
}

/** Publish a generation whose database stands at its place: the record first, `current` last. */
export async function publishGeneration(folder: string, record: GenerationRecord): Promise<void> {
  await writeSynced(join(folder, `generation-${record.number}.json`), `${JSON.stringify(record, null, 1)}\n`);
  await writeSynced(join(folder, "current"), `${record.number}\n`);
}

/** Remove what no reader can need: generations before the previous one, and leavings of a load that was killed. */
export async function removeOldGenerations(folder: string, current: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const number = Number(/^generation-(\d+)\./.exec(name)?.[1] ?? Number.NaN);
    const isLeaving = name.includes(".tmp") || number > current;
    if (isLeaving || number < current - 1) await rm(join(folder, name), { recursive: true, force: true });
  }
}

async function writeSynced(path: string, text: string): Promise<void> {
  const temporary = `${path}.tmp`;
  const file = await open(temporary, "w");
  await file.writeFile(text);
  await file.sync();
  await file.close();
  await rename(temporary, path);
}

/** Make the warehouse's folder. */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
}
