import { BIGINT, DATE, ENUM, INTEGER, TIMESTAMP, VARCHAR, type DuckDBType } from "@duckdb/node-api";
import type duckdb from "@duckdb/node-bindings";
import type { ColumnData } from "../schema/batch.ts";
import type { Column } from "../schema/table.ts";
import { numberedText } from "./numbered-text.ts";
import { utf8Text } from "./utf8-text.ts";
import { assignText, copyElements, markMissing, vectorRows, type Slice } from "./vector.ts";

/** How one column of a stream of batches reaches the engine. */
export interface ColumnWriter {
  /** The type of the vectors it fills. */
  readonly type: DuckDBType;
  /** Check a batch's data once, before any of its slices; what it returns fills a vector with one slice. */
  readonly prepare: (data: ColumnData, rows: number) => (vector: duckdb.Vector, slice: Slice) => void;
}

type Of<K extends ColumnData["kind"]> = Extract<ColumnData, { kind: K }>;

/**
 * The writer for `column` when the stream's first batch brings `first`; null (no batch at all) stands for empty data.
 * Later batches must bring the same kind, the same prefix, and no dictionary text that the first did not list: the
 * engine fixes a column's type before the first row. A stream that cannot promise this sends `text`.
 */
export function columnWriter(name: string, column: Column, first: ColumnData | null): ColumnWriter {
  const place = { name, column };
  switch (first?.kind ?? kindOf[column.type]) {
    case "int32":
      return words32(place);
    case "int64":
      return words64(place);
    case "numbered":
      return numbered(place, first?.kind === "numbered" ? first.prefix : "");
    case "dictionary":
      return dictionary(place, first?.kind === "dictionary" ? first.dictionary : []);
    case "utf8":
      return utf8(place);
    case "text":
      return text(place);
  }
}

interface Place {
  readonly name: string;
  readonly column: Column;
}

const kindOf = { text: "text", integer: "int32", date: "int32", bigint: "int64", timestamp: "int64" } as const;

function words32(place: Place): ColumnWriter {
  return {
    type: engineType(place, { integer: INTEGER, date: DATE }),
    prepare: (data, rows) => {
      const { values, valid } = expectKind(place, data, "int32");
      return fixedWidth(place, { values, valid, rows, elements: 1 });
    },
  };
}

function words64(place: Place): ColumnWriter {
  return {
    type: engineType(place, { bigint: BIGINT, timestamp: TIMESTAMP }),
    prepare: (data, rows) => {
      const { words, valid } = expectKind(place, data, "int64");
      return fixedWidth(place, { values: words, valid, rows, elements: 2 });
    },
  };
}

function numbered(place: Place, prefix: string): ColumnWriter {
  const write = numberedText(prefix);
  return {
    type: engineType(place, { text: VARCHAR }),
    prepare: (data, rows) => {
      const { words, valid, prefix: own } = expectKind(place, data, "numbered");
      if (own !== prefix) throw broken(place, `changed its prefix from "${prefix}" to "${own}"`);
      expectLength(place, words.length / 2, rows);
      if (valid !== undefined) expectLength(place, valid.length, rows);
      return (vector, slice) => {
        write(vector, words, slice);
        if (valid !== undefined) allowMissing(place, markMissing(vector, valid, slice));
      };
    },
  };
}

/** A column of enum codes, which Parquet stores as plain UTF-8 with a dictionary page. */
function dictionary(place: Place, texts: readonly (string | null)[]): ColumnWriter {
  const members = [...new Set(texts.filter((value) => value !== null))];
  if (members.length > 65_535) throw broken(place, `lists ${members.length} texts in a dictionary of 65,535 at most`);
  const codeOf = new Map(members.map((value, code) => [value, code]));
  return {
    // An enum needs a member even where every row is null.
    type: engineType(place, { text: ENUM(members.length === 0 ? [""] : members) }),
    prepare: (data, rows) => {
      const own = expectKind(place, data, "dictionary");
      return enumCodes(place, { data: own, rows, members: members.length, codes: recode(place, own, codeOf) });
    },
  };
}

/** The engine's code for each of a batch's own codes; −1 for missing. */
function recode(place: Place, data: Of<"dictionary">, codeOf: ReadonlyMap<string, number>): Int32Array {
  return Int32Array.from(data.dictionary, (value) => {
    if (value === null) return -1;
    const code = codeOf.get(value);
    if (code === undefined) throw broken(place, `met "${value}", which the first batch's dictionary does not list`);
    return code;
  });
}

interface EnumCodes {
  readonly data: Of<"dictionary">;
  readonly rows: number;
  readonly members: number;
  readonly codes: Int32Array;
}

