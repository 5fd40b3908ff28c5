import { createHash } from "node:crypto";
import { basename } from "node:path";
import { digestOfFile } from "../ingest/file-digest.ts";
import { type DeclaredRate, ownFxNames, readFxRates } from "../ingest/read-fx-rates.ts";
import { type ColumnBatch, setInt64 } from "../schema/batch.ts";
import { fxRate } from "../schema/tables/fx-rate.ts";
import { makeWorkspaceFolder, type Workspace } from "./open.ts";

/** Which file declares the rates, and how its columns are called. */
export interface ImportFxOptions {
  readonly file: string;
  /** `from_currency=…,to_currency=…,valid_from=…,rate=…`; default: columns of these names. */
  readonly map?: string | undefined;
  readonly dryRun?: boolean | undefined;
}

/** What became of a file of rates. */
export interface ImportFxReport {
  readonly batchId: string;
  /** The commit that holds them; null with `dryRun`. */
  readonly commit: number | null;
  readonly alreadyDone: boolean;
  readonly rates: number;
  /** Pairs of currencies, `USD→EUR`, in the order of their codes. */
  readonly pairs: readonly string[];
}

/**
 * Bring declared exchange rates into the lake, all rows of the file or none. A rate told again for the same currencies and
 * day replaces the earlier one. UserErrors: `usage`, `data_quality`, and what the lake throws.
 */
export async function importFx(
  ws: Workspace,
  { file, map = ownFxNames, dryRun }: ImportFxOptions,
): Promise<ImportFxReport> {
  const rates = await readFxRates(file, map);
  const identity = createHash("sha256").update(JSON.stringify([map, await digestOfFile(file)]));
  const batchId = `import-fx-${identity.digest("hex").slice(0, 32)}`;
  const pairs = [...new Set(rates.map(({ from, to }) => `${from}→${to}`))].toSorted();
  const report = { batchId, rates: rates.length, pairs };
  if (dryRun === true) return { ...report, commit: null, alreadyDone: false };
  await makeWorkspaceFolder(ws);
  const lake = await ws.lake();
  const known = await lake.findBatch(batchId);
  if (known !== null) return { ...report, commit: known.number, alreadyDone: true };
  const added = await lake.add({ table: fxRate, name: `fx_rate/${batchId}.parquet`, batches: [batchOf(rates)] });
  const { commit, alreadyDone } = await lake.commit({
    operation: "import",
    batchId,
    add: [added],
    remove: [],
    through: { events: null, subscriptions: null },
    details: { files: [basename(file)], rates: rates.length, pairs },
  });
  return { ...report, commit: commit.number, alreadyDone };
}

function batchOf(rates: readonly DeclaredRate[]): ColumnBatch {
  const rows = rates.length;
  const [numerators, denominators] = [new Uint32Array(2 * rows), new Uint32Array(2 * rows)];
  rates.forEach(({ numerator, denominator }, row) => {
    setInt64(numerators, row, numerator);
    setInt64(denominators, row, denominator);
  });
  return {
    table: fxRate,
    rows,
    columns: {
      from_currency: { kind: "text", values: rates.map(({ from }) => from) },
      to_currency: { kind: "text", values: rates.map(({ to }) => to) },
      valid_from: { kind: "int32", values: Int32Array.from(rates, ({ validFrom }) => validFrom) },
      rate_numerator: { kind: "int64", words: numerators },
      rate_denominator: { kind: "int64", words: denominators },
    },
  };
}
