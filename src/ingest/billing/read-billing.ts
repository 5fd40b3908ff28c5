import type { Instant } from "../../schema/date.ts";
import { UserError } from "../../schema/user-error.ts";
import { emptyFile } from "../columns-of-file.ts";
import { openRecords } from "../open-records.ts";
import { createPartitionBuffers, type PieceSizes } from "../partition-buffers.ts";
import { type RowPreview, shownRows, shownValues } from "../preview-rows.ts";
import { pseudonymUnder } from "../pseudonym.ts";
import type { RowSinks } from "../read-rows.ts";
import type { InputFile, Records } from "../records.ts";
import { type RejectedRow, rejectRow } from "../rejected-row.ts";
import { createRowTally, type RowCounts } from "../row-tally.ts";
import { sourceBytes } from "../source-bytes.ts";
import { subscriptionShape } from "../subscription-shape.ts";
import type { BillingOptions, ReadBilling } from "./billing-export.ts";
import type { BillingSubscription } from "./billing-subscription.ts";
import { type BillingRecord, fieldName, type Fields } from "./billing-record.ts";
import { readRecurly } from "./recurly.ts";
import { readStripe } from "./stripe.ts";
import { versionsOf } from "./versions-of.ts";

/** Billing systems whose exports are known, by the name that `--preset` takes. */
export const billingPresets: Readonly<Record<string, ReadBilling>> = { stripe: readStripe, recurly: readRecurly };

const versionColumns = Object.keys(subscriptionShape.table.columns);

/** How a billing export becomes subscription versions. */
export interface BillingSettings extends BillingOptions {
  readonly preset: string;
  /** The import's own time, for what says no other. */
  readonly now: Instant;
  readonly pseudonymKey?: Uint8Array | null;
  readonly sizes: PieceSizes;
}

/**
 * Read the files of a billing export, which belong together, into versions of subscriptions. Every record is used, is
 * rejected, or is counted as left out with the reason; `rowsLoaded` counts records, of which a version needs several.
 * The whole export is held in memory. @throws UserError where a file cannot be read as what it is.
 */
export async function readBilling(
  files: readonly InputFile[],
  settings: BillingSettings,
  sinks: RowSinks,
): Promise<RowCounts> {
  const { subscriptions, counts } = await readSubscriptions(files, settings, sinks);
  const userAt = versionColumns.indexOf("user_id");
  const buffers = createPartitionBuffers(subscriptionShape, settings.sizes);
  const { pseudonymKey = null } = settings;
  const pseudonym = pseudonymKey === null ? null : pseudonymUnder(pseudonymKey);
  for (const subscription of subscriptions) {
    for (const version of versionsOf(subscription, versionColumns, settings.now)) {
      const hidden = pseudonym?.(subscription.customer);
      buffers.push(hidden === undefined ? version : version.with(userAt, hidden));
    }
    for (const piece of buffers.takeFull()) await sinks.onPiece(piece);
  }
  sinks.onCounted(counts);
  for (const piece of buffers.takeRest()) await sinks.onPiece(piece);
  return counts;
}

/** What an import of a billing export would make: the first versions, numbered from 1 since none has a line of its own. */
export async function previewBilling(
  files: readonly InputFile[],
  settings: Omit<BillingSettings, "sizes">,
): Promise<RowPreview> {
  const rejected: RejectedRow[] = [];
  const onRejected = (row: RejectedRow): void => {
    if (rejected.length < shownRows) rejected.push(row);
  };
  const { subscriptions, counts } = await readSubscriptions(files, settings, { onRejected });
  const rows: RowPreview["rows"][number][] = [];
  for (const subscription of subscriptions) {
    for (const version of versionsOf(subscription, versionColumns, settings.now).slice(0, shownRows - rows.length))
      rows.push({ line: rows.length + 1, values: shownValues(subscriptionShape.table, version) });
    if (rows.length === shownRows) break;
  }
  return { counts, isWhole: true, rows, rejected };
}

