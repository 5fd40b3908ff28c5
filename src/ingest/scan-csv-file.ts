import { UserError } from "../schema/user-error.ts";
import { createCsvScanner, type CsvScanner } from "./csv-scanner.ts";
import { sourceBytes } from "./source-bytes.ts";

/** A scanner of one file with the byte that separates its fields. */
export interface FileScan {
  readonly scanner: CsvScanner;
  readonly delimiter: number;
}

const [comma, semicolon, tab, bar] = [0x2c, 0x3b, 0x09, 0x7c];

/**
 * Scan a CSV file (or CSV.gz): the same scanner again and again, each time with more bytes; take what rows it has before
 * asking for more. A UTF-8 byte-order mark is skipped. Fields are separated by commas, or by semicolons, tabs or bars
 * where the first line has no comma and one of them.
 * @throws UserError as `sourceBytes` does, and `data_quality` where the file is UTF-16.
 */
export async function* scanCsvFile(path: string, onRead?: (bytes: number) => void): AsyncGenerator<FileScan> {
  let scan: FileScan | null = null;
  let head: Buffer = Buffer.alloc(0);
  for await (const piece of sourceBytes(path, onRead)) {
    if (scan !== null) {
      scan.scanner.push(piece);
    } else {
      head = head.length === 0 ? piece : Buffer.concat([head, piece]);
      if (!hasFirstLine(head)) continue;
      scan = beginScan(path, head);
    }
    yield scan;
  }
  scan ??= beginScan(path, head);
  scan.scanner.finish();
  yield scan;
}

/** Enough to see the delimiter: a whole line, or more than any header. */
function hasFirstLine(head: Buffer): boolean {
  return head.length >= 1_048_576 || (head.length > 4 && (head.includes(0x0a, 4) || head.includes(0x0d, 4)));
}

function beginScan(path: string, head: Buffer): FileScan {
  const [first, second] = [head[0], head[1]];
  const wide = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (wide || (first === 0 && second !== 0) || (first !== 0 && second === 0)) {
    throw new UserError(
      "data_quality",
      `${path} is UTF-16, not UTF-8.`,
      `Convert it: iconv -f UTF-16 -t UTF-8 ${path}.`,
    );
  }
  const hasMark = first === 0xef && second === 0xbb && head[2] === 0xbf;
  const body = hasMark ? head.subarray(3) : head;
  const delimiter = delimiterOf(body);
  const scanner = createCsvScanner(delimiter);
  scanner.push(body);
  return { scanner, delimiter };
}

/** The most frequent of the other separators outside quotes in the first line, where that line has no comma. */
function delimiterOf(body: Buffer): number {
  const end = body.findIndex((byte) => byte === 0x0a || byte === 0x0d);
  const line = body.toString("latin1", 0, end < 0 ? body.length : end).replace(/"(?:[^"]|"")*"/g, "");
  const count = (byte: number): number => line.split(String.fromCharCode(byte)).length - 1;
  if (count(comma) > 0) return comma;
  const [most] = [semicolon, tab, bar].toSorted((a, b) => count(b) - count(a));
  return most !== undefined && count(most) > 0 ? most : comma;
}
