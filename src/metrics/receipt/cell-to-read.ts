import { formatInstant } from "../../schema/date.ts";
import { nearestName, UserError } from "../../schema/user-error.ts";
import type { Bucket } from "../buckets.ts";
import type { DataState } from "../data-state.ts";
import { type Group, groupKey } from "../figures.ts";
import type { FindZone } from "../read-question.ts";
import type { ReceiptText } from "./receipt-question.ts";

/** A receipt's text, and what checks it. */
export interface CellToRead {
  readonly text: ReceiptText;
  readonly state: DataState;
  readonly findZone: FindZone;
  /** What stands behind the point: `dormant` of `lifecycle.dormant`. */
  readonly column: string;
}

/** Where a bucket lies, as a receipt prints it. */
export function placeOf({ period, from, to }: Pick<Bucket, "period" | "from" | "to">): {
  readonly period: string;
  readonly from: string;
  readonly to: string;
} {
  return { period, from: formatInstant(from), to: formatInstant(to) };
}

/** UserError `usage`: the answer has no such column. */
export function noSuchColumn(column: string, columns: readonly string[]): UserError {
  const near = nearestName(column, columns);
  return new UserError(
    "usage",
    `No figure of that answer is called "${column}".`,
    `${near === null ? "" : `Did you mean "${near}"? `}It has ${columns.join(", ")}.`,
  );
}

/** UserError `usage`: the answer has no row of that group. */
export function noSuchGroup(by: readonly string[], group: Group): UserError {
  return new UserError(
    "usage",
    `No row of that answer is of ${by.map((dimension, i) => `${dimension} ${group[i] ?? ""}`).join(", ")}.`,
    "Name a group as the answer prints it; Unknown is a missing value.",
  );
}

/** The row that holds the cell: what `at` says, and the group. UserError `usage` where the answer has none such. */
export function rowOf<T extends Readonly<Record<string, unknown>>>(
  rows: readonly T[],
  {
    at,
    by,
    group,
  }: { readonly at: Readonly<Record<string, unknown>>; readonly by: readonly string[]; readonly group: Group },
): T {
  const isThere = (row: T) =>
    Object.entries(at).every(([name, said]) => row[name] === said) &&
    groupKey(by.map((dimension) => String(row[dimension]))) === groupKey(group);
  const row = rows.find(isThere);
  if (row === undefined) throw noSuchGroup(by, group);
  return row;
}
