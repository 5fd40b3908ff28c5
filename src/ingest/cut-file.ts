import { open } from "node:fs/promises";
import type { Block } from "./block.ts";
import { createCsvRecords } from "./csv-records.ts";
import { createJsonLineRecords, type LocatedRecords } from "./json-line-records.ts";
import { kindOf, withoutMark } from "./open-records.ts";
import type { FileFormat, InputFile } from "./records.ts";

/** A file in blocks, and the line of its first record. */
export interface CutFile {
  readonly blocks: readonly Block[];
  readonly firstLine: number;
}

/** How large blocks are, by what the file holds: rows of JSON repeat the names of their fields. */
export interface BlockSizes {
  readonly csv: number;
  readonly ndjson: number;
}

/** Some 500,000 rows, which are held until all blocks before have been read. */
export const defaultBlockSizes: BlockSizes = { csv: 33_554_432, ndjson: 67_108_864 };

const headBytes = 262_144;

/**
 * Cut a file into blocks of equal length, the same ones whoever reads them. Null where it is too small for two, or of a
 * kind that can be read from its beginning alone: packed, UTF-16, Parquet, a JSON array.
 */
export async function cutFile(
  file: InputFile,
  how: { readonly names: readonly string[]; readonly format: FileFormat; readonly sizes: BlockSizes },
): Promise<CutFile | null> {
  const { head, size } = await beginningOf(file);
  const body = withoutMark(head);
  const kind = how.format.kind ?? kindOf(file.name, body);
  if (kind !== "csv" && kind !== "ndjson") return null;
  const length = how.sizes[kind];
  const count = Math.floor(size / length);
  if (count < 2 || !isPlainText(body)) return null;
  const records = recordsOf(file, { kind, body, ...how });
  if (records === null || !records.next()) return null;
  const { columns, form, offset } = records;
  const from = head.length - body.length + offset;
  const blocks = Array.from({ length: count }, (_, i): Block => {
    const to = i + 1 < count ? (i + 1) * length : null;
    const common = { file, columns, form, to, repeated: new Uint32Array() };
    return { ...common, from: i === 0 ? from : i * length, isRecordStart: i === 0 };
  });
  return { blocks, firstLine: records.line };
}

async function beginningOf({ path }: InputFile): Promise<{ readonly head: Buffer; readonly size: number }> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return { head: buffer.subarray(0, bytesRead), size };
  } finally {
    await file.close();
  }
}

/** What is packed, Parquet or UTF-16 shows in the first bytes: text has neither a NUL nor what no UTF-8 begins with. */
function isPlainText(body: Buffer): boolean {
  const [first = 0, second = 0] = body;
  const isPacked = (first === 0x1f && second === 0x8b) || (first === 0x28 && second === 0xb5);
  return !isPacked && first !== 0 && second !== 0 && first < 0xf8 && body.toString("latin1", 0, 4) !== "PAR1";
}

interface Beginning {
  readonly kind: "csv" | "ndjson";
  readonly body: Buffer;
  readonly names: readonly string[];
  readonly format: FileFormat;
}

/** The records that the file begins with; null where its first line is longer than what is at hand. */
function recordsOf(file: InputFile, { kind, body, names, format }: Beginning): LocatedRecords | null {
  if (kind === "csv") {
    const isCut = format.delimiter !== "blanks" && body.includes(0x0a);
    return isCut ? createCsvRecords(file, { bytes: body, isAll: false }, format) : null;
  }
  const records = createJsonLineRecords(names);
  records.push(body);
  return records;
}
