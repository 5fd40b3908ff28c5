import { readFile } from "node:fs/promises";
import { z } from "zod";
import { UserError } from "../schema/user-error.ts";
import { createBlankSeparatedRecords } from "./blank-separated-records.ts";
import { createCsvRecords } from "./csv-records.ts";
import { createIdMaker } from "./derived-id.ts";
import type { RowFault } from "./import-shape.ts";
import { createJsonArrayRecords } from "./json-array-records.ts";
import { mappedColumns } from "./mapping.ts";
import { unreadColumns } from "./named-text.ts";
import { createPartitionBuffers, type PieceSizes } from "./partition-buffers.ts";
import { sourcesPath } from "./quarantine-file.ts";
import type { RowSinks } from "./read-rows.ts";
import { canonicalCells, type InputFile, type Records } from "./records.ts";
import type { RejectedSource } from "./rejected-row.ts";
import { createRowReader, type RowReader, type RowSettings } from "./row-reader.ts";
import { createRowTally, type RowCounts } from "./row-tally.ts";

const rowSchema = z.object({
  file: z.string(),
  line: z.number().int(),
  column: z.string().nullable(),
  reason: z.string(),
  row: z.number().int().optional(),
  raw: z.string().optional(),
  rawBase64: z.string().optional(),
  isCut: z.boolean().optional(),
});
type QuarantinedRow = z.output<typeof rowSchema>;

/** What is needed to read one file's rejected rows again. */
interface Source {
  readonly source: RejectedSource;
  readonly reader: RowReader | null;
}

/**
 * Read the rows of a quarantine file again under another mapping, as if they were read in their own files: a row keeps the
 * id, the line and the place in its import that it would have had. Rows that still cannot be read are rejected anew.
 * @throws UserError `usage` where the file is no quarantine of an import, or keeps no raw text.
 */
export async function readQuarantined(
  file: InputFile,
  settings: RowSettings & { readonly sizes: PieceSizes },
  sinks: RowSinks,
): Promise<RowCounts> {
  const rows = await rowsOf(file);
  const { mapping } = settings;
  const names = mappedColumns(mapping);
  const tally = createRowTally();
  const buffers = createPartitionBuffers(mapping.shape, settings.sizes);
  const sources = new Map<string, Source>();
  for (const source of await sourcesOf(file)) {
    sinks.onSource?.(source);
    const columns = source.form.kind === "json" ? names : source.columns;
    for (const column of unreadColumns(columns, names)) tally.dropColumn(column);
    const options = { file: source.file, columns, idOf: createIdMaker(), onUnknown: tally.unknown };
    sources.set(source.file, { source, reader: createRowReader(settings, options) });
  }
  for (const row of rows) {
    tally.rowsRead++;
    const found = sources.get(row.file);
    const records = found === undefined ? null : recordOf(row, found.source, names);
    const kept: RowFault = { column: row.column, reason: row.reason };
    const fault =
      records === null ? kept : (records.fault ?? found?.reader?.read(records, row.row ?? row.line) ?? null);
    if (fault === null && found?.reader !== undefined && found.reader !== null) {
      buffers.push(found.reader.values);
      for (const piece of buffers.takeFull()) await sinks.onPiece(piece);
      continue;
    }
    const why = fault ?? kept;
    tally.leaveOut(why);
    const { rawBase64, isCut } = row;
    const exact = { ...(rawBase64 === undefined ? {} : { rawBase64 }), ...(isCut === undefined ? {} : { isCut }) };
    if (why.isDropped !== true) {
      const { column, reason } = why;
      sinks.onRejected({
        file: row.file,
        line: row.line,
        row: row.row ?? row.line,
        column,
        reason,
        raw: row.raw ?? "",
        ...exact,
      });
    }
  }
  const counts = tally.counts();
  sinks.onCounted(counts);
  for (const piece of buffers.takeRest()) await sinks.onPiece(piece);
  return counts;
}

async function rowsOf({ name, path }: InputFile): Promise<readonly QuarantinedRow[]> {
  const lines = (await readFile(path, "utf8")).split("\n").filter((line) => line !== "");
  const rows = lines.map((line) => rowSchema.safeParse(parsed(line)));
  if (rows.some((row) => !row.success || row.data.raw === undefined)) {
    const hint = "Import the files themselves again; rows that were loaded before count once.";
    throw new UserError("usage", `${name} keeps no raw text of its rows.`, hint);
  }
  return rows.flatMap((row) => (row.success ? [row.data] : []));
}

async function sourcesOf({ name, path }: InputFile): Promise<readonly RejectedSource[]> {
  try {
    return JSON.parse(await readFile(sourcesPath(path), "utf8")) as readonly RejectedSource[];
  } catch {
    const hint = "Name the .jsonl file of an import in the workspace's quarantine folder.";
    throw new UserError("usage", `${name} is not the quarantine of an import.`, hint);
  }
}

/** The row as the only record of its file; null where it cannot be made one again, since it is cut or breaks its format. */
function recordOf(
  row: QuarantinedRow,
  { file, columns, form }: RejectedSource,
  names: readonly string[],
): Records | null {
  if (row.isCut === true) return null;
  const bytes = row.rawBase64 === undefined ? Buffer.from(row.raw ?? "") : Buffer.from(row.rawBase64, "base64");
  try {
    const records = recordsOf(bytes, { file, columns, form }, names);
    if (records === null || !records.next()) return null;
    return records;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

function recordsOf(bytes: Buffer, { file, columns, form }: RejectedSource, names: readonly string[]): Records | null {
  if (form.kind === "cells") return cellsRecord(bytes, columns, form);
  if (form.kind === "json") {
    const records = createJsonArrayRecords(file, names);
    records.push(Buffer.concat([Buffer.from("["), bytes, Buffer.from("]")]));
    records.finish();
    return records;
  }
  if (form.delimiter === "blanks") {
    const records = createBlankSeparatedRecords(file, columns);
    records.push(bytes);
    records.finish();
    return records;
  }
  const format = { delimiter: form.delimiter ?? ",", header: columns, quote: form.quote };
  return createCsvRecords({ name: file, path: "" }, { bytes, isAll: true }, format);
}

/** A row of Parquet, whose raw text is the JSON array of its cells. */
function cellsRecord(bytes: Buffer, columns: readonly string[], form: RejectedSource["form"]): Records | null {
  const cells: unknown = parsed(bytes.toString("utf8"));
  if (!Array.isArray(cells)) return null;
  const texts = cells.map((cell: unknown) => (typeof cell === "string" ? cell : ""));
  let isTaken = false;
  return {
    columns,
    form,
    further: new Set(),
    line: 1,
    fault: null,
    isBinary: false,
    next: () => !isTaken && (isTaken = true),
    text: (place) => texts[place] ?? "",
    locate: () => false,
    raw: () => bytes,
    canonical: () => canonicalCells(texts),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
