import { type ColumnsOfFile, noSuchColumn } from "./columns-of-file.ts";
import { jsonCellReader } from "./json-value.ts";
import type { TextOf } from "./records.ts";

/** Finds the text of a column by its name. */
export interface NamedTexts {
  has(name: string): boolean;
  /** @throws UserError where there is none. */
  find(name: string): TextOf;
}

/**
 * How the text of a column is found among the columns of a file: by its whole name, or else as a path into a column
 * that holds JSON (`properties.plan`).
 */
export function namedTexts(source: ColumnsOfFile): NamedTexts {
  const { columns } = source;
  const find = (name: string): TextOf => {
    const place = columns.indexOf(name);
    if (place >= 0) return (cells) => cells.text(place);
    const outer = outerColumn(name, columns);
    if (outer === null) throw noSuchColumn(source, name);
    const at = columns.indexOf(outer);
    const read = jsonCellReader(name.slice(outer.length + 1).split("."));
    return (cells) => read(cells.text(at));
  };
  return { find, has: (name) => columns.includes(name) || outerColumn(name, columns) !== null };
}

/** The longest column that `name` leads into, null where there is none. */
export function outerColumn(name: string, columns: readonly string[]): string | null {
  const outer = columns.filter((column) => column !== "" && name.startsWith(`${column}.`));
  return outer.toSorted((a, b) => b.length - a.length)[0] ?? null;
}

/** Those of `columns` that none of `names` reads, whole or in part. */
export function unreadColumns(columns: readonly string[], names: readonly string[]): readonly string[] {
  const read = new Set(names.map((name) => (columns.includes(name) ? name : (outerColumn(name, columns) ?? name))));
  return columns.filter((column) => !read.has(column));
}
