import { type Fragment, join, means, name, type Node, sql, value, withSteps } from "../sql/fragment.ts";
import { ledgerStep } from "./arr-source.ts";
import type { Compiled, Request } from "./compiled.ts";

/** How long a trial has to become paying, unless the question says otherwise. */
export const trialWindowSeconds = 30 * 86_400;

/**
 * Trials of each bucket whose window has passed at the watermark (`denominator`), and those of them that paid within it,
 * its end included (`numerator`). Maturing trials, converted or not, are in neither.
 */
export function compileTrials(request: Request): Compiled {
  const { question } = request;
  const keys = join(["period", ...question.by].map(name), ", ");
  const deadline = deadlineOf(request);
  const step = ledgerStep(request, {
    table: "trial",
    moment: "started",
    conditions: hasMatured(request),
    groups: question.by,
    columns: [sql`case when a."paying_at" <= ${deadline} then 1 else 0 end as "is_converted"`],
  });
  const query = withSteps(
    [{ name: "trial_of_bucket", body: step }],
    sql`select ${keys}, ${means("as_bigint", sql`sum("is_converted")`)} as "numerator", count(*) as "denominator"
from "trial_of_bucket"
group by ${keys}
order by ${keys}`,
  );
  return { query, reading: "in_bucket", source: "rollup" };
}

function deadlineOf({ question }: Request): Node {
  return means("add_seconds", sql`a."started_at"`, value(question.windowSeconds ?? trialWindowSeconds, "bigint"));
}

/** The condition that the window of trial `a` has passed at the watermark. */
export function hasMatured(request: Request): readonly Fragment[] {
  const w = request.state.dataThrough.subscriptions;
  return w === null ? [] : [sql`${deadlineOf(request)} <= ${value(w, "timestamp")}`];
}
