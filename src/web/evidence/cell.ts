import { bucketOf, formatDays } from "../format/date.ts";
import { dimensionTitle, dimensionValue } from "../format/dimension.ts";
import type { Unit } from "../format/number.ts";
import { unitOf } from "../charts/track.ts";
import { type NumberAddress, valueAt } from "../state/number-address.ts";
import type { Answer, AnswerRow } from "../api/contract.ts";

/** An answer of any kind, as far as a number of it needs it. */
export type AnyAnswer = Pick<
  Answer,
  "columns" | "rows" | "timezone" | "generation" | "source" | "dataThrough" | "warnings" | "comparison"
> & {
  readonly question: {
    readonly kind: string;
    readonly from: string;
    readonly to: string;
    readonly grain?: string;
    readonly by?: readonly string[];
    readonly where: readonly string[];
    readonly currency?: string;
    readonly steps?: readonly string[];
  };
};

/** A number of an answer, and what it is a number of. */
export interface Cell {
  /** The metric, or the column where the answer is none of metrics. */
  readonly name: string;
  readonly value: number | null;
  readonly unit: Unit;
  /** The row it stands in; null for a total of the range. */
  readonly row: AnswerRow | null;
  /** When and of whom, as people read it. */
  readonly scope: readonly string[];
}

/** The number that `address` points at in its answer; null where there is none. */
export function cellOf(answer: AnyAnswer, { pointer }: NumberAddress): Cell | null {
  const value = valueAt(answer, pointer);
  if (typeof value !== "number" && value !== null) return null;
  const keys = pointer.split("/").slice(1);
  const rowsAt = keys.indexOf("rows");
  const rowPointer = rowsAt === -1 ? null : `/${keys.slice(0, rowsAt + 2).join("/")}`;
  const row = rowPointer === null ? null : ((valueAt(answer, rowPointer) as AnswerRow | undefined) ?? null);
  const named = keys.slice(rowsAt === -1 ? 1 : rowsAt + 2);
  const name = named[0] === "totals" || named[0] === "changeRate" ? (named[1] ?? "") : (named[0] ?? "");
  return { name, value, unit: unitIn(answer, name), row, scope: scopeOf(answer, { row, named }) };
}

function unitIn(answer: AnyAnswer, name: string): Unit {
  if (name === "rates" || name === "conversion") return { unit: "rate", currency: null };
  return unitOf(answer, name);
}

function scopeOf(
  answer: AnyAnswer,
  { row, named }: { row: AnswerRow | null; named: readonly string[] },
): readonly string[] {
  const { question } = answer;
  const period = row?.["period"] ?? row?.["cohort"];
  const when =
    typeof period === "string" && question.grain !== undefined && question.grain !== "total"
      ? bucketOf(period, question.grain, answer.timezone).label
      : formatDays(question.from.slice(0, 10), question.to.slice(0, 10));
  const groups = (question.by ?? []).map((dimension) => {
    const value = row?.[dimension];
    return `${dimensionTitle(dimension)}: ${typeof value === "string" ? dimensionValue(dimension, value) : "all"}`;
  });
  const filters = question.where.map(spokenCondition);
  const later = named[0] === "values" || named[0] === "rates" ? [`${named[1]} ${question.grain}s on`] : [];
  const isOpen = row?.["state"] === "open";
  const isRestated = row?.["restated"] === true;
  return [
    when,
    ...later,
    ...groups,
    ...filters,
    ...(isOpen ? ["so far"] : []),
    ...(isRestated ? ["restated since it was first complete"] : []),
  ];
}

/** A condition of a question as people read it. */
export function spokenCondition(condition: string): string {
  return condition.replace(/^(\w[\w.]*)(!?)=/, "$1 $2= ");
}

/** A column that is no metric, in words. */
export function columnTitle(name: string): string {
  const words = name
    .replaceAll("_", " ")
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
