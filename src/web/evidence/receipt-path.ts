import { type NumberAddress, valueAt } from "../state/number-address.ts";
import type { AnyAnswer, Cell } from "./cell.ts";

/** What a receipt is asked for: the figure, and the row of the answer that it stands in; null for a total. */
interface Named {
  readonly metric: string;
  readonly cell: string | null;
}

/** The address of the number's receipt: its question, and which cell of the answer it is; null where it has none. */
export function receiptPath(answer: AnyAnswer, { path, pointer }: NumberAddress, cell: Cell): string | null {
  const { pathname, searchParams } = new URL(path, window.location.origin);
  const kind = pathname.replace("/v1/", "");
  const named = isCutOff(answer, pointer) ? null : (namedBy[kind]?.(cell, pointer, answer) ?? null);
  if (named === null) return null;
  for (const name of ["metric", "compare", "by"]) searchParams.delete(name);
  searchParams.set("metric", named.metric);
  if (pointer.startsWith("/comparison/") && answer.comparison !== undefined) {
    searchParams.set("from", answer.comparison.from);
    searchParams.set("to", answer.comparison.to);
  }
  if (named.cell === null && (kind === "lifecycle" || kind === "stickiness")) searchParams.delete("grain");
  const by = named.cell === null && kind !== "query" ? [] : groupsOf(kind, answer);
  for (const dimension of by) searchParams.append("by", dimension);
  if (named.cell !== null) searchParams.set("cell", named.cell);
  const { row } = cell;
  if (row !== null) for (const dimension of by) searchParams.append("group", String(row[dimension] ?? "Unknown"));
  return `/v1/receipt?${searchParams}`;
}

/** Whether the number is the first days of a bucket that is compared with an open one: no answer of its own shows it. */
function isCutOff(answer: AnyAnswer, pointer: string): boolean {
  const [, place] = /^\/comparison\/rows\/(\d+)\//.exec(pointer) ?? [];
  return place !== undefined && valueAt(answer, `/rows/${place}/state`) === "open";
}

/** The groups of a row. Currencies that are not converted are never added: every ARR row is of one, asked for or not. */
function groupsOf(kind: string, { question }: AnyAnswer): readonly string[] {
  const asked = question.by ?? [];
  return kind === "arr" && question.currency === undefined
    ? ["currency", ...asked.filter((dimension) => dimension !== "currency")]
    : asked;
}

/** How each kind of answer names its figures. The totals that it counts as other metrics are proven as those. */
const namedBy: Readonly<Record<string, (cell: Cell, pointer: string, answer: AnyAnswer) => Named | null>> = {
  query: ({ name, row }) => ({ metric: name, cell: printed(row?.["period"]) }),
  arr: ({ name, row }) => ({ metric: `arr.${name}`, cell: printed(row?.["period"]) }),
  lifecycle({ name, row }) {
    if (row === null) return name === "new" ? { metric: "new_users", cell: null } : null;
    return { metric: `lifecycle.${name}`, cell: printed(row["period"]) };
  },
  stickiness: ({ row }) =>
    row === null
      ? { metric: "active_users", cell: null }
      : { metric: "stickiness.users", cell: printed(row["activePeriods"]) },
  retention({ name, row }, pointer) {
    const place = name === "size" ? "" : `.${pointer.split("/").at(-1)}`;
    return { metric: `retention.${name}${place}`, cell: printed(row?.["cohort"]) };
  },
  // Its totals are who entered, and the conversion of the last step.
  funnel({ name, row }, _pointer, answer) {
    const step = row?.["step"] ?? (name === "users" ? 1 : answer.question.steps?.length);
    return { metric: `funnel.${name}`, cell: printed(step) };
  },
};

function printed(value: unknown): string | null {
  return typeof value === "string" || typeof value === "number" ? String(value) : null;
}
