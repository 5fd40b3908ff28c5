import { hash } from "node:crypto";
import type { CsvScanner } from "./csv-scanner.ts";
import { createOccurrenceCounter } from "./occurrence-counter.ts";

/** Marks an id that the source did not give. */
export const derivedPrefix = "sha256:";

const [comma, quote] = [0x2c, 0x22];

/**
 * A maker of ids for the rows of one file that have none: `sha256:` and the first 128 bits, in hex, of the SHA-256 of
 * (canonical row, n), n the row's ordinal among equal rows of the file. The canonical row is all of its cells, mapped or
 * not, written as RFC 4180 asks with quotes only where they are needed: the id stays the same whatever the mapping, the
 * delimiter and the quoting, so that importing a file again with a better mapping counts nothing twice.
 */
export function createIdMaker(delimiter: number): (scanner: CsvScanner) => string {
  const occurrences = createOccurrenceCounter();
  return (scanner) => {
    const { bytes, start, end } = scanner.row;
    const raw = bytes.subarray(start, end);
    const isCanonical = delimiter === comma && !raw.includes(quote);
    const canonical = isCanonical ? raw : Buffer.from(canonicalRow(scanner));
    const digest = hash("sha256", canonical, "hex");
    const n = occurrences.add(Number.parseInt(digest.slice(0, 8), 16), Number.parseInt(digest.slice(8, 16), 16));
    return derivedPrefix + (n === 0 ? digest : hash("sha256", `${digest} ${n}`, "hex")).slice(0, 32);
  };
}

function canonicalRow(scanner: CsvScanner): string {
  const cells = Array.from({ length: scanner.row.fieldCount }, (_, index) => scanner.text(index));
  return cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",");
}
