import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fullDisk, isFull } from "../lake/store/folder-error.ts";
import { temporaryPath, removeStale } from "../lake/store/temporary.ts";
import type { CommitRecord, Lake, NewFile, Snapshot } from "../lake/lake.ts";
import { encodeParquet } from "../lake/encode.ts";
import type { ColumnBatch } from "../schema/batch.ts";
import { calendarRow } from "../schema/calendar-rows.ts";
import { civilOf, formatDay } from "../schema/date.ts";
import { calendar } from "../schema/tables/calendar.ts";
import { startOfDay } from "../schema/timezone.ts";
import { UserError } from "../schema/user-error.ts";
import { checkCompany, type Company, expectedEvents, shardCount } from "../simulate/company.ts";
import { type FinishedShards, finishedShards } from "./finished-shards.ts";
import { runShards } from "./simulate-workers.ts";
import { type ShardFile, shardTables } from "./simulate-shard.ts";
import type { OnProgress, SimulateReport } from "./types.ts";

/** Version of the simulator's bytes: raised by every change after which the same company is written differently. */
const simulatorVersion = 6;

/** A part of a company's shards: every `of`-th, beginning with number `index`, from 1. */
export interface Part {
  readonly index: number;
  readonly of: number;
}

/** All shards. */
export const wholeCompany: Part = { index: 1, of: 1 };

/** What is simulated, into which lake, by how many processes. */
export interface SimulateIntoOptions {
  readonly lake: Lake;
  readonly company: Company;
  /** Which part of the shards, from 1, of how many parts. */
  readonly part: Part;
  readonly workers: number;
  readonly onProgress?: OnProgress | undefined;
  /** A folder for files on their way into the lake, and for notes of what is done; a run that was killed is gone on with. */
  readonly scratchDir: string;
}

/**
 * Simulate a company into a lake: its events, subscriptions, calendar and answer key, published by one commit. The same
 * company gives the same bytes for any number of workers; one that the lake has already is left as it is.
 * Errors: `usage` for a company that cannot be, `conflict` where the lake has another simulation.
 */
export async function simulateInto(options: SimulateIntoOptions): Promise<SimulateReport> {
  const started = performance.now();
  const { lake, company, part } = options;
  checkCompany(company);
  const name = batchIdOf(company, lake.encoding);
  const batchId = part.of === 1 ? name : `${name}-${part.index}of${part.of}`;
  const seconds = (): number => (performance.now() - started) / 1_000;
  const before = await lake.snapshot();
  const done = before.commits.find((commit) => commit.batchId === batchId || commit.batchId === name);
  if (done !== undefined) return { ...reportOf(company, done, before), alreadyDone: true, seconds: seconds() };
  refuseAnother(before, name, part);
  await removeStale(options.scratchDir);
  const isFirst = part.index === 1;
  const finished = finishedShards(lake, join(options.scratchDir, "simulating"), name);
  const add = [
    ...(await writeShards(options, { batchId: name, finished })),
    ...(isFirst ? [await writeCalendar(options, name)] : []),
  ];
  const end = startOfDay(company.timezone, company.to);
  const { commit, alreadyDone } = await lake.commit({
    operation: "simulate",
    batchId,
    add: add.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    remove: [],
    through: { events: end, subscriptions: end },
    details: {
      users: company.users,
      from: formatDay(company.from),
      to: formatDay(company.to),
      seed: company.seed,
      scenario: company.scenario.name,
      timezone: company.timezone.name,
      weekStart: company.weekStart,
      shards: shardCount(company),
      ...(part.of === 1 ? {} : { part: part.index, parts: part.of }),
    },
  });
  await finished.forget();
  return { ...reportOf(company, commit, await lake.snapshot()), alreadyDone, seconds: seconds() };
}

/** `simulate-` and a hash of everything that decides the bytes. */
function batchIdOf(company: Company, encoding: string): string {
  const { name, changes } = company.timezone;
  const end = startOfDay(company.timezone, company.to);
  // Not the timezone database's version, nor what it foresees: installs that agree on the past write the same bytes.
  const known = changes.filter(({ fromInstant }) => fromInstant < end);
  const offsets = known.map(({ fromInstant, offsetSeconds }) => [String(fromInstant), offsetSeconds]);
  const text = canonical({ simulatorVersion, encoding, ...company, timezone: { name, offsets } });
  return `simulate-${createHash("sha256").update(text).digest("hex").slice(0, 16)}`;
}

