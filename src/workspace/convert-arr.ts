import type { AnswerRow } from "../metrics/answer.ts";
import { planConversion, tellRows } from "../metrics/fx/plan-conversion.ts";
import { ratesQuery, readRates } from "../metrics/fx/rates.ts";
import type { Question } from "../metrics/question.ts";
import type { FxMode } from "../metrics/waterfall/waterfall-question.ts";
import type { Engine } from "./measure.ts";

/** Rows of the waterfall of `question` in the one currency it names, at constant rates or as reported. */
export async function convertedRows(
  question: Question,
  fx: FxMode,
  { state, run }: Engine,
): Promise<readonly AnswerRow[]> {
  const currency = question.currency ?? "";
  const rateOn = readRates(await run(ratesQuery(currency)), currency);
  const plan = planConversion(question, state, { fx, rateOn });
  const rows = await Promise.all(
    plan.parts.map(async ({ name, compiled }) => [name, await run(compiled.query)] as const),
  );
  return tellRows(plan, plan.read(new Map(rows)));
}
