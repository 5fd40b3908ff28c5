import type { Instant } from "../schema/date.ts";
import type { Timezone } from "../schema/timezone.ts";
import { UserError } from "../schema/user-error.ts";
import type { RowCounts } from "./row-tally.ts";
import type { RejectedRow } from "./rejected-row.ts";
import { readInstant } from "./target.ts";

/** Share of rows that may be rejected where `--max-rejected` says nothing. */
export const defaultMaxRejectedRate = 0.01;

/**
 * The instant that `--through` names; without an offset it is local time, and a date alone is the instant at which that
 * local day begins. Null where it is absent. @throws UserError `usage`.
 */
export function parseThrough(text: string | undefined, timezone: Timezone): Instant | null {
  if (text === undefined) return null;
  const instant = readInstant(text, { timezone });
  if (instant !== undefined) return instant;
  throw new UserError(
    "usage",
    `"${text}" is no instant for --through.`,
    "Write 2026-02-01T00:00:00Z, or 2026-02-01 for the beginning of that day.",
  );
}

/** `rate` or the default, 0 to 1. @throws UserError `usage`. */
export function checkRate(rate: number | undefined): number {
  if (rate === undefined) return defaultMaxRejectedRate;
  if (rate >= 0 && rate <= 1) return rate;
  throw new UserError(
    "usage",
    `${rate} is no rate for --max-rejected.`,
    "Write a share from 0 to 1, e.g. 0.05 for 5 %.",
  );
}

/**
 * Refuse an import of which more than `maxRate` was rejected. `first` are its first rejected rows and `quarantine` says
 * where all of them are, null where they were not kept.
 * @throws UserError `data_quality` with the counts by reason, examples, and the ways out.
 */
export function refuseAbove(
  maxRate: number,
  { rowsRead, rowsRejected, reasons }: RowCounts,
  { first, quarantine }: { readonly first: readonly RejectedRow[]; readonly quarantine: string | null },
): void {
  if (rowsRejected === 0 || rowsRejected / rowsRead <= maxRate) return;
  const byReason = Object.entries(reasons).map(([reason, rows]) => `${grouped(rows)} ${reason}`);
  const examples = first.map(({ file, line, column, reason }) => {
    return `${file}:${line} ${reason}${column === null ? "" : ` (${column})`}`;
  });
  const enough = Math.min(1, Math.ceil((rowsRejected / rowsRead) * 100) / 100);
  const look = quarantine === null ? "" : `Look at ${quarantine}, then `;
  throw new UserError(
    "data_quality",
    `${grouped(rowsRejected)} of ${grouped(rowsRead)} rows cannot be loaded (${percent(rowsRejected / rowsRead)}), more than the ${percent(maxRate)} allowed: ${byReason.join(", ")}. First: ${examples.join("; ")}. Nothing was published.`,
    `${look === "" ? "C" : `${look}c`}orrect the mapping or the files, or accept it with --max-rejected ${enough}.`,
  );
}

function percent(rate: number): string {
  return `${Number((100 * rate).toFixed(2))} %`;
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}
