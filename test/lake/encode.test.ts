import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodeParquet } from "../../src/lake/encode.ts";
import { sha256Of } from "../../src/lake/digest.ts";
import type { ColumnBatch, ColumnData } from "../../src/schema/batch.ts";
import { column, defineTable, optional, type Table } from "../../src/schema/table.ts";
import { calendar } from "../../src/schema/tables/calendar.ts";
import { event } from "../../src/schema/tables/event.ts";
import { tables } from "../../src/schema/tables.ts";
import { batchOf, events, query, readParquet, wordsOf } from "./rows.ts";

/** One column of every type, each of which may be missing. */
const sample = defineTable({
  name: "sample",
  meaning: "One column of every type.",
  key: ["word"],
  columns: {
    word: optional("text", { meaning: "Text." }),
    small: optional("integer", { meaning: "32 bits." }),
    large: optional("bigint", { meaning: "64 bits." }),
    on: optional("date", { meaning: "A date." }),
    at: optional("timestamp", { meaning: "An instant." }),
  },
});

let folder = "";
const at = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-encode-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const encode = (batches: Iterable<ColumnBatch>, path: string, table: Table = event) =>
  encodeParquet({ table, batches, path, encoding: "v2" });

/** A batch of one text column, for the kinds a text column may come in. */
const words = defineTable({
  name: "words",
  meaning: "Texts.",
  key: ["word"],
  columns: { word: optional("text", { meaning: "Text." }) },
});
const wordBatch = (rows: number, word: ColumnData): ColumnBatch => ({ table: words, rows, columns: { word } });

describe("a Parquet file of the lake", () => {
  test("gives back any rows of any batches, with missing values, empty texts, Unicode and the greatest numbers", async () => {
    const value = fc.record({
      word: fc.option(fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("", "a\0b", "👩‍👧", "İi", "'\"\\"))),
      small: fc.option(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
      large: fc.option(fc.maxSafeInteger()),
      on: fc.option(fc.integer({ min: -100_000, max: 100_000 })),
      at: fc.option(fc.integer({ min: -4e15, max: 8e15 })),
    });
    const path = at("any.parquet");
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(value, { maxLength: 40 }), { maxLength: 5 }), async (batches) => {
        await encode(
          batches.map((rows) => batchOf(sample, rows)),
          path,
          sample,
        );
        const wanted = batches
          .flat()
          .map(({ word, small, large, on, at: instant }) => [
            word,
            ...[small, large, on, instant].map((n) => n?.toString() ?? null),
          ]);
        expect(await readParquet(sample, path)).toEqual(wanted);
      }),
      { numRuns: 25 },
    );
  });

  test("keeps the order of 100,003 rows over batches of any size, and finds their first and last instant", async () => {
    const sizes = [1, 2047, 2048, 2049, 0, 50_000, 43_858];
    const batches = sizes.map((size, index) =>
      events(
        sizes.slice(0, index).reduce((sum, n) => sum + n, 0),
        size,
      ),
    );
    const encoded = await encode(batches, at("long.parquet"));
    expect(encoded.rows).toBe(100_003);
    expect(encoded.minInstant).toBe(1_767_225_600_000_000);
    expect(encoded.maxInstant).toBe(1_767_225_600_000_000 + 100_002_000_000);
    const rows = await readParquet(event, at("long.parquet"));
    expect(rows.map((row) => row[0])).toEqual(Array.from({ length: 100_003 }, (_, n) => `e${n}`));
  });

  test("says its size and hash as they are on the disk", async () => {
    const encoded = await encode([events(0, 10)], at("ten.parquet"));
    const bytes = await readFile(at("ten.parquet"));
    expect(encoded).toMatchObject({ rows: 10, bytes: bytes.length, sha256: sha256Of(bytes) });
  });

  test("has the same bytes when the same rows are written again, also at the same time", async () => {
    const paths = ["a", "b", "c"].map((name) => at(`same-${name}.parquet`));
    const [first, second] = await Promise.all(paths.slice(0, 2).map((path) => encode([events(0, 150_000)], path)));
    const third = await encode([events(0, 150_000)], paths[2] ?? "");
    expect(second?.sha256).toBe(first?.sha256);
    expect(third.sha256).toBe(first?.sha256);
  });

  test.each(["v1", "v2"] as const)(
    "holds nothing but UTF8, INT32, INT64, DATE and TIMESTAMP_MICROS in %s encodings",
    async (encoding) => {
      for (const table of tables) {
        const path = at(`empty-${table.name}-${encoding}.parquet`);
        const encoded = await encodeParquet({ table, batches: [], path, encoding });
        expect(encoded).toMatchObject({ rows: 0, minInstant: null, maxInstant: null });
        const stored = await query(
          `select name, type, converted_type from parquet_schema('${path}') where type is not null order by column_id`,
        );
        const kinds = {
          text: ["BYTE_ARRAY", "UTF8"],
          integer: ["INT32", "INT_32"],
          bigint: ["INT64", "INT_64"],
          date: ["INT32", "DATE"],
          timestamp: ["INT64", "TIMESTAMP_MICROS"],
        };
        expect(stored).toEqual(Object.entries(table.columns).map(([name, { type }]) => [name, ...kinds[type]]));
      }
    },
  );

  test("is compressed by zstd, in v1 encodings where older readers need them", async () => {
    const used = async (encoding: "v1" | "v2"): Promise<string> => {
      const path = at(`encodings-${encoding}.parquet`);
      await encodeParquet({ table: event, batches: [events(0, 5000)], path, encoding });
      return (
        await query(`select distinct compression || ' ' || encodings from parquet_metadata('${path}') order by 1`)
      ).join("; ");
    };
    expect(await used("v1")).not.toMatch(/DELTA|SNAPPY|UNCOMPRESSED/);
    expect(await used("v2")).toMatch(/ZSTD.*DELTA/);
  });
});

