import { join, means, name, type Node, sql, type Step, withSteps } from "../sql/fragment.ts";
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
  const isPending = of === "pending_cancel";
  const steps = termSteps(request, {
    basis,
    columns: [
      ...groupColumns(groups, request),
      ...(isPending
        ? [sql`a."subscription_id" as "subscription_id"`, sql`a."basis" as "basis"`, sql`${termEnd()} as "term_at"`]
        : [sql`a."amount" as "amount"`]),
    ],
  });
  const amount = isPending ? sql`m."amount"` : sql`t."amount"`;
  const query = withSteps(
    steps,
    sql`select ${keys}, ${means("as_bigint", sql`sum(${amount})`)} as "value"
from "term" t${isPending ? pendingBeforeTerm : sql``}
group by ${keys}
order by ${keys}`,
  );
  return { query, reading: "in_bucket", source: "rollup" };
}

/** What was pending of the term `t` in the instant before it ends, as movements `m` to sum. */
export const pendingBeforeTerm = sql`
join "cancel_movement" m on m."basis" = t."basis" and m."subscription_id" = t."subscription_id" and m."kind" = 'pending'
  and m."moved_at" < t."term_at"`;

/** What `termSteps` tells of each term beside the `period` in which it ends. */
interface TermOptions {
  readonly basis: Basis | null;
  readonly columns: readonly Node[];
}

/** Steps up to `term`: each term of a year or longer that ends in a bucket and is paid until then. */
export function termSteps(request: Request, { basis, columns }: TermOptions): readonly Step[] {
  const filters = request.question.where.map((filter) => condition(sql`a.${name(filter.dimension)}`, filter));
  return [
    { name: "window", body: windowStep(bucketWindows(request)) },
    { name: "renewal", body: renewalStep() },
    {
      name: "term",
      body: sql`select ${join([sql`w."period"`, ...columns], ", ")}
from "arr_span" a
join "renewal" r on ${termEnd()} > a."paying_from" and (a."paying_to" is null or ${termEnd()} <= a."paying_to")
join "window" w on ${termEnd()} >= w."opens_at" and ${termEnd()} < w."closes_at"
where ${join([onBasis(basis), sql`a."term_months" is not null`, ...filters], "\nand ")}`,
    },
  ];
}
