import type { DataState } from "../data-state.ts";
import type { Basis, Grain } from "../grain.ts";
import type { Question, QuestionText } from "../question.ts";
import { type FindZone, readQuestion } from "../read-question.ts";
import { canonicalQuestion } from "../shape.ts";

/** A waterfall as it is typed: flags of the command line or parameters of the URL. */
export type ArrText = Pick<QuestionText, "from" | "to" | "grain" | "by" | "where" | "basis" | "timezone" | "weekStart">;

/** A waterfall's question with every default filled in, as it is printed. */
export interface CanonicalArr {
  readonly kind: "arr";
  readonly from: string;
  readonly to: string;
  readonly grain: Grain;
  readonly by: readonly string[];
  readonly where: readonly string[];
  readonly basis: Basis;
  readonly timezone: string;
  readonly weekStart: string;
}

/** Check a waterfall as typed and fill in its defaults. UserErrors: `usage`, and `nothing_loaded` without subscriptions. */
export function readArr(text: ArrText, state: DataState, findZone: FindZone): Question {
  return readQuestion({ ...text, metrics: ["net_new_arr"] }, state, findZone);
}

/** The question as it is printed; the same text means the same answer in one generation. */
export function canonicalArr(question: Question): CanonicalArr {
  const { from, to, grain, by, where, basis, timezone, weekStart } = canonicalQuestion(question);
  return { kind: "arr", from, to, grain, by, where, basis, timezone, weekStart };
}