describe("a column of few texts", () => {
  const few = (codes: readonly number[], dictionary: readonly (string | null)[]): ColumnBatch =>
    wordBatch(codes.length, { kind: "dictionary", codes: Uint8Array.from(codes), dictionary });
  const stored = async (batches: readonly ColumnBatch[]): Promise<readonly (string | null | undefined)[]> => {
    await encode(batches, at("few.parquet"), words);
    return (await readParquet(words, at("few.parquet"))).map((row) => row[0]);
  };

  test("is read back as its texts, a null of the dictionary as missing", async () => {
    expect(await stored([few([0, 2, 1, 0], ["web", null, ""])])).toEqual(["web", "", null, "web"]);
    expect(await stored([few([1, 0, 1], ["web", "ios"])])).toEqual(["ios", "web", "ios"]);
    expect(await stored([few([0, 0], [null])])).toEqual([null, null]);
    expect(await stored([few([0, 1, 2], ["web", "web", "ios"])])).toEqual(["web", "web", "ios"]);
  });

  test("may have more than 255 texts, and codes wider than they need", async () => {
    for (const length of [255, 256]) {
      const many = Array.from({ length }, (_, n) => `t${n}`);
      expect(await stored([few([length - 1, 0], many)])).toEqual([`t${length - 1}`, "t0"]);
    }
    const most = Array.from({ length: 65_535 }, (_, n) => `t${n}`);
    const last: ColumnData = { kind: "dictionary", codes: Uint16Array.of(65_534, 255), dictionary: most };
    expect(await stored([wordBatch(2, last)])).toEqual(["t65534", "t255"]);
    const wide: ColumnData = { kind: "dictionary", codes: Uint16Array.from([1, 0]), dictionary: ["a", "b"] };
    expect(await stored([wordBatch(2, wide)])).toEqual(["b", "a"]);
  });

  test("may bring another dictionary later, as long as the first one listed its texts", async () => {
    expect(await stored([few([0, 1], ["web", "ios"]), few([0, 1], ["ios", "web"])])).toEqual([
      "web",
      "ios",
      "ios",
      "web",
    ]);
    await expect(stored([few([0], ["web"]), few([0], ["tv"])])).rejects.toThrow(
      'Column word met "tv", which the first batch\'s dictionary does not list.',
    );
  });

  test("is refused with more texts than two bytes can number", async () => {
    const tooMany = Array.from({ length: 65_536 }, (_, n) => `t${n}`);
    await expect(stored([few([0], tooMany)])).rejects.toThrow(
      "Column word lists 65536 texts in a dictionary of 65,535 at most.",
    );
  });

  test("is refused with a code outside its dictionary", async () => {
    await expect(stored([few([0, 2], ["web", "ios"])])).rejects.toThrow("Column word has code 2 in a dictionary of 2.");
  });
});

