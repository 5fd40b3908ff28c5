import { emptyFile } from "./columns-of-file.ts";
import { openRecords } from "./open-records.ts";
import type { FileFormat, InputFile, Records } from "./records.ts";

/** A column, or a path into JSON, with texts that stand in it, the first ones first and each once. */
export interface SampledColumn {
  readonly name: string;
  readonly samples: readonly string[];
  /** Records of the sample in which it is not empty, and how many different texts it has there. */
  readonly filled: number;
  readonly distinct: number;
}

/** What the beginning of a file looks like. */
export interface FileSample {
  readonly records: number;
  readonly columns: readonly SampledColumn[];
}

const sampledRecords = 500;
const mostColumns = 1_000;
const keptSamples = 40;
const deepest = 3;

/**
 * Look at the first 500 records of a file: every column, and every path of the objects in it, three keys deep.
 * @throws UserError `data_quality` where there is no record at all, and what the readers of the format throw.
 */
export async function sampleFile(file: InputFile, format: FileFormat): Promise<FileSample> {
  const seen = new Map<string, Map<string, number>>();
  let records = 0;
  let last: Records | null = null;
  for await (const opened of openRecords(file, { names: [], format })) {
    last = opened;
    while (records < sampledRecords && opened.next()) {
      if (opened.fault !== null) continue;
      records++;
      for (const [name, text] of cellsOf(opened)) note(seen, name, text);
    }
    if (records === sampledRecords) break;
  }
  if (last === null) throw emptyFile(file.name);
  for (const name of last.columns) if (!seen.has(name)) note(seen, name, "");
  const columns = [...seen].map(([name, texts]): SampledColumn => {
    const filled = [...texts.values()].reduce((sum, count) => sum + count, 0);
    return { name, samples: [...texts.keys()].slice(0, keptSamples), filled, distinct: texts.size };
  });
  return { records, columns };
}

function note(seen: Map<string, Map<string, number>>, name: string, text: string): void {
  let texts = seen.get(name);
  if (texts === undefined) {
    if (seen.size === mostColumns) return;
    texts = new Map();
    seen.set(name, texts);
  }
  if (text !== "") texts.set(text, (texts.get(text) ?? 0) + 1);
}

/** The cells of a record; of objects in cells, and of JSON records, every path. */
function* cellsOf(records: Records): Generator<readonly [string, string]> {
  if (records.columns.length === 0) {
    yield* pathsOf("", parsedOf(records.raw().toString("utf8")), 1);
    return;
  }
  for (const [place, name] of records.columns.entries()) {
    const text = records.text(place);
    yield [name, text];
    if (text.startsWith("{")) yield* pathsOf(name, parsedOf(text), 2);
  }
}

function* pathsOf(outer: string, value: unknown, depth: number): Generator<readonly [string, string]> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    const name = outer === "" ? key : `${outer}.${key}`;
    if (typeof inner === "object" && inner !== null) {
      if (depth < deepest) yield* pathsOf(name, inner, depth + 1);
    } else {
      const text = inner === null ? "" : String(inner);
      yield [name, text];
      if (depth < deepest && text.startsWith("{")) yield* pathsOf(name, parsedOf(text), depth + 1);
    }
  }
}

function parsedOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
