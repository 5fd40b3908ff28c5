import type { AnswerRow } from "../metrics/answer.ts";
import { parseDay } from "../schema/date.ts";
import { weekdays, type WeekStart } from "../schema/period.ts";
import { UserError } from "../schema/user-error.ts";
import type { Fragment } from "../sql/fragment.ts";
import { readAnswerKey, readFullKey } from "../warehouse/duckdb/answer-key.ts";
import type { Reader } from "../warehouse/warehouse.ts";
import { stateOf } from "./ask.ts";
import type { Engine } from "./measure.ts";
import type { Workspace } from "./open.ts";
import { findSimulation, type Simulation } from "./simulation.ts";
import { readTimezone } from "./timezone.ts";
import type { OnProgress, VerifyFailure, VerifyReport } from "./types.ts";
import { identities, recount } from "./verify-identities.ts";
import { compareWithFullKey, fullPartsOf } from "./verify-full-key.ts";
import { type Checked, compareWithKey, type KeySettings, partsOf } from "./verify-key.ts";

/** What `verify` checks, and how. */
export interface VerifyOptions {
  /** Whether the key is compared by dimension too; default true. Without it every total of every period still is. */
  readonly slices?: boolean;
  /** How queries are run; passed in by a test that plants a wrong rule. */
  readonly run?: (reader: Reader, query: Fragment) => Promise<readonly AnswerRow[]>;
}

/**
 * Check everything that can be checked: the hash of every lake file and of the warehouse, every figure of the answer key
 * where the data were simulated, and the identities that hold for any data. UserError `integrity` naming the file whose
 * bytes changed; figures that differ are failures of the report.
 */
export async function verify(
  ws: Workspace,
  onProgress?: OnProgress,
  { slices = true, run = (reader, query) => reader.run(query) }: VerifyOptions = {},
): Promise<VerifyReport> {
  const started = performance.now();
  const lake = await ws.lake();
  const snapshot = await lake.snapshot();
  const [key, fullKey]: [string[], string[]] = [[], []];
  for (const [i, file] of snapshot.files.entries()) {
    onProgress?.({ stage: "hashing files", done: i, total: snapshot.files.length, unit: "files" });
    const path = await lake.localPath(file);
    // What no one could recover is part of what the figures must be: the two add up.
    if (file.table === "truth" || file.table === "truth_residual") key.push(path);
    else if (file.table === "truth_answer") fullKey.push(path);
  }
  await (await ws.warehouse()).checkFiles();
  return ws.readers.use(async (reader) => {
    const { lakeVersion } = reader.generation;
    if (lakeVersion !== snapshot.version) {
      throw new UserError(
        "config",
        `The warehouse holds the lake's commits up to ${lakeVersion}; the lake is at ${snapshot.version}.`,
        'Run "tidemark load" first.',
      );
    }
    const engine: Engine = {
      state: stateOf(ws, reader),
      run: remembered((query) => run(reader, query), reader),
    };
    const checks: { name: string; compared: number; failed: number }[] = [];
    const failures: VerifyFailure[] = [];
    checks.push({ name: "SHA-256 of every lake file", compared: snapshot.files.length, failed: 0 });

    async function check(name: string, parts: readonly (() => Promise<Checked>)[]): Promise<void> {
      let [compared, failed] = [0, 0];
      for (const [i, compare] of parts.entries()) {
        onProgress?.({ stage: `comparing with the ${name}`, done: i, total: parts.length, unit: "questions" });
        const result = await compare();
        compared += result.compared;
        failed += result.failures.length;
        failures.push(...result.failures);
      }
      checks.push({ name, compared, failed });
    }

    const simulation = findSimulation(snapshot.commits);
    const hasKey = simulation !== null && simulation.isWhole && key.length > 0;
    if (simulation?.isWhole === false)
      checks.push({ name: "answer key: parts of it are missing", compared: 0, failed: 0 });
    if (hasKey) {
      const settings = keySettings(simulation);
      const options = { slices, temporaryFolder: ws.scratchDir };
      const parts = partsOf(await readAnswerKey(key, options)).map(
        (part) => () => compareWithKey(part, settings, engine),
      );
      await check("answer key", parts);
      const full = fullPartsOf(await readFullKey(fullKey, options));
      if (full.length > 0) {
        const asked = full.map((part) => () => compareWithFullKey(part, settings, engine));
        await check("full answer key", asked);
      }
    }
    for (const identity of hasKey ? identities : [...identities, recount]) {
      onProgress?.({ stage: identity.name, done: 0, total: null, unit: "" });
      const result = await identity.check(engine);
      failures.push(...result.failures);
      checks.push({ name: identity.name, compared: result.compared, failed: result.failures.length });
    }
    const seconds = (performance.now() - started) / 1_000;
    return { generation: reader.generation.number, files: snapshot.files.length, checks, failures, seconds };
  });
}

/** Run each distinct query once: trailing figures of four grains are read off the same rows. */
function remembered(run: Engine["run"], reader: Reader): Engine["run"] {
  const known = new Map<string, Promise<readonly AnswerRow[]>>();
  return (query) => {
    const id = JSON.stringify(reader.statement(query));
    const rows = known.get(id) ?? run(query);
    known.set(id, rows);
    return rows;
  };
}

function keySettings({ timezone, weekStart, from, to }: Simulation): KeySettings {
  const zone = readTimezone(timezone);
  const [first, end] = [parseDay(from), parseDay(to)];
  if (zone === null || first === null || end === null)
    throw new Error("The simulation's commit does not say what it covers");
  const named = weekdays.findIndex((weekday) => weekday === weekStart) + 1;
  return { zone, from: first, to: end, weekStart: (named > 0 ? named : Number(weekStart)) as WeekStart };
}
