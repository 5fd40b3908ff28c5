import fc from "fast-check";
import { expect, test } from "vitest";
import { propertiesReader } from "../../src/ingest/properties.ts";
import { createTextReader, type ReadText } from "../../src/ingest/text-reader.ts";

/** What a reader makes of a cell that stands between others. */
function cell(read: ReadText, text: string): string {
  const bytes = Buffer.from(`,${text},`);
  return read(bytes, 1, bytes.length - 1);
}

test("a cell is the text it was, however often it comes and whatever came before it", () => {
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom("a", "b", "\0", "\x7f", "é", "\ufeff"), maxLength: 3 }),
    fc.string({ unit: "binary", maxLength: 80 }),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 200 }), (texts) => {
      const read = createTextReader();
      const cells = [...texts, ...texts].flatMap((one) => [one, one]);
      expect(cells.map((one) => cell(read, one))).toEqual(cells.map((one) => Buffer.from(one).toString()));
    }),
  );
});

test("a column of ever new texts, and one of texts that return, are read to the end", () => {
  for (const distinct of [200_000, 9_000]) {
    const read = createTextReader();
    let wrong = 0;
    for (let i = 0; i < 200_000; i++) if (cell(read, `u${i % distinct}`) !== `u${i % distinct}`) wrong++;
    expect(wrong).toBe(0);
  }
});

test("properties are those of their own row, whatever rows came before", () => {
  const value = fc.constantFrom("", "a", "b", 'say "hi"');
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value, value), { maxLength: 60 }), (rows) => {
      const keys = ["__proto__", "plan", "x"];
      const read = propertiesReader(keys.map((key, place) => ({ key, text: (cells) => cells.text(place) })));
      for (const row of rows) {
        const kept = keys.flatMap((key, place) =>
          row[place] === "" ? [] : [`${JSON.stringify(key)}:${JSON.stringify(row[place])}`],
        );
        expect(read({ text: (place) => row[place] ?? "" })).toBe(kept.length === 0 ? null : `{${kept.join(",")}}`);
      }
    }),
  );
});
