import { hash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { UserError } from "../schema/user-error.ts";
import { takeLock } from "../warehouse/duckdb/lock.ts";
import { canonicalOf, importInto, type ImportInto } from "./import.ts";
import { type FoundFile, type InputPlace, withInputs } from "./import-inputs.ts";
import { load } from "./jobs.ts";
import { makeWorkspaceFolder, type Workspace } from "./open.ts";
import { pseudonymKey } from "./pseudonym-key.ts";
import { asksForPseudonyms, kindOfMapping, type Reading, resolveReading } from "./resolve-mapping.ts";
import type { RefreshedFile, RefreshOptions, RefreshReport } from "./refresh-report.ts";
import type { OnProgress } from "./types.ts";

const stateSchema = z.record(z.string(), z.object({ mark: z.string(), batchId: z.string(), meaning: z.string() }));

/** What earlier refreshes saw: a file that has not changed since needs not be read to be known. */
type State = z.output<typeof stateSchema>;

/**
 * Import what is new in folders, patterns or S3 prefixes, each file as a batch of its own, and load it; files that were
 * imported before, under any name, are known by their batch id. A file that cannot be imported keeps no other from it: the
 * report names it. Nor is a file imported a second time because its mapping has changed: its events would have the ids that
 * they have already; it is `stale` until `acceptStale` says that what it brought may stand. One refresh of a workspace at a time: UserError `conflict` where another runs. @throws UserError as
 * `load` does, and `unreachable` where a place cannot be reached.
 */
export async function refresh(ws: Workspace, options: RefreshOptions, onProgress?: OnProgress): Promise<RefreshReport> {
  const started = performance.now();
  const kind = options.kind ?? (await kindOfMapping(options)) ?? "events";
  const reading = await resolveReading(kind, options);
  await makeWorkspaceFolder(ws);
  const folder = join(ws.dir, "refresh");
  await mkdir(folder, { recursive: true });
  const lock = await takeLock(folder, randomUUID());
  try {
    const key = asksForPseudonyms(reading, options) ? await pseudonymKey(ws.dir) : undefined;
    const common: Job["common"] = {
      kind,
      lake: await ws.lake(),
      timezone: ws.config.timezone,
      currency: ws.config.currency,
      quarantineDir: ws.quarantineDir,
      now: Date.now() * 1_000,
      reading,
      pseudonymKey: key,
      onProgress,
    };
    const statePath = join(folder, "seen.json");
    const files = await importNew(ws, { options, common, statePath, meaning: meaningOf(common) });
    const loaded = await load(ws, {}, onProgress);
    const counted = (outcome: RefreshedFile["outcome"]): number =>
      files.filter((file) => file.outcome === outcome).length;
    return {
      imported: counted("imported"),
      known: counted("known"),
      refused: counted("refused"),
      stale: counted("stale"),
      rowsLoaded: files.reduce((sum, { rowsLoaded }) => sum + rowsLoaded, 0),
      rowsRejected: files.reduce((sum, { rowsRejected }) => sum + rowsRejected, 0),
      files,
      generation: loaded.generation,
      seconds: (performance.now() - started) / 1_000,
    };
  } finally {
    await lock.release();
  }
}

interface Job {
  readonly options: RefreshOptions;
  readonly common: Omit<ImportInto, "options" | "inputs"> & { readonly reading: Reading };
  readonly statePath: string;
  /** The same for the same way of reading. */
  readonly meaning: string;
}

async function importNew(ws: Workspace, job: Job): Promise<readonly RefreshedFile[]> {
  const { options, common, statePath } = job;
  const state = await readState(statePath);
  const committed = new Set((await common.lake.snapshot()).commits.map(({ batchId }) => batchId));
  const batchJob = { ...job, state, committed };
  const place = { ...ws, allowsNone: true };
  const outcomes =
    common.reading.kind === "billing"
      ? await importTogether(place, batchJob)
      : await withInputs({ ...place, isKnown: isSeen(batchJob) }, options.places, async (inputs) => {
          const files: RefreshedFile[] = [];
          for (const input of inputs) files.push(await importBatch([input], batchJob));
          return files;
        });
  await writeState(statePath, state);
  return outcomes;
}

/**
 * The files of a billing export: what has changed in one changes what all mean, so all of them must be here then, and
 * none where nothing has changed.
 */
async function importTogether(place: InputPlace, job: BatchJob): Promise<readonly RefreshedFile[]> {
  const { places } = job.options;
  const listed = { ...place, isKnown: () => true };
  const before = await withInputs(listed, places, async (inputs) => seenBefore(inputs, await marksOf(inputs), job));
  if (before !== null) return [before];
  return withInputs(place, places, async (inputs) => (inputs.length === 0 ? [] : [await importBatch(inputs, job)]));
}

interface BatchJob extends Job {
  readonly state: State;
  readonly committed: ReadonlySet<string>;
}

/** By what a file is remembered: two mappings may each read their own rows of it. */
function stateKey(name: string, { options, common }: Job): string {
  const { mapping, preset } = options;
  const how = mapping === undefined ? (preset === undefined ? "map" : { preset }) : { mapping };
  return `${common.kind} ${JSON.stringify(how)} ${name}`;
}

/** What decides, besides a file's bytes, what its rows become. */
function meaningOf({ reading, pseudonymKey: key, timezone, currency }: Job["common"]): string {
  const canonical = canonicalOf(reading);
  return hash("sha256", JSON.stringify([canonical, key !== undefined, timezone.name, currency]), "hex");
}

/** Whether an object of S3 needs not be brought here: it was imported, and has not changed since. */
function isSeen(job: BatchJob): (name: string, mark: string) => boolean {
  return (name, mark) => {
    const seen = job.state[stateKey(name, job)];
    return seen?.mark === mark && job.committed.has(seen.batchId);
  };
}

/** What is said of files that are as they were when they were imported; null where one of them is new or has changed. */
function seenBefore(inputs: readonly FoundFile[], marks: readonly string[], job: BatchJob): RefreshedFile | null {
  const { state, committed, meaning, options } = job;
  const seen = inputs.map(({ name }) => state[stateKey(name, job)]);
  const [first] = seen;
  if (first === undefined || !committed.has(first.batchId)) return null;
  if (!seen.every((one, i) => one?.mark === marks[i] && one?.batchId === first.batchId)) return null;
  if (options.acceptStale === true) remember(inputs, marks, { ...job, batchId: first.batchId });
  const isStale = first.meaning !== meaning && options.acceptStale !== true;
  return { ...nothingDone(inputs), outcome: isStale ? "stale" : "known", batchId: first.batchId };
}

async function importBatch(inputs: readonly FoundFile[], job: BatchJob): Promise<RefreshedFile> {
  const { options, common } = job;
  const marks = await marksOf(inputs);
  const before = seenBefore(inputs, marks, job);
  if (before !== null) return before;
  try {
    const { maxRejected, through } = options;
    const files = inputs.map(({ name }) => name);
    const report = await importInto({ ...common, inputs, options: { files, maxRejected, through } });
    const { batchId, alreadyDone, rowsLoaded, rowsRejected } = report;
    remember(inputs, marks, { ...job, batchId });
    if (alreadyDone) return { ...nothingDone(inputs), outcome: "known", batchId };
    return { ...nothingDone(inputs), outcome: "imported", batchId, rowsLoaded, rowsRejected };
  } catch (error) {
    if (!(error instanceof UserError) || !/^(data_quality|usage|conflict)$/.test(error.code)) throw error;
    return { ...nothingDone(inputs), outcome: "refused", problem: error.message };
  }
}

function nothingDone(inputs: readonly FoundFile[]): Omit<RefreshedFile, "outcome"> {
  const file = inputs.length === 1 ? String(inputs[0]?.name) : `${inputs.length} files`;
  return { file, batchId: null, rowsLoaded: 0, rowsRejected: 0, problem: null };
}

function remember(
  inputs: readonly FoundFile[],
  marks: readonly string[],
  job: BatchJob & { readonly batchId: string },
): void {
  inputs.forEach(({ name }, i) => {
    const mark = marks[i];
    if (mark !== undefined) job.state[stateKey(name, job)] = { mark, batchId: job.batchId, meaning: job.meaning };
  });
}

function marksOf(inputs: readonly FoundFile[]): Promise<readonly string[]> {
  return Promise.all(inputs.map(markOf));
}

/** What stays the same as long as a file does; a file that is not there is like no other. */
async function markOf({ path, mark }: FoundFile): Promise<string> {
  if (mark !== null) return mark;
  const found = await stat(path).catch(() => null);
  return found === null ? randomUUID() : `${found.size} ${found.mtimeMs}`;
}

/** What was seen; nothing where the file is missing or was damaged, which costs time alone. */
async function readState(path: string): Promise<State> {
  try {
    return stateSchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return {};
  }
}

async function writeState(path: string, state: State): Promise<void> {
  await writeFile(`${path}.tmp`, JSON.stringify(state));
  await rename(`${path}.tmp`, path);
}
