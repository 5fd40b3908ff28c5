import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createCsvScanner, type CsvScanner } from "../../src/ingest/csv-scanner.ts";
import { createTextView, textOfView } from "../../src/ingest/text-view.ts";

interface Read {
  readonly cells: readonly string[];
  readonly line: number;
  readonly fault: string | null;
}

/** Every row of `content`, handed over in pieces of the given sizes, over and over. */
function scan(content: string | Uint8Array, { sizes = [1_000_000], maxRowBytes = 1_000_000 } = {}): Read[] {
  const bytes = Buffer.from(content);
  const scanner = createCsvScanner(0x2c, maxRowBytes);
  const rows: Read[] = [];
  const take = (): void => {
    while (scanner.next()) {
      const { line, fault, fieldCount } = scanner.row;
      rows.push({ line, fault, cells: Array.from({ length: fieldCount }, (_, index) => cellAt(scanner, index)) });
    }
  };
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    scanner.push(bytes.subarray(at, at + size));
    at += size;
    take();
  }
  scanner.finish();
  take();
  return rows;
}

/** The text of a field, which where it can be pointed at is what stands there. */
function cellAt(scanner: CsvScanner, index: number): string {
  const [text, view] = [scanner.text(index), createTextView()];
  if (scanner.locate(index, view)) expect(textOfView(view)).toBe(text);
  else expect(text).toContain('"');
  return text;
}

const cell = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }).map((text) => text.replaceAll("\0", "")),
  fc
    .array(fc.constantFrom('"', ",", "\n", "\r", "\r\n", "a", " ", ";", "é", "💡", "\u202e"), { maxLength: 8 })
    .map((parts) => parts.join("")),
);
const table = fc
  .integer({ min: 2, max: 5 })
  .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 12 }));
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
const lineEnd = fc.constantFrom("\n", "\r\n", "\r");

function written(rows: readonly (readonly string[])[], end: string): string {
  const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => row.map(quoted).join(",") + end).join("");
}

describe("reading CSV", () => {
  test("gives back every cell exactly as it was written, wherever the bytes are cut", () => {
    fc.assert(
      fc.property(table, lineEnd, sizes, (rows, end, cuts) => {
        const read = scan(written(rows, end), { sizes: cuts });
        expect(read.map(({ cells, fault }) => ({ cells, fault }))).toEqual(
          rows.map((cells) => ({ cells, fault: null })),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  test("names the physical line on which each row starts", () => {
    fc.assert(
      fc.property(table, lineEnd, sizes, (rows, end, cuts) => {
        const lineEnds = (text: string): number => text.match(/\r\n|\n|\r/g)?.length ?? 0;
        const lines = rows.map((_, index) => 1 + lineEnds(written(rows.slice(0, index), end)));
        expect(scan(written(rows, end), { sizes: cuts }).map(({ line }) => line)).toEqual(lines);
      }),
      { numRuns: 1_000 },
    );
  });

  test("reads any bytes whatever into the same rows wherever they are cut, and comes to an end", () => {
    const alphabet = fc.constantFrom(0x22, 0x2c, 0x0a, 0x0d, 0x61, 0x00, 0xff, 0xc3, 0xa9);
    fc.assert(
      fc.property(fc.array(alphabet, { maxLength: 80 }), sizes, (bytes, cuts) => {
        const content = Uint8Array.from(bytes);
        expect(scan(content, { sizes: cuts })).toEqual(scan(content));
      }),
      { numRuns: 3_000 },
    );
  });

  test("takes a last row without a line end, and mixed line ends", () => {
    expect(scan("a,b\r\n1,2\n3,4\r5,6").map(({ cells, line }) => [line, ...cells])).toEqual([
      [1, "a", "b"],
      [2, "1", "2"],
      [3, "3", "4"],
      [4, "5", "6"],
    ]);
  });

  test("keeps a quote in the middle of a field as a character", () => {
    expect(scan('5" pipe,a"b\n')[0]?.cells).toEqual(['5" pipe', 'a"b']);
  });

  test("loses one row to a stray quote, and goes on with the next line", () => {
    const rows = scan('a,b\n1,"x"y\n3,4\n5,"never closed\n7,8\n');
    expect(rows.map(({ line, fault, cells }) => [line, fault, cells.join("|")])).toEqual([
      [1, null, "a|b"],
      [2, "text_after_quote", ""],
      [3, null, "3|4"],
      [4, "quote_not_closed", ""],
      [5, null, "7|8"],
    ]);
  });

  test("marks rows with NUL and with bytes that are no UTF-8, and no others", () => {
    const bytes = Buffer.concat([
      Buffer.from("é,1\n\0,2\n"),
      Buffer.from([0xff, 0x2c, 0x33, 0x0a]),
      Buffer.from("ok,4\n"),
    ]);
    expect(scan(bytes).map(({ line, fault }) => [line, fault])).toEqual([
      [1, null],
      [2, "nul"],
      [3, "not_utf8"],
      [4, null],
    ]);
  });

  test("reads a cell of ten megabytes exactly", () => {
    const long = "0123456789".repeat(1_000_000);
    const rows = scan(`"${long}",x\n1,2\n`, { sizes: [65_536], maxRowBytes: 33_554_432 });
    expect(rows[0]?.cells[0] === long).toBe(true);
    expect(rows[1]?.cells).toEqual(["1", "2"]);
  });

  test("rejects a row beyond the limit and reads on behind it", () => {
    const rows = scan(`a,b\n${"x".repeat(5_000)},1\n2,3\n`, { sizes: [100], maxRowBytes: 1_000 });
    expect(rows.map(({ line, fault }) => [line, fault])).toEqual([
      [1, null],
      [2, "too_long"],
      [3, null],
    ]);
  });
});
