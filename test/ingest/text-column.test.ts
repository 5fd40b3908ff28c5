import fc from "fast-check";
import { expect, test } from "vitest";
import { createTextColumn } from "../../src/ingest/text-column.ts";
import type { TextView } from "../../src/ingest/text-view.ts";
import type { ColumnData } from "../../src/schema/batch.ts";

/** A view of a text that stands between others. */
function viewOf(text: string): TextView {
  const bytes = Buffer.from(`u${text}1`);
  return { bytes, start: 1, end: bytes.length - 1 };
}

function textsOf(data: ColumnData, rows: number): (string | null)[] {
  if (data.kind === "dictionary")
    return Array.from({ length: rows }, (_, row) => data.dictionary[data.codes[row] ?? 0] ?? null);
  if (data.kind !== "utf8") throw new Error(`Texts came as ${data.kind}.`);
  const { bytes, ends, valid } = data;
  return Array.from({ length: rows }, (_, row) =>
    valid?.[row] === 0 ? null : Buffer.from(bytes).toString("utf8", row === 0 ? 0 : ends[row - 1], ends[row]),
  );
}

// What UTF-16 and UTF-8 put in different orders, and what shares a hash's beginning or an end.
const unit = fc.constantFrom("a", "b", "é", "\u{ffff}", "\ue000", "\ud7ff", "😀", "\u{10ffff}");
const text = fc.oneof(fc.string({ unit, maxLength: 4 }), fc.string({ unit: "grapheme", maxLength: 90 }));
const pushed = fc.array(fc.tuple(fc.option(text, { freq: 9 }), fc.boolean()), { maxLength: 60 });

test("a column holds the same texts in the same order, whether they come as strings or as the bytes of a file", () => {
  fc.assert(
    fc.property(pushed, fc.boolean(), (values, distinct) => {
      const column = createTextColumn({ distinct });
      for (const [value, isView] of values) column.push(value !== null && isView ? viewOf(value) : value);
      const rows = values.map((_, row) => row);
      const textAt = (row: number): string => values[row]?.[0] ?? "";
      const byText = (a: number, b: number): number => (textAt(a) < textAt(b) ? -1 : textAt(a) > textAt(b) ? 1 : a - b);
      const order = rows.toSorted((a, b) => column.compare(a, b) || a - b);
      expect(order).toEqual(rows.toSorted(byText));
      const texts = values.map(([value]) => value);
      expect(textsOf(column.take(Uint32Array.from(order)), rows.length)).toEqual(order.map((row) => texts[row]));
      expect(textsOf(column.take(null), rows.length)).toEqual(texts);
    }),
  );
});

test("equal texts share an entry of the dictionary, until more differ than it takes", () => {
  for (const distinct of [8_192, 8_193]) {
    const column = createTextColumn({ distinct: false });
    const rows = 3 * distinct;
    for (let row = 0; row < rows; row++) {
      const value = `u${row % distinct}`;
      column.push(row % 2 === 0 ? viewOf(value) : value);
    }
    const data = column.take(null);
    expect(data.kind === "dictionary" ? data.dictionary.length : data.kind).toBe(distinct === 8_192 ? 8_192 : "utf8");
    expect(textsOf(data, rows).findIndex((value, row) => value !== `u${row % distinct}`)).toBe(-1);
  }
});
