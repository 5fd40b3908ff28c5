import type { AnswerColumn, AnswerRow } from "../answer.ts";
import { canonicalQuestion } from "../shape.ts";
import type { CanonicalFunnel, FunnelRow } from "./funnel-answer.ts";
import type { FunnelQuestion } from "./funnel-question.ts";

/** The rows of a funnel, one per step, from the rows of its query; here alone integers are divided. */
export function shapeFunnel(rows: readonly AnswerRow[], { steps, order }: FunnelQuestion): readonly FunnelRow[] {
  const byStep = new Map(rows.map((row) => [Number(row["step"]), row]));
  const figure = (step: number, column: string): number => Number(byStep.get(step)?.[column] ?? 0);
  const entered = figure(1, "users");
  return steps.map((event, i) => {
    const step = i + 1;
    const users = figure(step, "users");
    const isTimed = step > 1 && users > 0;
    return {
      step,
      event: order === "any" ? null : event,
      users,
      conversion: entered === 0 ? null : users / entered,
      medianSeconds: isTimed ? (figure(step, "lower_micros") + figure(step, "upper_micros")) / 2_000_000 : null,
      averageSeconds: isTimed ? (figure(step, "seconds") + figure(step, "micros") / 1_000_000) / users : null,
    };
  });
}

const plain = (name: string, unit: string): AnswerColumn => ({ name, unit, additive: false, overlapping: false });

/** What the columns of a funnel's rows mean. */
export const funnelColumns: readonly AnswerColumn[] = [
  plain("step", "number"),
  plain("event", "text"),
  plain("users", "count"),
  plain("conversion", "rate"),
  plain("medianSeconds", "seconds"),
  plain("averageSeconds", "seconds"),
];

/** The funnel with every default filled in, as it is printed. */
export function canonicalFunnel(funnel: FunnelQuestion): CanonicalFunnel {
  const { from, to, where, timezone } = canonicalQuestion(funnel.scope);
  const { steps, windowSeconds, order, ties, maturing } = funnel;
  return { kind: "funnel", steps, windowSeconds, order, ties, maturing, from, to, where, timezone };
}