/** JSON with every record's keys in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** One lake holds one company, cut into parts in one way: a second one's users would carry the names of the first's. */
function refuseAnother({ commits }: Snapshot, name: string, { of }: Part): void {
  const other = commits.find(({ operation, batchId, details }) => {
    return operation === "simulate" && !(batchId.startsWith(`${name}-`) && details["parts"] === of);
  });
  if (other === undefined) return;
  const { users, seed, scenario, from, to } = other.details;
  throw new UserError(
    "conflict",
    `The lake holds another simulation: ${String(users)} users of ${String(scenario)}, ${String(from)} to ${String(to)}, seed ${String(seed)}.`,
    "Simulate into another workspace (--dir) or another lake (--lake), or remove this one first.",
  );
}

async function writeShards(
  options: SimulateIntoOptions,
  { batchId, finished }: { readonly batchId: string; readonly finished: FinishedShards },
): Promise<NewFile[]> {
  const { lake, company, part, scratchDir, workers, onProgress } = options;
  const shards = shardCount(company);
  const added: NewFile[] = [];
  let events = 0;
  const own = Array.from({ length: shards }, (_, shard) => shard).filter((shard) => shard % part.of === part.index - 1);
  const missing: number[] = [];
  let [months, bytes] = [0, 0];
  const count = (table: string, file: { readonly rows: number; readonly bytes: number }): void => {
    bytes += file.bytes;
    events += table === "event" ? file.rows : 0;
    months += table === "event" ? 1 : 0;
  };
  for (const shard of own) {
    const files = await finished.find(shard);
    if (files === null) missing.push(shard);
    for (const file of files ?? []) count(file.table, file);
    added.push(...(files ?? []));
  }
  const tasks = missing.map((shard) => ({ company, shard, batchId, scratchDir, encoding: lake.encoding }));
  const expected = expectedEvents(company) / part.of;
  const allMonths = own.length * monthsOf(company);
  // What is done tells better and better how much there will be.
  const total = (): number => Math.max(events, months < 2 ? expected : (events / months) * allMonths);
  const writing = runShards(tasks, workers, {
    onFile({ table, encoded }) {
      count(table, encoded);
      onProgress?.({ stage: "simulate", done: events, total: Math.round(total()), unit: "events" });
    },
    async onShard({ shard }, files) {
      const published: NewFile[] = [];
      try {
        for (const file of files) published.push(await publish(lake, file));
      } finally {
        for (const { localPath } of files) await rm(localPath, { force: true });
      }
      await finished.keep(shard, published);
      added.push(...published);
    },
  });
  try {
    await writing;
  } catch (error) {
    if (!isFull(error)) throw error;
    const kept = added.reduce((sum, file) => sum + file.bytes, 0);
    throw await fullDisk(scratchDir, events === 0 ? null : (bytes / events) * total() - kept);
  }
  return added;
}

/** About how many UTC months of events a shard has. */
function monthsOf({ from, to }: Company): number {
  const monthOf = (day: number): number => civilOf(day).year * 12 + civilOf(day).month;
  return monthOf(to - 1) - monthOf(from) + 1;
}

function publish(lake: Lake, { table, name, localPath, encoded }: ShardFile): Promise<NewFile> {
  return lake.addFile({ table: shardTables[table], name, localPath, encoded });
}

/** The seed's date mapping: every day of the company's range. */
async function writeCalendar({ lake, company, scratchDir }: SimulateIntoOptions, batchId: string): Promise<NewFile> {
  const localPath = await temporaryPath(scratchDir);
  try {
    const encoded = await encodeParquet({
      table: calendar,
      batches: [calendarBatch(company)],
      path: localPath,
      encoding: lake.encoding,
    });
    return await lake.addFile({ table: calendar, name: `calendar/${batchId}-0000.parquet`, localPath, encoded });
  } finally {
    await rm(localPath, { force: true });
  }
}

function calendarBatch({ from, to, weekStart }: Company): ColumnBatch {
  const rows = Array.from({ length: to - from }, (_, d) =>
    calendarRow(from + d, { weekStart, fiscalYearStartMonth: 1 }),
  );
  const columns = Object.keys(calendar.columns).map((name) => {
    const values = rows.map((row) => Object.entries(row).find(([key]) => key === name)?.[1]);
    return name === "iso_week"
      ? ([name, { kind: "text", values: values.map(String) }] as const)
      : ([name, { kind: "int32", values: Int32Array.from(values, Number) }] as const);
  });
  return { table: calendar, rows: rows.length, columns: Object.fromEntries(columns) };
}

function reportOf(
  { users }: Company,
  commit: CommitRecord,
  { files }: Snapshot,
): Omit<SimulateReport, "alreadyDone" | "seconds"> {
  const own = files.filter((file) => file.commit === commit.number);
  const rowsOf = (table: string): number => own.reduce((sum, file) => sum + (file.table === table ? file.rows : 0), 0);
  return {
    batchId: commit.batchId,
    commit: commit.number,
    users,
    events: rowsOf("event"),
    subscriptions: rowsOf("subscription"),
    bytes: own.reduce((sum, file) => sum + file.bytes, 0),
    csvFiles: [],
  };
}
