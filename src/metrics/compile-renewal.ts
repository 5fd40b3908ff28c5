import { join, means, name, sql, type Step, withSteps } from "../sql/fragment.ts";
import { amountGroups, groupColumns, onBasis } from "./arr-source.ts";
import { bucketWindows, windowStep } from "./bucket-windows.ts";
import type { Compiled, Request } from "./compiled.ts";
import { condition } from "./conditions.ts";
import type { Basis } from "./grain.ts";
import { renewalStep, termEnd } from "./term-numbers.ts";

/** What `compileRenewal` measures: all that comes up for renewal, or what of it is pending cancellation. */
export interface RenewalOptions {
  readonly basis: Basis | null;
  readonly of: "all" | "pending_cancel";
}

/** ARR of plans of a year or longer in the instant before their term ends, in the bucket in which it does. */
export function compileRenewal(request: Request, { basis, of }: RenewalOptions): Compiled {
  const groups = amountGroups(request);
  const keys = join(
    ["period", ...groups].map((key) => sql`t.${name(key)}`),
    ", ",
  );
  const filters = request.question.where.map((filter) => condition(sql`a.${name(filter.dimension)}`, filter));
  const isPending = of === "pending_cancel";
  const columns = isPending
    ? sql`a."subscription_id" as "subscription_id", a."basis" as "basis", ${termEnd()} as "term_at"`
    : sql`a."amount" as "amount"`;
  const steps: readonly Step[] = [
    { name: "window", body: windowStep(bucketWindows(request)) },
    { name: "renewal", body: renewalStep() },
    {
      name: "term",
      body: sql`select ${join([sql`w."period"`, ...groupColumns(groups, request)], ", ")}, ${columns}
from "arr_span" a
join "renewal" r on ${termEnd()} > a."paying_from" and (a."paying_to" is null or ${termEnd()} <= a."paying_to")
join "window" w on ${termEnd()} >= w."opens_at" and ${termEnd()} < w."closes_at"
where ${join([onBasis(basis), sql`a."term_months" is not null`, ...filters], "\nand ")}`,
    },
  ];
  const pending = sql`
join "cancel_movement" m on m."basis" = t."basis" and m."subscription_id" = t."subscription_id" and m."kind" = 'pending'
  and m."moved_at" < t."term_at"`;
  const amount = isPending ? sql`m."amount"` : sql`t."amount"`;
  const query = withSteps(
    steps,
    sql`select ${keys}, ${means("as_bigint", sql`sum(${amount})`)} as "value"
from "term" t${isPending ? pending : sql``}
group by ${keys}
order by ${keys}`,
  );
  return { query, reading: "in_bucket", source: "rollup" };
}
