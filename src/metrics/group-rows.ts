import type { AnswerRow } from "./answer.ts";
import { type Group, groupKey } from "./figures.ts";
import { compareGroups } from "./shape.ts";

/** Rows of a query by their group. */
export interface GroupedRows {
  /** Every group of the rows, ordered by bytes; one empty group where nothing is broken down. */
  readonly groups: readonly Group[];
  rowsOf(group: Group): readonly AnswerRow[];
}

/** Tell the rows of a query apart by the groups named in `by`. */
export function groupRows(rows: readonly AnswerRow[], by: readonly string[]): GroupedRows {
  const parts = new Map<string, { readonly group: Group; readonly rows: AnswerRow[] }>();
  if (by.length === 0) parts.set(groupKey([]), { group: [], rows: [] });
  for (const row of rows) {
    const group = by.map((dimension) => String(row[dimension]));
    const part = parts.get(groupKey(group)) ?? { group, rows: [] };
    parts.set(groupKey(group), part);
    part.rows.push(row);
  }
  return {
    groups: [...parts.values()].map(({ group }) => group).toSorted(compareGroups),
    rowsOf: (group) => parts.get(groupKey(group))?.rows ?? [],
  };
}
