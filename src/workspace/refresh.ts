import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { pseudonymUnder } from "../ingest/pseudonym.ts";
import { UserError } from "../schema/user-error.ts";
import { takeLock } from "../warehouse/duckdb/lock.ts";
import { importInto, type ImportInto } from "./import.ts";
import { type FoundFile, withInputs } from "./import-inputs.ts";
import { load } from "./jobs.ts";
import { makeWorkspaceFolder, type Workspace } from "./open.ts";
import { pseudonymKey } from "./pseudonym-key.ts";
import { asksForPseudonyms, kindOfMapping, type Reading, resolveReading } from "./resolve-mapping.ts";
import type { OnProgress, RefreshedFile, RefreshOptions, RefreshReport } from "./types.ts";

const stateSchema = z.record(z.string(), z.object({ mark: z.string(), batchId: z.string() }));

/** What earlier refreshes saw: a file that has not changed since needs not be read to be known. */
type State = z.output<typeof stateSchema>;

/**
 * Import what is new in folders, patterns or S3 prefixes, each file as a batch of its own, and load it; files that were
 * imported before, under any name, are known by their batch id. A file that cannot be imported keeps no other from it: the
 * report names it. One refresh of a workspace at a time: UserError `conflict` where another runs. @throws UserError as
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
    const pseudonym = asksForPseudonyms(reading, options) ? pseudonymUnder(await pseudonymKey(ws.dir)) : undefined;
    const common: Omit<ImportInto, "options" | "inputs"> = {
      kind,
      lake: await ws.lake(),
      timezone: ws.config.timezone,
      currency: ws.config.currency,
      quarantineDir: ws.quarantineDir,
      now: Date.now() * 1_000,
      reading,
      pseudonym,
      onProgress,
    };
    const files = await importNew(ws, { options, reading, common, statePath: join(folder, "seen.json") });
    const loaded = await load(ws, {}, onProgress);
    const counted = (outcome: RefreshedFile["outcome"]): number =>
      files.filter((file) => file.outcome === outcome).length;
    return {
      imported: counted("imported"),
      known: counted("known"),
      refused: counted("refused"),
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
  readonly reading: Reading;
  readonly common: Omit<ImportInto, "options" | "inputs">;
  readonly statePath: string;
}

async function importNew(
  ws: Workspace,
  { options, reading, common, statePath }: Job,
): Promise<readonly RefreshedFile[]> {
  const state = await readState(statePath);
  const committed = new Set((await common.lake.snapshot()).commits.map(({ batchId }) => batchId));
  // The files of a billing export belong together: what has changed in one changes all, so all must be here.
  const isTogether = reading.kind === "billing";
  const isKnown = (name: string, mark: string): boolean => {
    const seen = state[stateKey(name, { options, common })];
    return !isTogether && seen?.mark === mark && committed.has(seen.batchId);
  };
  return withInputs({ ...ws, allowsNone: true, isKnown }, options.places, async (inputs) => {
    const batches = isTogether && inputs.length > 0 ? [inputs] : inputs.map((input) => [input]);
    const outcomes: RefreshedFile[] = [];
    for (const batch of batches) outcomes.push(await importBatch(batch, { options, common, state, committed }));
    await writeState(statePath, state);
    return outcomes;
  });
}

interface BatchJob {
  readonly options: RefreshOptions;
  readonly common: Omit<ImportInto, "options" | "inputs">;
  readonly state: State;
  readonly committed: ReadonlySet<string>;
}

/** By what a file is remembered: the same file means something else to another mapping. */
function stateKey(name: string, { options, common }: Pick<BatchJob, "options" | "common">): string {
  const how = options.mappingText ?? options.mapping ?? options.preset ?? options.map;
  return `${common.kind} ${JSON.stringify(how)} ${name}`;
}

async function importBatch(inputs: readonly FoundFile[], job: BatchJob): Promise<RefreshedFile> {
  const { options, common, state, committed } = job;
  const names = inputs.map(({ name }) => name);
  const file = names.length === 1 ? String(names[0]) : `${names.length} files`;
  const marks = await Promise.all(inputs.map(markOf));
  const seen = names.map((name) => state[stateKey(name, job)]);
  const [first] = seen;
  const isUnchanged = seen.every((one, i) => one !== undefined && one.mark === marks[i]);
  if (first !== undefined && isUnchanged && committed.has(first.batchId))
    return { file, outcome: "known", batchId: first.batchId, rowsLoaded: 0, rowsRejected: 0, problem: null };
  try {
    const { maxRejected, through } = options;
    const report = await importInto({ ...common, inputs, options: { files: names, maxRejected, through } });
    names.forEach((name, i) => {
      const mark = marks[i];
      if (mark !== undefined) state[stateKey(name, job)] = { mark, batchId: report.batchId };
    });
    const isKnown = report.alreadyDone;
    return {
      file,
      outcome: isKnown ? "known" : "imported",
      batchId: report.batchId,
      rowsLoaded: isKnown ? 0 : report.rowsLoaded,
      rowsRejected: isKnown ? 0 : report.rowsRejected,
      problem: null,
    };
  } catch (error) {
    if (!(error instanceof UserError) || !/^(data_quality|usage|conflict)$/.test(error.code)) throw error;
    return { file, outcome: "refused", batchId: null, rowsLoaded: 0, rowsRejected: 0, problem: error.message };
  }
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
