import { join } from "node:path";
import type { Instant } from "../schema/date.ts";
import type { Timezone } from "../schema/timezone.ts";
import { UserError } from "../schema/user-error.ts";
import { readBilling } from "../ingest/billing/read-billing.ts";
import { checkColumns } from "../ingest/check-columns.ts";
import { type BlockSizes, defaultBlockSizes } from "../ingest/cut-file.ts";
import { identifyImport, type ImportIdentity } from "../ingest/import-identity.ts";
import { checkRate, parseThrough, refuseAbove } from "../ingest/import-limits.ts";
import type { ImportKind } from "../ingest/import-shape.ts";
import { parseMapping } from "../ingest/mapping.ts";
import { defaultPieceSizes, type Piece } from "../ingest/partition-buffers.ts";
import { createQuarantineFile, type QuarantineFile } from "../ingest/quarantine-file.ts";
import { ownExports } from "../ingest/own-exports.ts";
import { readQuarantined } from "../ingest/read-quarantined.ts";
import { readRows, type RowSinks } from "../ingest/read-rows.ts";
import type { InputFile } from "../ingest/records.ts";
import type { RowSettings } from "../ingest/row-reader.ts";
import type { RejectedRow } from "../ingest/rejected-row.ts";
import { checkConstants } from "../ingest/check-constants.ts";
import type { RowCounts } from "../ingest/row-tally.ts";
import { shapes } from "../ingest/shapes.ts";
import { firstBytes } from "../ingest/source-bytes.ts";
import type { CommitRecord, Lake, NewFile } from "../lake/lake.ts";
import { importBlockwise } from "./import-blocks.ts";
import type { Reading } from "./resolve-mapping.ts";
import type { ImportOptions, ImportReport, OnProgress } from "./types.ts";

