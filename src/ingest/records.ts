import type { RowFault } from "./import-shape.ts";
import type { TextView } from "./text-view.ts";

/** The texts of the record at hand, by the place of their column; empty where it has none. */
export interface Cells {
  text(place: number): string;
}

/** The text of one thing in the record at hand. */
export type TextOf = (cells: Cells) => string;

/** The records of one file, whatever its format, taken one after another; a view, valid until the next step. */
export interface Records extends Cells {
  /** The names whose places `text` takes: the header of a table, or the paths asked of JSON. */
  readonly columns: readonly string[];
  /** Names the file has beyond `columns`, as far as they were met. */
  readonly further: ReadonlySet<string>;
  /** Line of the unpacked file on which the record starts, 1 = the first; of Parquet the number of its row. */
  readonly line: number;
  /** Why the record is none, null where its cells can be read. */
  readonly fault: RowFault | null;
  /** True where the record's bytes are not what `raw` shows as text, so that they are kept as they are too. */
  readonly isBinary: boolean;
  /** How the file is written, so that one of its records can be read again on its own. */
  readonly form: RecordForm;
  /** Step to the next record; false where more of the file must come first, or where none is left. */
  next(): boolean;
  /** Point `view` at the text at `place` as it stands in the record; false where it does not stand there byte by byte. */
  locate(place: number, view: TextView): boolean;
  /** The record's own bytes. */
  raw(): Buffer;
  /** The bytes by which a record is known again whatever the mapping; of tables RFC 4180 with commas. */
  canonical(): Buffer;
}

/** How the records of a file are written. */
export interface RecordForm {
  readonly kind: "csv" | "json" | "cells";
  readonly delimiter: string | null;
  readonly quote: "double" | "none";
}

/** How a file is written, where its content does not say so. */
export interface FileFormat {
  readonly kind?: "csv" | "ndjson" | "json" | "parquet" | undefined;
  /** What separates the fields of CSV: one character, or blanks in any number. */
  readonly delimiter?: string | undefined;
  /** The names of the columns of a CSV file that has none in its first line. */
  readonly header?: readonly string[] | undefined;
  /** What encloses the fields of CSV; default `"`, and "none" where quotes are characters like any other. */
  readonly quote?: "double" | "none" | undefined;
}

/** A file to be read. */
export interface InputFile {
  /** As the person named it; in reports and in quarantine. */
  readonly name: string;
  /** Where its bytes are. */
  readonly path: string;
  /** Whether it is CSV that Tidemark exported: texts that a spreadsheet could run bear an apostrophe there. */
  readonly isOwnExport?: boolean | undefined;
}

/** One canonical record of the cells of a table: RFC 4180, quotes only where they are needed. */
export function canonicalCells(cells: readonly string[]): Buffer {
  return Buffer.from(cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(","));
}
