import { stat } from "node:fs/promises";
import { UserError } from "../schema/user-error.ts";
import { createBlankSeparatedRecords } from "./blank-separated-records.ts";
import { createCsvRecords, type Head } from "./csv-records.ts";
import { createJsonArrayRecords } from "./json-array-records.ts";
import { createJsonLineRecords, type FedRecords } from "./json-line-records.ts";
import { parquetRecords } from "./parquet-records.ts";
import type { FileFormat, InputFile, Records } from "./records.ts";
import { pageStart } from "./results-page.ts";
import { firstBytes, sourceBytes } from "./source-bytes.ts";
import { utf8Bytes } from "./utf8-bytes.ts";

/** What a file's records are read by. */
export interface OpenRecordsOptions {
  /** Names asked of JSON, where a record is no row under a header. */
  readonly names: readonly string[];
  readonly format: FileFormat;
  /** Hears how many bytes of the stored file have been taken. */
  readonly onRead?: ((bytes: number) => void) | undefined;
}

/** How a file is written; told by its first bytes, unless the format or a name that ends in .csv or .tsv says so. */
export type FileKind = "csv" | "ndjson" | "json" | "parquet";

/** All that comes before the end of a header is held, so it must end somewhere. */
const mostHeaderBytes = 4_194_304;

/**
 * The records of a file: the same ones again and again, each time with more of the file behind them; take what there is
 * before asking for more. An empty file yields nothing. @throws UserError as the readers of its format do.
 */
export async function* openRecords(file: InputFile, options: OpenRecordsOptions): AsyncGenerator<Records> {
  const { format, onRead } = options;
  if (
    format.kind === "parquet" ||
    (format.kind === undefined && (await firstBytes(file)).toString("latin1", 0, 4) === "PAR1")
  ) {
    const { size } = await stat(file.path);
    yield* parquetRecords(file, (share) => onRead?.(Math.round(share * size)));
    return;
  }
  let records: FedRecords | null = null;
  const head: Buffer[] = [];
  let [headBytes, tried] = [0, 0];
  for await (const piece of utf8Bytes(file.name, sourceBytes(file, onRead))) {
    if (records !== null) records.push(piece);
    else {
      head.push(piece);
      headBytes += piece.length;
      // It is looked through from its start, so it must have doubled since: that keeps the work linear.
      if (headBytes < 2 * tried) continue;
      const bytes = Buffer.concat(head);
      tried = headBytes;
      records = hasFirstLine(bytes) ? begin(file, { bytes: withoutMark(bytes), isAll: false }, options) : null;
      if (records === null && headBytes >= mostHeaderBytes) throw noHeader(file.name);
    }
    if (records !== null) yield records;
  }
  records ??= begin(file, { bytes: withoutMark(Buffer.concat(head)), isAll: true }, options);
  records?.finish();
  if (records !== null) yield records;
}

/** The records of a file that begins with `head`; null while its header is not all there. */
function begin(file: InputFile, head: Head, { names, format }: OpenRecordsOptions): FedRecords | null {
  const kind = format.kind ?? kindOf(file.name, head.bytes);
  if (kind === "csv" && format.delimiter !== "blanks") return createCsvRecords(file, head, format);
  const records =
    kind === "csv"
      ? createBlankSeparatedRecords(file.name, format.header)
      : kind === "json"
        ? createJsonArrayRecords(file.name, names)
        : createJsonLineRecords(names);
  records.push(head.bytes);
  return records;
}

/** CSV, or JSON where the first character that is no blank opens an array, a page that holds one, or an object. */
export function kindOf(name: string, head: Buffer): FileKind {
  if (/\.(csv|tsv)(\.(gz|zst))?$/i.test(name)) return "csv";
  const first = head.find((byte) => byte > 0x20);
  if (first === 0x7b) return pageStart(head) === null ? "ndjson" : "json";
  return first === 0x5b ? "json" : "csv";
}

/** Enough to see the delimiter: a whole line, or more than any header. */
function hasFirstLine(head: Buffer): boolean {
  return head.length >= 1_048_576 || (head.length > 4 && (head.includes(0x0a, 4) || head.includes(0x0d, 4)));
}

/** What stands behind the mark by which some programs begin UTF-8. */
export function withoutMark(head: Buffer): Buffer {
  return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? head.subarray(3) : head;
}

function noHeader(name: string): UserError {
  const hint =
    "CSV names its columns in its first line, JSON opens with { or [; give the mapping a format where it has no header.";
  return new UserError("data_quality", `${name} has no header in its first 4 MiB.`, hint);
}
