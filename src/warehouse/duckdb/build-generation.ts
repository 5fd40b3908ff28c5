import type { Lake, LakeFile, Snapshot } from "../../lake/lake.ts";
import type { Day } from "../../schema/date.ts";
import { localDayOf } from "../../schema/timezone.ts";
import { duckdb } from "../../sql/dialects/duckdb.ts";
import { createTable } from "../ddl.ts";
import type { LoadOutcome, OnLoadStep, WarehouseSettings } from "../warehouse.ts";
import { countActivity } from "./activity/count-activity.ts";
import { buildGaps } from "./activity/gaps.ts";
import { buildMonths } from "./activity/months.ts";
import { keptActivities } from "./activity/qualifying.ts";
import { numberOf } from "./activity/run-rollup.ts";
import { buildCalendar, buildOffsets } from "./build-calendar.ts";
import { buildRates } from "./build-rates.ts";
import { buildSubscriptions } from "./build-subscriptions.ts";
import { deduplicate } from "./deduplicate.ts";
import { describeGeneration } from "./describe-generation.ts";
import { allEvents, type LocalFile } from "./event-files.ts";
import type { GenerationRecord } from "./generation-file.ts";
import { type LoadPlan, settingsText } from "./plan-load.ts";
import { recordLoads } from "./record-loads.ts";
import { resolveAliases } from "./resolve-aliases.ts";
import { continueLog, logRestatements, watchFigures } from "./restatements.ts";
import type { Session } from "./session.ts";
import { storedTables } from "./stored-tables.ts";
import { tellRestated } from "./tell-restated.ts";
import { writeConflicts } from "./write-conflicts.ts";

interface BuildOptions {
  readonly lake: Lake;
  readonly settings: WarehouseSettings;
  readonly snapshot: Snapshot;
  readonly plan: Exclude<LoadPlan, { readonly kind: "nothing" }>;
  readonly number: number;
  /** What was published before; null where nothing was, or tables of another version. */
  readonly held: HeldGeneration | null;
  readonly quarantineDir?: string;
  readonly onStep?: OnLoadStep;
}

/** The generation that this one follows. */
export interface HeldGeneration {
  readonly record: GenerationRecord;
  readonly databasePath: string;
}

/**
 * Carry out `plan` in the database of `session`, in one transaction. Events are read from their verified files and only
 * counted; the lake stays their one home.
 */