describe("a column of numbered ids", () => {
  test("is read back as prefix and number, or as missing", async () => {
    const numbers = [17, -5, 2 ** 53 - 1, 0];
    const batch = wordBatch(4, {
      kind: "numbered",
      prefix: "it's ",
      words: wordsOf(numbers),
      valid: Uint8Array.of(1, 1, 1, 0),
    });
    await encode([batch], at("ids.parquet"), words);
    expect((await readParquet(words, at("ids.parquet"))).flat()).toEqual([
      "it's 17",
      "it's -5",
      "it's 9007199254740991",
      null,
    ]);
  });

  test("is whole for every number of digits, through the last that fits and the first that does not", async () => {
    const powers = Array.from({ length: 15 }, (_, digits) => 10 ** digits);
    const numbers = [...powers.flatMap((power) => [power - 1, power, 7 * power + 3]), 2 ** 31 - 1, 2 ** 31, 2 ** 32];
    for (const prefix of ["e", "", "ü", "a\0b"]) {
      const batch = wordBatch(numbers.length, { kind: "numbered", prefix, words: wordsOf(numbers) });
      await encode([batch], at("digits.parquet"), words);
      expect((await readParquet(words, at("digits.parquet"))).flat()).toEqual(numbers.map((n) => `${prefix}${n}`));
    }
  });

  test("may stand in the middle of a larger array", async () => {
    const values = wordsOf([9, 9, 1, 2, 3]).subarray(4);
    await encode([wordBatch(3, { kind: "numbered", prefix: "u", words: values })], at("part.parquet"), words);
    expect((await readParquet(words, at("part.parquet"))).flat()).toEqual(["u1", "u2", "u3"]);
  });
});

describe("rows that break their own promise", () => {
  const required = defineTable({
    name: "required",
    meaning: "No gaps.",
    key: ["word"],
    columns: { word: column("text", { meaning: "Text." }) },
  });

  test.each([
    {
      what: "a missing value in a column that has to be filled",
      table: required,
      word: { kind: "text", values: ["a", null] },
      message: "Column word may not be missing, yet is in 1 rows.",
    },
    {
      what: "fewer values than rows",
      table: words,
      word: { kind: "text", values: ["a"] },
      message: "Column word has 1 values for 2 rows.",
    },
    {
      what: "numbers where texts belong",
      table: words,
      word: { kind: "int32", values: Int32Array.of(1, 2) },
      message: "Column word is text, which that kind of data cannot hold.",
    },
  ] as const)("are refused for $what, and leave no file", async ({ table, word, message }) => {
    const path = at("broken.parquet");
    await expect(encode([{ table, rows: 2, columns: { word } }], path, table)).rejects.toThrow(message);
    expect(existsSync(path)).toBe(false);
  });

  test("pass on the very error of the source, which is closed", async () => {
    let closed = false;
    const fault = new Error("line 7 is broken");
    const source = function* (): Generator<ColumnBatch> {
      try {
        yield events(0, 3000);
        throw fault;
      } finally {
        closed = true;
      }
    };
    await expect(encode(source(), at("fault.parquet"))).rejects.toBe(fault);
    expect(closed).toBe(true);
    expect(await readdir(folder)).not.toContain("fault.parquet");
  });

  test("do not reach a table whose column they lack", async () => {
    await expect(encode([{ table: calendar, rows: 1, columns: {} }], at("lack.parquet"), calendar)).rejects.toThrow(
      "A batch of calendar has no column date.",
    );
  });
});
