import type { AnswerRow, MetricDescription } from "../api/contract.ts";
import { type NumberAddress, valueAt } from "../state/number-address.ts";
import type { AnyAnswer, Cell } from "./cell.ts";

/** What a receipt is asked for: the figure, and the row of the answer that it stands in; null for a total. */
interface Named {
  readonly metric: string;
  readonly cell: string | null;
}

/** A number, and what it is a figure of where that is a metric. */
interface Figure {
  readonly cell: Cell;
  readonly metric: Pick<MetricDescription, "grains"> | undefined;
}

/** The address of the number's receipt: its question, and which cell of the answer it is; null where it has none. */
export function receiptPath(
  answer: AnyAnswer,
  { path, pointer }: NumberAddress,
  { cell, metric }: Figure,
): string | null {
  const { pathname, searchParams } = new URL(path, window.location.origin);
  const kind = pathname.replace("/v1/", "");
  const named = namedBy[kind]?.(cell, pointer, answer) ?? null;
  if (named === null) return null;
  for (const name of ["metric", "compare", "by"]) searchParams.delete(name);
  searchParams.set("metric", named.metric);
  if (named.cell !== null) searchParams.set("cell", named.cell);
  if (pointer.startsWith("/comparison/")) {
    const range = comparedRange(answer, pointer, metric);
    if (range === null) return null;
    const where = cell.row === null ? answer.question.where : conditionsOf(cell.row, answer, searchParams.has("top"));
    for (const name of ["where", "top"]) searchParams.delete(name);
    for (const condition of where) searchParams.append("where", condition);
    searchParams.set("from", range.from);
    searchParams.set("to", range.to);
    return `/v1/receipt?${searchParams}`;
  }
  if (named.cell === null && (kind === "lifecycle" || kind === "stickiness")) searchParams.delete("grain");
  const by = named.cell === null && kind !== "query" ? [] : groupsOf(kind, answer);
  for (const dimension of by) searchParams.append("by", dimension);
  const { row } = cell;
  if (row !== null) for (const dimension of by) searchParams.append("group", String(row[dimension] ?? "Unknown"));
  return `/v1/receipt?${searchParams}`;
}

/**
 * The filters that leave a row of the comparison. Its groups are those of the answer: in a range of its own another might
 * be missing, or stand in Other.
 */
function conditionsOf(row: AnswerRow, { question, rows }: AnyAnswer, hasOther: boolean): readonly string[] {
  const groups = (question.by ?? []).map((dimension) => ({ dimension, group: String(row[dimension] ?? "Unknown") }));
  return groups.reduce((where, { dimension, group }) => {
    if (!hasOther || group !== "Other") {
      return [...where.filter((one) => !one.startsWith(`${dimension}=`)), `${dimension}=${group}`];
    }
    const named = new Set(rows.map((one) => String(one[dimension] ?? "Unknown")));
    return [...where, ...[...named].filter((one) => one !== "Other").map((one) => `${dimension}!=${one}`)];
  }, question.where);
}

/**
 * The range whose answer shows a number of the comparison; null where none does: of a change, and of the first days of a
 * period that stand beside an open one.
 */
function comparedRange({ comparison, ...answer }: AnyAnswer, pointer: string, metric: Figure["metric"]) {
  const [, part, place] = /^\/comparison\/(rows|totals)\/([^/]+)/.exec(pointer) ?? [];
  if (comparison === undefined || part === undefined) return null;
  if (part === "rows") {
    const state = valueAt(answer, `/rows/${place}/state`);
    return state === "closed" || state === "provisional" ? comparison : null;
  }
  const before = comparison.compared?.before ?? null;
  const isWhole = before?.from === comparison.from && before.to === comparison.to;
  return isWhole || metric?.grains.includes("total") === true ? before : null;
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