export async function buildGeneration(
  session: Session,
  { lake, settings, snapshot, plan, number, held, quarantineDir, onStep }: BuildOptions,
): Promise<{ readonly outcome: LoadOutcome; readonly record: Omit<GenerationRecord, "databaseSha256"> }> {
  const fresh = plan.kind === "rebuild";
  const before = fresh ? [] : await knownFiles(session, snapshot);
  const wanted = [...before, ...plan.files.map((file, i) => ({ file, key: before.length + i }))];
  const paths = await lake.localPaths(
    wanted.map(({ file }) => file),
    (done, total) => onStep?.("reading the lake's files", { done, total, unit: "bytes" }),
  );
  const placed = wanted.map(({ file, key }, i) => ({ file, local: localFile(file, { key, path: paths[i] }) }));
  const [known, added] = [placed.slice(0, before.length), placed.slice(before.length)];
  const completeUntil = {
    events: firstIncompleteDay(held, settings, "events"),
    subscriptions: firstIncompleteDay(held, settings, "subscriptions"),
  };
  const isSame = held?.record.settings === settingsText(settings);
  if (fresh && held !== null) await continueLog(session, held.databasePath, isSame);
  await session.execute("begin");
  if (fresh) await session.execute(storedTables.map((table) => createTable(table, duckdb)).join(";\n"));
  if (fresh && held !== null) await session.execute("insert into restatement select * from restated_before");
  for (const { file, local } of added) {
    await session.connection.run("insert into lake_file values ($1, $2, $3, $4, $5)", [
      local.key,
      file.path,
      file.table,
      file.sha256,
      file.commit,
    ]);
  }
  if (fresh) await buildOffsets(session, settings.timezone);

  const of = (files: readonly PlacedFile[], table: string) =>
    files.filter(({ file }) => file.table === table).map(({ local }) => local);
  const warnings = fresh ? [...(await resolveAliases(session, of(added, "alias")))] : [];
  onStep?.("finding duplicates");
  await session.execute(`create or replace temp view incoming as ${allEvents(of(added, "event"))}`);
  await session.execute(`create or replace temp view known as ${allEvents(of(known, "event"))}`);
  const repeated = await deduplicate(session);
  if (repeated.conflicts > 0 && quarantineDir !== undefined) await writeConflicts(session, quarantineDir);

  const files = { known: of(known, "event"), added: of(added, "event") };
  const tellsLedger = added.some(({ file }) => file.table === "subscription");
  const watched = {
    activity: isSame && (fresh || (await mayRestate(session, files.added, held?.record))),
    ledger: isSame && (fresh || tellsLedger),
  };
  const watches = watched.activity || watched.ledger;
  if (watches && !fresh) await watchFigures(session, watched);
  const hasEvents = fresh || files.added.length > 0;
  onStep?.("counting activity");
  const counted = hasEvents ? await countActivity(session, files, { zone: settings.timezone, fresh }) : null;
  if (tellsLedger) {
    onStep?.("building the ARR ledger");
    const told = { known: of(known, "subscription"), added: of(added, "subscription") };
    const { policy, timezone: zone, calendar } = settings;
    const cut = await buildSubscriptions(session, told, { policy, zone, weekStart: calendar.weekStart });
    if (cut > 0) warnings.push(`${cut} subscription versions reached into the next one and were cut there.`);
  }
  if (added.some(({ file }) => file.table === "fx_rate")) {
    const inOrder = [...known, ...added].toSorted((a, b) => a.file.commit - b.file.commit);
    await buildRates(session, of(inOrder, "fx_rate"));
  }
  await recordLoads(session, { commits: plan.commits, files: plan.files, repeated });
  const record = await describeGeneration(session, { number, snapshot, settings });
  const days = [record.days.events, record.days.subscriptions].filter((range) => range !== null);
  const range = {
    first: Math.min(...days.map(({ first }) => first)),
    last: Math.max(...days.map(({ last }) => last)),
  };
  if (days.length > 0) await buildCalendar(session, range, settings.calendar);
  if (counted !== null) {
    onStep?.("measuring gaps between active days");
    const kept = await keptActivities(session);
    await buildMonths(session, counted, kept);
    await buildGaps(session, counted, { kept });
  }
  const restated =
    watches && held !== null
      ? await logRestatements(session, {
          generation: number,
          watched,
          completeUntil,
          previous: held.databasePath,
          rebuilt: fresh ? plan.why : null,
        })
      : [];
  const restatements = await numberOf(session, "count(*) from restatement");
  await session.execute("commit");
  await session.execute("checkpoint");

  const rows = (table: string) =>
    plan.files.filter((file) => file.table === table).reduce((sum, file) => sum + file.rows, 0);
  const outcome: LoadOutcome = {
    generation: number,
    upToDate: false,
    commits: plan.commits.length,
    events: rows("event"),
    subscriptions: rows("subscription"),
    duplicates: repeated.duplicates,
    conflicts: repeated.conflicts,
    rebuilt: fresh ? plan.why : null,
    restated: tellRestated(restated, settings.calendar),
    warnings,
  };
  return { outcome, record: { ...record, restatements } };
}

/** The local day that holds the instant before which everything was published; null where nothing was. */
function firstIncompleteDay(
  held: HeldGeneration | null,
  { timezone }: WarehouseSettings,
  subject: "events" | "subscriptions",
): Day | null {
  const before = held?.record.completeBefore[subject] ?? null;
  return before === null ? null : localDayOf(timezone, before);
}

/** Whether the new events may move what was complete: some are of then, or replace events that were counted. */
async function mayRestate(
  session: Session,
  added: readonly LocalFile[],
  held: GenerationRecord | undefined,
): Promise<boolean> {
  const before = held?.completeBefore.events ?? -Infinity;
  if (added.some(({ minInstant }) => minInstant !== null && minInstant < before)) return true;
  return (await numberOf(session, "count(*) from departed_event")) > 0;
}

interface PlacedFile {
  readonly file: LakeFile;
  readonly local: LocalFile;
}

function localFile(
  { rows, minInstant, maxInstant }: LakeFile,
  { key, path }: { readonly key: number; readonly path: string | undefined },
): LocalFile {
  if (path === undefined) throw new Error("A file of the lake has no local path");
  return { key, path, rows, minInstant, maxInstant };
}

async function knownFiles(
  session: Session,
  snapshot: Snapshot,
): Promise<readonly { readonly file: LakeFile; readonly key: number }[]> {
  const rows = await session.query({ sql: "select file_key, path from lake_file", parameters: [] });
  const keys = new Map(rows.map((row) => [String(row["path"]), Number(row["file_key"])]));
  return snapshot.files.filter(({ path }) => keys.has(path)).map((file) => ({ file, key: keys.get(file.path) ?? 0 }));
}