/** Where an import goes, and what of the workspace decides how its rows are read. */
export interface ImportInto {
  readonly kind: ImportKind;
  readonly lake: Lake;
  readonly timezone: Timezone;
  /** ISO 4217 code for amounts that name none. */
  readonly currency: string;
  readonly quarantineDir: string;
  /** The import's own time, µs UTC. */
  readonly now: Instant;
  readonly options: ImportOptions;
  /** Where the files of `options` are, one for one; default: where their names say. */
  readonly inputs?: readonly InputFile[] | undefined;
  /** What the options' mapping file or preset says; default: what their `map` says. */
  readonly reading?: Reading | undefined;
  /** The key under which something else stands for a user's id; absent = the id itself. */
  readonly pseudonymKey?: Uint8Array | undefined;
  /** The blocks in which large files are read, by `options.workers` at a time; default: some 500,000 rows. */
  readonly blockSizes?: BlockSizes | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** An import whose options are checked and whose files are known. */
interface Checked {
  readonly inputs: readonly InputFile[];
  readonly reading: Reading;
  readonly through: Instant | null;
  readonly maxRejectedRate: number;
  readonly identity: ImportIdentity;
}

/**
 * Bring files into the lake as one batch, all or nothing. Every row is loaded, or stands in
 * `<quarantineDir>/<batch>.jsonl` with its line and the reason. The same files imported again the same way change
 * nothing (`alreadyDone`, with the figures of the first time). With `dryRun` nothing at all is written.
 * @throws UserError `usage` for options and mapping, `data_quality` for files that cannot be read and where more rows are
 * rejected than allowed (the quarantine file is written all the same), and what the lake throws.
 */
export async function importInto(into: ImportInto): Promise<ImportReport> {
  const started = performance.now();
  const checked = await check(into);
  const { batchId } = checked.identity;
  const seconds = (): number => (performance.now() - started) / 1_000;
  const known = await into.lake.findBatch(batchId);
  if (known !== null) return reportOf(known, { alreadyDone: true, seconds: seconds() });
  const dryRun = into.options.dryRun === true;
  const path = join(into.quarantineDir, `${batchId}.jsonl`);
  const quarantine = dryRun ? null : createQuarantineFile(path, into.options.keepRaw ?? true);
  try {
    const { counts, files } = await readFiles(into, checked, quarantine);
    const quarantineFile = quarantine?.close() ?? null;
    if (dryRun) return { batchId, commit: null, alreadyDone: false, ...counts, quarantineFile, seconds: seconds() };
    const { commit, alreadyDone } = await into.lake.commit({
      operation: "import",
      batchId,
      add: files,
      remove: [],
      through: { events: null, subscriptions: null, ...throughOf(into.kind, checked.through) },
      details: { files: into.options.files, sha256: checked.identity.digests, ...counts, quarantineFile },
    });
    return reportOf(commit, { alreadyDone, seconds: seconds() });
  } finally {
    quarantine?.discard();
  }
}

/** What an import declares complete; aliases have no time of their own. */
function throughOf(kind: ImportKind, through: Instant | null): { readonly [K in ImportKind]?: Instant | null } {
  return kind === "aliases" ? {} : { [kind]: through };
}

async function check({ kind, timezone, currency, options, ...given }: ImportInto): Promise<Checked> {
  if (options.files.length === 0)
    throw new UserError("usage", "No file is named.", `Write tidemark import ${kind} FILE… --map …`);
  const reading = given.reading ?? { kind: "rows", mapping: parseMapping(options.map ?? "", shapes[kind]) };
  const inputs = given.inputs ?? options.files.map((name) => ({ name, path: name }));
  const through = parseThrough(options.through, timezone);
  const maxRejectedRate = checkRate(options.maxRejected);
  if (reading.kind !== "billing") checkConstants({ mapping: reading.mapping, timezone, currency });
  for (const file of inputs) await (reading.kind === "rows" ? checkColumns(file, reading.mapping) : firstBytes(file));
  const canonical = canonicalOf(reading) + (given.pseudonymKey === undefined ? "" : " pseudonymised");
  const identity = await identifyImport(inputs, { kind, canonical, timezone: timezone.name, currency, through });
  return { inputs, reading, through, maxRejectedRate, identity };
}

/** Write the rows as files of the lake, which no commit names yet, and the rejected ones into quarantine. */
async function readFiles(
  { kind, lake, timezone, currency, now, onProgress, ...into }: ImportInto,
  { inputs, reading, maxRejectedRate, identity }: Checked,
  quarantine: QuarantineFile | null,
): Promise<{ readonly counts: RowCounts; readonly files: readonly NewFile[] }> {
  const numbered: { readonly number: number; readonly file: NewFile }[] = [];
  const first: RejectedRow[] = [];
  const { table } = shapes[kind];
  let pieces = 0;
  let bytes = 0;
  const keep = async (number: number, partition: string, add: (name: string) => Promise<NewFile>): Promise<void> => {
    onProgress?.({ stage: "write", done: number, total: null, unit: "files" });
    numbered.push({ number, file: await add(`${table.name}/${partition}/${identity.batchId}-${number}.parquet`) });
  };
  const onPiece = async ({ partition, batch }: Piece): Promise<void> => {
    const number = ++pieces;
    if (quarantine === null) return;
    await keep(number, partition, (name) => lake.add({ table, name, batches: [batch] }));
  };
  const onRejected = (row: RejectedRow): void => {
    if (first.length < 3) first.push(row);
    quarantine?.add(row);
  };
  const sinks: RowSinks = {
    onPiece,
    onRejected,
    onSource: (source) => quarantine?.note(source),
    onBytes: (done) => {
      bytes = done;
      onProgress?.({ stage: "import", done, total: identity.bytes, unit: "bytes" });
    },
    onCounted: (counted) => refuseAbove(maxRejectedRate, counted, { first, quarantine: quarantine?.close() ?? null }),
  };
  const common = { now, pseudonymKey: into.pseudonymKey ?? null, sizes: defaultPieceSizes };
  const own = await ownExports(inputs, identity.digests);
  const counts = await read();
  if (bytes !== identity.bytes) {
    const hint = "Import again when nothing writes to them any more; nothing was published.";
    throw new UserError("conflict", "The files changed while they were read.", hint);
  }
  return { counts, files: numbered.toSorted((a, b) => a.number - b.number).map(({ file }) => file) };

  async function read(): Promise<RowCounts> {
    if (reading.kind === "billing") return readBilling(inputs, { ...common, ...reading.billing }, sinks);
    const settings = { ...common, mapping: reading.mapping, timezone, currency };
    if (reading.kind === "rows") return readOwn(settings);
    const [file] = inputs;
    if (file === undefined) throw new Error("A retry has one quarantine file.");
    bytes = identity.bytes;
    return readQuarantined(file, settings, sinks);
  }

  async function readOwn(settings: RowSettings & typeof common): Promise<RowCounts> {
    const blockwise = importBlockwise({
      lake,
      settings,
      sizes: into.blockSizes ?? defaultBlockSizes,
      workers: into.options.workers,
      reserve: (more) => (pieces += more) - more,
      onPiece:
        quarantine === null
          ? null
          : ({ partition, ...file }, number) =>
              keep(number, partition, (name) => lake.addFile({ table, name, ...file })),
    });
    try {
      return await readRows(own, { ...settings, blockwise }, sinks);
    } finally {
      await blockwise.close();
    }
  }
}

/** How files are read, as the same text for the same meaning. */
export function canonicalOf(reading: Reading): string {
  return reading.kind === "billing" ? JSON.stringify(reading.billing) : reading.mapping.canonical;
}

/** The report of a commit that an import made, now or earlier: its figures stand in the commit. */
function reportOf(
  { batchId, number, details }: CommitRecord,
  now: { readonly alreadyDone: boolean; readonly seconds: number },
): ImportReport {
  const { rowsRead, rowsLoaded, rowsRejected, reasons, droppedColumns, unknownValues, quarantineFile, ...skips } =
    details as unknown as Omit<RowCounts, "rowsSkipped" | "skipped"> &
      Partial<RowCounts> &
      Pick<ImportReport, "quarantineFile">;
  // Commits of the first version know nothing of skipped rows.
  const { rowsSkipped = 0, skipped = {} } = skips;
  const counts = {
    rowsRead,
    rowsLoaded,
    rowsRejected,
    rowsSkipped,
    reasons,
    skipped,
    droppedColumns,
    unknownValues,
  };
  return { batchId, commit: number, ...counts, quarantineFile, ...now };
}
