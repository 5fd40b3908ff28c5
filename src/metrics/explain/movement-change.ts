import type { AnswerRow } from "../answer.ts";
import type { Metric } from "../metric.ts";
import type { Question } from "../question.ts";
import { losses, type Movement, movements } from "../waterfall/movements.ts";

/** One range of movements, and whether they are added to the change or taken from it. */
export interface MovementRange {
  readonly question: Question;
  readonly sign: 1 | -1;
}

/**
 * The ranges whose movements make the change of `metric`: for ARR that stands, what moved between the two closes; for
 * ARR that moves, what moved now less what moved before. None where movements do not make the metric.
 */
export function movementRanges(metric: Metric, now: Question, before: Question): readonly MovementRange[] {
  switch (kindOf(metric)) {
    case "stands":
      return before.to < now.to ? [{ question: { ...now, from: before.to }, sign: 1 }] : [];
    case "moves":
      return [
        { question: now, sign: 1 },
        { question: before, sign: -1 },
      ];
    case "other":
      return [];
  }
}

function kindOf({ measure, basis }: Metric): "stands" | "moves" | "other" {
  if (basis === null) return "other";
  if (measure.kind === "standing_arr") return "stands";
  return ["net_new_arr", "gained_arr", "lost_arr"].includes(measure.kind) ? "moves" : "other";
}

/** The kinds of movement that make the metric's change, in the waterfall's order. */
export function movementKinds({ measure }: Metric): readonly Movement[] {
  return measure.kind === "gained_arr" || measure.kind === "lost_arr" ? measure.kinds : movements;
}

/** What each kind of movement adds to the change, in the waterfall's order; kinds that add nothing are left out. */
export function movementsCompared(
  metric: Metric,
  parts: readonly { readonly sign: 1 | -1; readonly row: AnswerRow | undefined }[],
): Readonly<Record<string, number>> {
  const { measure } = metric;
  const direction = (kind: Movement) => (measure.kind !== "lost_arr" && losses.some((loss) => loss === kind) ? -1 : 1);
  const sums = movementKinds(metric).map((kind) => {
    const amounts = parts.map(({ sign, row }) => sign * direction(kind) * Number(row?.[kind] ?? 0));
    return [kind, amounts.reduce((sum, amount) => sum + amount, 0)] as const;
  });
  return Object.fromEntries(sums.filter(([, amount]) => amount !== 0));
}
