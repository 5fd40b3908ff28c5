import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodeParquet } from "../../src/lake/encode.ts";
import type { ColumnBatch, ColumnData } from "../../src/schema/batch.ts";
import { defineTable, optional } from "../../src/schema/table.ts";
import { readParquet } from "./rows.ts";

const words = defineTable({
  name: "words",
  meaning: "Texts.",
  key: ["word"],
  columns: { word: optional("text", { meaning: "Text." }) },
});
const wordBatch = (rows: number, word: ColumnData): ColumnBatch => ({ table: words, rows, columns: { word } });

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-utf8-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function stored(batch: ColumnBatch): Promise<readonly (string | null | undefined)[]> {
  const path = join(folder, "words.parquet");
  await encodeParquet({ table: words, batches: [batch], path, encoding: "v2" });
  return (await readParquet(words, path)).map((row) => row[0]);
}

describe("a column of texts as bytes", () => {
  const spelled = (texts: readonly (string | null)[]): ColumnData => {
    const parts = texts.map((value) => Buffer.from(value ?? ""));
    const ends = new Uint32Array(texts.length);
    parts.forEach((part, row) => (ends[row] = part.length + (row === 0 ? 0 : (ends[row - 1] ?? 0))));
    const valid = Uint8Array.from(texts, (value) => (value === null ? 0 : 1));
    return { kind: "utf8", bytes: Buffer.concat(parts), ends, valid };
  };

  test("is read back, short and long texts in any order, over slices of the engine's", async () => {
    const text = fc.oneof(fc.string({ unit: "grapheme", maxLength: 30 }), fc.constantFrom("a\0b", "x".repeat(13), ""));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(text), { minLength: 1, maxLength: 40 }), async (texts) => {
        const many = Array.from({ length: 2_050 }, (_, row) => texts[row % texts.length] ?? null);
        expect(await stored(wordBatch(many.length, spelled(many)))).toEqual(many);
      }),
      { numRuns: 6 },
    );
  });

  test("is refused where a text would end outside the bytes, or before it begins", async () => {
    const ending = (...ends: number[]): ColumnBatch =>
      wordBatch(2, { kind: "utf8", bytes: Buffer.from("abcd"), ends: Uint32Array.from(ends) });
    await expect(stored(ending(2, 5))).rejects.toThrow("Column word has a text from byte 2 to 5 of 4.");
    await expect(stored(ending(3, 2))).rejects.toThrow("from byte 3 to 2 of 4");
  });
});
