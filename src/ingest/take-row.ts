import type { PartitionBuffers } from "./partition-buffers.ts";
import type { Records } from "./records.ts";
import { type RejectedRow, rejectRow } from "./rejected-row.ts";
import type { RowReader } from "./row-reader.ts";
import type { RowTally } from "./row-tally.ts";

/** Where the rows of an import go, one by one. */
export interface RowTakers {
  readonly tally: RowTally;
  readonly rows: Pick<PartitionBuffers, "push">;
  readonly onRejected: (row: RejectedRow) => void;
}

/** Take the record at hand as the next row: it is counted, and held or rejected. */
export function takeRow(
  records: Records,
  { file, reader }: { readonly file: string; readonly reader: RowReader },
  { tally, rows, onRejected }: RowTakers,
): void {
  const row = ++tally.rowsRead;
  const fault = records.fault ?? reader.read(records, row);
  if (fault === null) {
    rows.push(reader.values);
    return;
  }
  tally.leaveOut(fault);
  if (fault.isDropped !== true) onRejected(rejectRow({ file, row }, records, fault));
}
