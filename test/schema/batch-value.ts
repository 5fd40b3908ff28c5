import { type ColumnBatch, getInt64 } from "../../src/schema/batch.ts";

/** A row's value in one column of a batch: texts as string, everything else as a number. */
export function batchValue({ columns }: ColumnBatch, name: string, row: number): string | number | null {
  const data = columns[name];
  if (data === undefined) throw new Error(`There is no column ${name}.`);
  if ("valid" in data && data.valid !== undefined && data.valid[row] !== 1) return null;
  switch (data.kind) {
    case "int32":
      return data.values[row] ?? Number.NaN;
    case "int64":
      return getInt64(data.words, row);
    case "numbered":
      return `${data.prefix}${getInt64(data.words, row)}`;
    case "dictionary":
      return data.dictionary[data.codes[row] ?? -1] ?? null;
    case "utf8":
      return Buffer.from(data.bytes.subarray(row === 0 ? 0 : data.ends[row - 1], data.ends[row])).toString();
    case "text":
      return data.values[row] ?? null;
  }
}