/** The subscriptions that the records of all files make together, and what became of each record. */
async function readSubscriptions(
  files: readonly InputFile[],
  settings: Pick<BillingSettings, "preset" | "discounts">,
  sinks: Pick<RowSinks, "onRejected" | "onBytes">,
): Promise<{ readonly subscriptions: readonly BillingSubscription[]; readonly counts: RowCounts }> {
  const tally = createRowTally();
  const reject = (row: RejectedRow): void => {
    tally.leaveOut(row);
    sinks.onRejected(row);
  };
  const records: BillingRecord[] = [];
  let bytesBefore = 0;
  for (const file of files) {
    let bytes = 0;
    const onRead = (taken: number): void => sinks.onBytes?.(bytesBefore + (bytes = taken));
    let isEmpty = true;
    for await (const record of recordsOf(file, onRead)) {
      isEmpty = false;
      if (record === "header") continue;
      const row = ++tally.rowsRead;
      if ("rejected" in record) reject({ ...record.rejected, row });
      else records.push({ ...record, row });
    }
    if (isEmpty) throw emptyFile(file.name);
    bytesBefore += bytes;
  }
  const read = billingPresets[settings.preset];
  if (read === undefined) throw new Error(`There is no billing preset ${settings.preset}.`);
  const { subscriptions, outcomes } = read(records, settings);
  for (const [record, outcome] of outcomes) {
    if (outcome.isDropped) tally.leaveOut(outcome);
    else reject(rejectedOf(record, outcome));
  }
  return { subscriptions, counts: tally.counts() };
}

function rejectedOf(
  { file, line, row, raw }: BillingRecord,
  { reason, column }: { reason: string; column: string | null },
): RejectedRow {
  return { file, line, row, column, reason, raw: raw.toString("utf8") };
}

type Found = "header" | Omit<BillingRecord, "row"> | { readonly rejected: Omit<RejectedRow, "row"> };

/** The records of a file: rows, JSON objects one a line, or what one JSON document holds as an array or as a list of the API. */
async function* recordsOf(file: InputFile, onRead: (bytes: number) => void): AsyncGenerator<Found> {
  const document = await jsonDocument(file, onRead);
  if (document !== null) {
    yield "header";
    const line = 1;
    for (const fields of document) yield { file: file.name, line, raw: Buffer.from(JSON.stringify(fields)), fields };
    return;
  }
  for await (const records of openRecords(file, { names: [], format: {}, onRead })) {
    yield "header";
    while (records.next()) yield recordOf(file, records);
  }
}

function recordOf(file: InputFile, records: Records): Found {
  if (records.fault !== null) return { rejected: rejectRow({ file: file.name, row: 0 }, records, records.fault) };
  const { columns, line } = records;
  const raw = Buffer.from(records.raw());
  if (columns.length === 0) return { file: file.name, line, raw, fields: JSON.parse(raw.toString("utf8")) as Fields };
  const fields = Object.fromEntries(columns.map((name, place) => [fieldName(name), records.text(place)]));
  return { file: file.name, line, raw, fields };
}

/** A file that is one JSON object over several lines, as the API answers: its list, or itself; null for any other file. */
async function jsonDocument(file: InputFile, onRead: (bytes: number) => void): Promise<readonly Fields[] | null> {
  if (!/\.json(\.(gz|zst))?$/i.test(file.name)) return null;
  const pieces: Buffer[] = [];
  for await (const piece of sourceBytes(file, onRead)) pieces.push(piece);
  const text = Buffer.concat(pieces).toString("utf8").trim();
  if (!text.startsWith("{")) return null;
  let value: Fields;
  try {
    value = JSON.parse(text) as Fields;
  } catch {
    return null;
  }
  const list = value["data"];
  if (Array.isArray(list)) {
    if (value["has_more"] === true) {
      const hint = "Fetch the other pages too; a list that goes on would lose subscriptions.";
      throw new UserError("data_quality", `${file.name} is one page of a longer list.`, hint);
    }
    return list as readonly Fields[];
  }
  return [value];
}
