import { createHash } from "node:crypto";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../schema/user-error.ts";
import { writeParquetFile } from "../workspace/write-parquet.ts";
import { arrowBytes } from "./file/arrow.ts";
import { csvLines } from "./file/csv.ts";
import { type ManifestEntry, manifestEntry, manifestName, manifestText, readManifest } from "./file/manifest.ts";
import { publish } from "./file/publish.ts";
import type { Table } from "./table.ts";

/** The formats in which tables leave. */
export const tableFormats = ["csv", "parquet", "arrow"] as const;
export type TableFormat = (typeof tableFormats)[number];

/** Most rows that one file takes unless more are asked for: about what a spreadsheet can open. */
export const mostRows = 1_000_000;

/** Where tables go and how. */
export interface ExportOptions {
  readonly format: TableFormat;
  readonly out: string;
  readonly force?: boolean | undefined;
  readonly maxRows?: number | undefined;
}

/** What an export wrote. */
export interface ExportReport {
  readonly out: string;
  readonly files: readonly ManifestEntry[];
}

/**
 * Write tables into a folder, one file each, and `manifest.json` beside them; all of them or none. `tables` is called once
 * it is known that they may be written. UserErrors: as `publish`, and `usage` where a table has too many rows.
 */
export async function exportTables(
  options: ExportOptions,
  names: readonly string[],
  tables: () => Promise<readonly Table[]>,
): Promise<ExportReport> {
  const { format, out, force = false, maxRows = mostRows } = options;
  const files = names.map((name) => `${name}.${format}`);
  const entries: ManifestEntry[] = [];
  await publish({ out, force, names: files, replaces: [manifestName], last: manifestName }, async (folder) => {
    for (const table of await tables()) {
      refuseAbove(maxRows, table);
      const name = `${table.name}.${format}`;
      entries.push(manifestEntry(table, { name, ...(await writeTable(join(folder, name), format, table)) }));
    }
    const previous = readManifest(await readFile(join(out, manifestName), "utf8").catch(() => "")) ?? [];
    await writeFile(join(folder, manifestName), manifestText(entries, previous));
  });
  return { out, files: entries };
}

function refuseAbove(most: number, { name, rows }: Table): void {
  if (rows.length <= most) return;
  throw new UserError(
    "usage",
    `"${name}" has more than ${most} rows.`,
    "Ask for a shorter range, a coarser grain or fewer groups, or allow more with --max-rows.",
  );
}

async function writeTable(path: string, format: TableFormat, table: Table) {
  if (format === "parquet") await writeParquetFile(path, table);
  else await writeFile(path, format === "csv" ? csvText(table) : arrowBytes(table));
  const sha256 = createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
  return { bytes: (await stat(path)).size, sha256 };
}

/** A table as CSV: the names of its columns, then its rows; no cell is a formula. */
export function csvText({ columns, rows }: Table): string {
  return csvLines([
    columns.map(({ name }) => name),
    ...rows.map((row) => columns.map(({ name }) => row[name] ?? null)),
  ]);
}
