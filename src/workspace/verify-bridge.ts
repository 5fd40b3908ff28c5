import { readArr } from "../metrics/waterfall/waterfall-question.ts";
import { answerArr } from "./arr.ts";
import type { Engine } from "./measure.ts";
import { readTimezone } from "./timezone.ts";
import type { VerifyFailure } from "./types.ts";
import type { Checked } from "./verify-key.ts";

/**
 * Every month's cancel ARR against the two halves of its bridge, for both price bases and every currency; and churn at
 * cancel against all that the movements say left for good or paused.
 */
export async function cancellationsBridge(engine: Engine): Promise<Checked> {
  if (engine.state.days.subscriptions === null) return { compared: 0, failures: [] };
  const failures: VerifyFailure[] = [];
  let compared = 0;
  for (const basis of ["list", "net"] as const) {
    const { rows } = await answerArr(readArr({ grain: "month", basis }, engine.state, readTimezone), engine);
    for (const row of rows.filter(({ state }) => state !== "future")) {
      const amount = (name: string) => Number(row[name] ?? 0);
      const made = amount("churn_at_cancel") + amount("contraction_by_cancel");
      const left = amount("churn") + amount("pause");
      const where = { grain: "month", period: String(row["period"]), slice: `currency=${row["currency"]} ${basis}` };
      compared += 2;
      if (made !== amount("cancel_arr")) {
        const check = "cancel ARR = churn at cancel + contraction by cancel";
        failures.push({ check, metric: "cancel_arr", ...where, expected: made, got: amount("cancel_arr") });
      }
      if (amount("churn_at_cancel") > left) {
        const check = "churn at cancel ≤ churn + pause";
        failures.push({ check, metric: "churn_at_cancel", ...where, expected: left, got: amount("churn_at_cancel") });
      }
    }
  }
  return { compared, failures };
}
