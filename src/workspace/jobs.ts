import { join } from "node:path";
import { expectedEvents } from "../simulate/company.ts";
import { planCompany } from "./company-plan.ts";
import { stateOf } from "./ask.ts";
import { importInto } from "./import.ts";
import { withInputs } from "./import-inputs.ts";
import { martViews } from "./mart-views.ts";
import { pseudonymKey } from "./pseudonym-key.ts";
import { asksForPseudonyms, resolveReading } from "./resolve-mapping.ts";
import { makeWorkspaceFolder, type Workspace } from "./open.ts";
import { simulateInto, wholeCompany } from "./simulate.ts";
import { simulationToCsv } from "./simulate-csv.ts";
import type { ImportOptions, ImportReport, LoadReport, OnProgress, SimulateOptions, SimulateReport } from "./types.ts";

/**
 * Simulate a company into the lake, with its answer key. The same options give the same bytes, and a second time nothing.
 * With `dryRun` nothing is written, and the report says about how many events there would be.
 */
export async function simulate(
  ws: Workspace,
  options: SimulateOptions,
  onProgress?: OnProgress,
): Promise<SimulateReport> {
  const company = planCompany(options, ws.config);
  if (options.dryRun === true) return { ...nothingWritten, users: company.users, events: expectedEvents(company) };
  await makeWorkspaceFolder(ws);
  const lake = await ws.lake();
  const report = await simulateInto({
    lake,
    company,
    part: options.part ?? wholeCompany,
    workers: options.workers ?? 1,
    scratchDir: ws.scratchDir,
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  if (options.csv !== true) return report;
  onProgress?.({ stage: "writing CSV files", done: 0, total: null, unit: "" });
  const csvFiles = await simulationToCsv(lake, { folder: join(ws.dir, "csv"), scratchDir: ws.scratchDir });
  return { ...report, csvFiles };
}

const nothingWritten = {
  batchId: null,
  commit: null,
  alreadyDone: false,
  subscriptions: 0,
  bytes: 0,
  csvFiles: [],
  seconds: 0,
};

/** Bring event files into the lake as one batch. */
export function importEvents(ws: Workspace, options: ImportOptions, onProgress?: OnProgress): Promise<ImportReport> {
  return importFiles(ws, { kind: "events", options, onProgress });
}

/** Bring subscription files into the lake as one batch. */
export function importSubscriptions(
  ws: Workspace,
  options: ImportOptions,
  onProgress?: OnProgress,
): Promise<ImportReport> {
  return importFiles(ws, { kind: "subscriptions", options, onProgress });
}

/** Bring alias files into the lake as one batch: who is meant by an anonymous or older id. */
export function importAliases(ws: Workspace, options: ImportOptions, onProgress?: OnProgress): Promise<ImportReport> {
  return importFiles(ws, { kind: "aliases", options, onProgress });
}

interface ImportJob {
  readonly kind: "events" | "subscriptions" | "aliases";
  readonly options: ImportOptions;
  readonly onProgress: OnProgress | undefined;
}

async function importFiles(ws: Workspace, { kind, options, onProgress }: ImportJob): Promise<ImportReport> {
  const reading = await resolveReading(kind, options);
  await makeWorkspaceFolder(ws);
  const key = asksForPseudonyms(reading, options) ? await pseudonymKey(ws.dir) : undefined;
  return withInputs(ws, options.files, async (inputs) =>
    importInto({
      kind,
      lake: await ws.lake(),
      timezone: ws.config.timezone,
      currency: ws.config.currency,
      quarantineDir: ws.quarantineDir,
      now: Date.now() * 1_000,
      options,
      inputs,
      reading,
      pseudonymKey: key,
      onProgress,
    }),
  );
}

/**
 * Bring the warehouse to the lake's newest commit. With `dryRun` only say whether there is anything to load; with `anew`
 * build everything from the lake again, which mends a damaged warehouse.
 */
export async function load(
  ws: Workspace,
  options: { readonly dryRun?: boolean; readonly anew?: boolean },
  onProgress?: OnProgress,
): Promise<LoadReport> {
  const started = performance.now();
  await makeWorkspaceFolder(ws);
  const warehouse = await ws.warehouse();
  const outcome = await warehouse.load({
    lake: await ws.lake(),
    settings: ws.settings,
    dryRun: options.dryRun === true,
    anew: options.anew === true,
    quarantineDir: ws.quarantineDir,
    views: (generation) => martViews(stateOf(ws, { generation })),
    onStep: (stage, far) => onProgress?.({ stage, ...(far ?? { done: 0, total: null, unit: "" }) }),
  });
  return { ...outcome, seconds: (performance.now() - started) / 1_000 };
}