function enumCodes(place: Place, { data, rows, members, codes }: EnumCodes): ReturnType<ColumnWriter["prepare"]> {
  expectLength(place, data.codes.length, rows);
  const greatest = greatestOf(data.codes, rows);
  if (greatest >= codes.length) throw broken(place, `has code ${greatest} in a dictionary of ${codes.length}`);
  // The engine keeps codes in the narrowest unsigned type that holds the number of members.
  const wide = members > 255;
  const same = wide === data.codes instanceof Uint16Array && codes.every((code, own) => code === own);
  if (same) return (vector, slice) => copyElements(vector, data.codes, slice);
  const target = wide ? new Uint16Array(vectorRows) : new Uint8Array(vectorRows);
  const present = new Uint8Array(vectorRows);
  return (vector, { from, count }) => {
    for (let row = 0; row < count; row++) {
      const code = codes[data.codes[from + row] ?? 0] ?? -1;
      present[row] = code < 0 ? 0 : 1;
      target[row] = code < 0 ? 0 : code;
    }
    copyElements(vector, target, { from: 0, count });
    allowMissing(place, markMissing(vector, present, { from: 0, count }));
  };
}

/** The greatest of the first `rows` codes, −1 of none. */
function greatestOf(codes: Uint8Array | Uint16Array, rows: number): number {
  let greatest = -1;
  for (let row = 0; row < rows; row++) greatest = Math.max(greatest, codes[row] ?? 0);
  return greatest;
}

function utf8(place: Place): ColumnWriter {
  const write = utf8Text();
  return {
    type: engineType(place, { text: VARCHAR }),
    prepare: (data, rows) => {
      const own = expectKind(place, data, "utf8");
      const { valid, ends, bytes } = own;
      expectLength(place, ends.length, rows);
      expectTexts(place, { ends, rows, size: bytes.length });
      if (valid !== undefined) expectLength(place, valid.length, rows);
      return (vector, slice) => {
        write(vector, own, slice);
        if (valid !== undefined) allowMissing(place, markMissing(vector, valid, slice));
      };
    },
  };
}

/** Pointers are made of the ends: none may lead outside. */
function expectTexts(place: Place, { ends, rows, size }: { ends: Uint32Array; rows: number; size: number }): void {
  let before = 0;
  for (let row = 0; row < rows; row++) {
    const end = ends[row] ?? 0;
    if (end < before || end > size) throw broken(place, `has a text from byte ${before} to ${end} of ${size}`);
    before = end;
  }
}

/** Texts cross one by one; slower than every other kind. */
function text(place: Place): ColumnWriter {
  return {
    type: engineType(place, { text: VARCHAR }),
    prepare: (data, rows) => {
      const { values } = expectKind(place, data, "text");
      expectLength(place, values.length, rows);
      const present = new Uint8Array(vectorRows);
      return (vector, { from, count }) => {
        for (let row = 0; row < count; row++) {
          const value = values[from + row] ?? null;
          present[row] = value === null ? 0 : 1;
          if (value !== null) assignText(vector, row, value);
        }
        allowMissing(place, markMissing(vector, present, { from: 0, count }));
      };
    },
  };
}

interface FixedWidth {
  readonly values: Int32Array | Uint32Array;
  readonly valid: Uint8Array | undefined;
  readonly rows: number;
  /** Array elements a value takes. */
  readonly elements: 1 | 2;
}

function fixedWidth(place: Place, { values, valid, rows, elements }: FixedWidth): ReturnType<ColumnWriter["prepare"]> {
  expectLength(place, values.length / elements, rows);
  if (valid !== undefined) expectLength(place, valid.length, rows);
  return (vector, { from, count }) => {
    copyElements(vector, values, { from: from * elements, count: count * elements });
    if (valid !== undefined) allowMissing(place, markMissing(vector, valid, { from, count }));
  };
}

function allowMissing(place: Place, missing: number): void {
  if (missing > 0 && !place.column.nullable) throw broken(place, `may not be missing, yet is in ${missing} rows`);
}

function engineType(place: Place, types: Partial<Record<Column["type"], DuckDBType>>): DuckDBType {
  const type = types[place.column.type];
  if (type === undefined) throw broken(place, `is ${place.column.type}, which that kind of data cannot hold`);
  return type;
}

function expectKind<K extends ColumnData["kind"]>(place: Place, data: ColumnData, kind: K): Of<K> {
  if (!isKind(data, kind)) throw broken(place, `changed from ${kind} to ${data.kind} between batches`);
  return data;
}

function isKind<K extends ColumnData["kind"]>(data: ColumnData, kind: K): data is Of<K> {
  return data.kind === kind;
}

function expectLength(place: Place, length: number, rows: number): void {
  if (length < rows) throw broken(place, `has ${length} values for ${rows} rows`);
}

function broken(place: Place, what: string): Error {
  return new Error(`Column ${place.name} ${what}.`);
}
