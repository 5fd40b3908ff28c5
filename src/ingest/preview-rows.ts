import { formatInstant } from "../schema/date.ts";
import type { Table } from "../schema/table.ts";
import { emptyFile } from "./columns-of-file.ts";
import { createIdMaker } from "./derived-id.ts";
import type { RowValues } from "./import-shape.ts";
import { mappedColumns } from "./mapping.ts";
import { unreadColumns } from "./named-text.ts";
import { openRecords } from "./open-records.ts";
import type { InputFile } from "./records.ts";
import { type RejectedRow, rejectRow } from "./rejected-row.ts";
import { createRowReader, type RowReader, type RowSettings } from "./row-reader.ts";
import { createRowTally, type RowCounts } from "./row-tally.ts";
import { plainValue } from "./text-view.ts";

/** What an import would make of the beginning of a file. */
export interface RowPreview {
  readonly counts: RowCounts;
  /** True where the beginning is all of the file. */
  readonly isWhole: boolean;
  /** The first rows as they would be loaded, by column of the table; instants as text. */
  readonly rows: readonly {
    readonly line: number;
    readonly values: Readonly<Record<string, string | number | null>>;
  }[];
  /** The first rows that would be rejected. */
  readonly rejected: readonly RejectedRow[];
}

/** How many rows a preview shows. */
export const shownRows = 10;

/**
 * Read the first `most` records of a file and keep none of them. @throws UserError where the file cannot be read, or lacks
 * a column the mapping reads.
 */
export async function previewRows(file: InputFile, settings: RowSettings, most = 10_000): Promise<RowPreview> {
  const { mapping } = settings;
  const tally = createRowTally();
  const rows: RowPreview["rows"][number][] = [];
  const rejected: RejectedRow[] = [];
  let reader: RowReader | null = null;
  let isWhole = true;
  const names = mappedColumns(mapping);
  let further: ReadonlySet<string> = new Set();
  for await (const records of openRecords(file, { names, format: mapping.format })) {
    if (reader === null) for (const name of unreadColumns(records.columns, names)) tally.dropColumn(name);
    further = records.further;
    reader ??= createRowReader(settings, {
      file: file.name,
      columns: records.columns,
      idOf: createIdMaker(),
      onUnknown: tally.unknown,
    });
    while (isWhole && records.next()) {
      if (tally.rowsRead === most) {
        isWhole = false;
        break;
      }
      const row = ++tally.rowsRead;
      const fault = records.fault ?? reader.read(records, row);
      if (fault === null) {
        if (rows.length < shownRows)
          rows.push({ line: records.line, values: shownValues(mapping.shape.table, reader.values) });
        continue;
      }
      tally.leaveOut(fault);
      if (fault.isDropped !== true && rejected.length < shownRows)
        rejected.push(rejectRow({ file: file.name, row }, records, fault));
    }
    if (!isWhole) break;
  }
  if (reader === null) throw emptyFile(file.name);
  for (const name of further) tally.dropColumn(name);
  return { counts: tally.counts(), isWhole, rows, rejected };
}

/** The values of a row by the columns of its table; instants as text. */
export function shownValues(table: Table, values: RowValues): RowPreview["rows"][number]["values"] {
  return Object.fromEntries(
    Object.entries(table.columns).map(([name, { type }], place) => {
      const value = plainValue(values[place] ?? null);
      return [name, type === "timestamp" && typeof value === "number" ? formatInstant(value) : value];
    }),
  );
}
