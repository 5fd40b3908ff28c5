import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { zipSync } from "fflate";
import type { Workspace } from "../../workspace/open.ts";
import { findMart } from "../../metrics/mart/marts.ts";
import { csvText, mostRows } from "../export-tables.ts";
import { publish } from "../file/publish.ts";
import { martTable } from "../mart-table.ts";
import type { Table } from "../table.ts";
import { choicesOf } from "./choices.ts";
import { connectionOf, fileOf, martsFolder } from "./connection.ts";
import { dashboardFigures } from "./sheets.ts";
import { dataSourceText, workbookSources, workbookText } from "./workbook.ts";

/** The workbook's file, without its ending. */
export const workbookName = "tidemark";

/** Where the workbook goes, and which warehouse it is connected to; none means CSV files. */
export interface ExportTableauOptions {
  readonly out: string;
  readonly warehouse?: string | undefined;
  readonly force?: boolean | undefined;
}

/**
 * Write a workbook with the dashboard (`.twb`), each of its data sources (`.tds`), and both with the marts as CSV in one
 * file (`.twbx`); the names of the files. UserErrors: as `publish`, and `usage` for a warehouse that Tableau cannot be told.
 */
export async function exportTableau(ws: Workspace, options: ExportTableauOptions): Promise<readonly string[]> {
  const { out, warehouse, force = false } = options;
  const connection = connectionOf(warehouse);
  const workbook = `${workbookName}.twb`;
  const packaged = `${workbookName}.twbx`;
  await publish({ out, force, names: [workbook, packaged] }, async (folder) => {
    const tables = await tablesOf(ws);
    const choices = choicesOf(tables, ws.config.currency);
    const csvFiles = { kind: "text", folder: martsFolder } as const;
    const files = tables.map((table) => ({
      path: `${martsFolder}/${fileOf(findMart(table.name))}`,
      text: csvText(table),
    }));
    await writeFile(join(folder, workbook), workbookText(choices, connection));
    await writeFile(
      join(folder, packaged),
      zipped([{ path: workbook, text: workbookText(choices, csvFiles) }, ...files]),
    );
    for (const source of workbookSources(choices)) {
      await writeFile(join(folder, `${source.mart.name}.tds`), dataSourceText(source, choices, connection));
    }
    if (connection.kind !== "text") return;
    await mkdir(join(folder, martsFolder), { recursive: true });
    for (const { path, text } of files) await writeFile(join(folder, path), text);
  });
  return [workbook, packaged];
}

async function tablesOf(ws: Workspace): Promise<readonly Table[]> {
  const names = [...new Set(dashboardFigures.map(({ mart }) => mart))];
  const tables: Table[] = [];
  for (const name of names) tables.push(await martTable(ws, findMart(name), mostRows));
  return tables;
}

/** The least moment that a zip can tell, so that equal files give equal bytes. */
const zipEpoch = "1980-01-01T00:00:00";

function zipped(files: readonly { readonly path: string; readonly text: string }[]): Uint8Array {
  const encoder = new TextEncoder();
  return zipSync(Object.fromEntries(files.map(({ path, text }) => [path, encoder.encode(text)])), {
    mtime: new Date(zipEpoch),
    level: 6,
  });
}
