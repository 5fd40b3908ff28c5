import { UserError } from "../../schema/user-error.ts";
import type { DataState } from "../data-state.ts";
import type { Basis, Grain } from "../grain.ts";
import type { Question, QuestionText } from "../question.ts";
import { type FindZone, readQuestion } from "../read-question.ts";
import { canonicalQuestion } from "../shape.ts";

/** A waterfall as it is typed: flags of the command line or parameters of the URL. */
export type ArrText = Pick<
  QuestionText,
  "from" | "to" | "grain" | "by" | "where" | "basis" | "currency" | "timezone" | "weekStart"
> & {
  /** At which rates amounts are converted: `constant` (default) or `reported`; only with a currency. */
  readonly fx?: string | undefined;
};

/**
 * At which rates amounts are converted. `constant`: all at those of the watermark's day, so that rates move nothing.
 * `reported`: what stands at the rates of the day, what moves at those of its day, and what rates did is the movement `fx`.
 */
export type FxMode = "constant" | "reported";

/** A waterfall's question with every default filled in, as it is printed. */
export interface CanonicalArr {
  readonly kind: "arr";
  readonly from: string;
  readonly to: string;
  readonly grain: Grain;
  readonly by: readonly string[];
  readonly where: readonly string[];
  readonly basis: Basis;
  /** Currency into which amounts were converted, and at which rates; only where one was named. */
  readonly currency?: string;
  readonly fx?: FxMode;
  readonly timezone: string;
  readonly weekStart: string;
}

/** Check a waterfall as typed and fill in its defaults. UserErrors: `usage`, and `nothing_loaded` without subscriptions. */
export function readArr(text: ArrText, state: DataState, findZone: FindZone): Question {
  const { fx: _, ...asked } = text;
  return readQuestion({ ...asked, metrics: ["net_new_arr"] }, state, findZone);
}

/** At which rates a waterfall is converted. UserError `usage` where it is not, or not at all. */
export function readFxMode({ currency, fx, by }: ArrText): FxMode {
  if (currency !== undefined && by?.includes("currency") === true) {
    throw new UserError(
      "usage",
      "--by currency tells currencies apart, and --currency makes them one.",
      "Leave one of the two out.",
    );
  }
  if (fx !== undefined && currency === undefined) {
    throw new UserError(
      "usage",
      "--fx says at which rates amounts are converted.",
      "Name the currency: --currency EUR.",
    );
  }
  if (fx === undefined || fx === "constant") return "constant";
  if (fx === "reported") return fx;
  throw new UserError("usage", `"${fx}" are no rates.`, "Use --fx constant or --fx reported.");
}

/** The question as it is printed; the same text means the same answer in one generation. */
export function canonicalArr(question: Question, fx: FxMode): CanonicalArr {
  const { from, to, grain, by, where, basis, currency, timezone, weekStart } = canonicalQuestion(question);
  const converted = currency === undefined ? {} : { currency, fx };
  return { kind: "arr", from, to, grain, by, where, basis, ...converted, timezone, weekStart };
}
