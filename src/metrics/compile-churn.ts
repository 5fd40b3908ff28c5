import { type Fragment, join, means, name, type Node, sql, type Step, withSteps } from "../sql/fragment.ts";
import { amountGroups, groupColumns, onBasis } from "./arr-source.ts";
import { bucketWindows, type Window, windowStep } from "./bucket-windows.ts";
import type { Compiled, Request } from "./compiled.ts";
import { condition } from "./conditions.ts";
import type { Basis } from "./grain.ts";
import { renewalStep, termEnd } from "./term-numbers.ts";

/** What `compileChurn` measures: customers, ARR of the exposed, or ARR that ended although it was not exposed. */
export interface ChurnedOptions {
  readonly basis: Basis | null;
  readonly of: "customers" | "arr" | "early";
}

/** What was exposed at each bucket's opening (`denominator`) and what of it was lost by the close (`numerator`). */
export function compileChurn(request: Request, { basis, of }: ChurnedOptions): Compiled {
  const groups = of === "customers" ? request.question.by : amountGroups(request);
  const keys = join([name("period"), ...groups.map(name)], ", ");
  const options = { basis, groups };
  const steps = openingSteps(request, { ...options, windows: bucketWindows(request) });
  const { lost, exposed } = sumsOf(of);
  const query = withSteps(
    of === "customers" ? [...steps, customerStep(request, options)] : steps,
    sql`select ${keys}, ${means("as_bigint", lost)} as "numerator", ${means("as_bigint", exposed)} as "denominator"
from ${name(of === "customers" ? "customer" : "opening")}
group by ${keys}
order by ${keys}`,
  );
  return { query, reading: "in_bucket", source: "rollup" };
}

function sumsOf(of: ChurnedOptions["of"]): { readonly lost: Node; readonly exposed: Node } {
  if (of === "customers") return { lost: sql`sum("is_lost")`, exposed: sql`count(*)` };
  if (of === "arr") {
    return { lost: sql`sum("is_exposed" * "is_lost" * "amount")`, exposed: sql`sum("is_exposed" * "amount")` };
  }
  return { lost: sql`sum((1 - "is_exposed") * "is_lost" * "amount")`, exposed: sql`sum("amount")` };
}

/** What the steps of churn read. */
export interface ChurnOptions {
  readonly basis: Basis | null;
  readonly groups: readonly string[];
}

/**
 * Steps up to `opening`: one row for each subscription that stood at a window's opening, with whether it was exposed and
 * whether it is lost at the close: ended, neither paused nor replaced, and not back.
 */
export function openingSteps(
  request: Request,
  { basis, groups, windows }: ChurnOptions & { readonly windows: readonly Window[] },
): readonly Step[] {
  const filters = request.question.where.map((filter) => condition(sql`a.${name(filter.dimension)}`, filter));
  return [
    { name: "window", body: windowStep(windows) },
    { name: "renewal", body: renewalStep() },
    {
      name: "term",
      body: sql`select distinct w."opens_at", a."subscription_id", a."paying_from"
from "arr_span" a
cross join "renewal" r
join "window" w on ${termEnd()} >= w."opens_at" and ${termEnd()} < w."ends_at"
where ${onBasis(basis)} and a."term_months" is not null`,
    },
    {
      name: "opening",
      body: sql`select ${join([sql`w."period" as "period", w."opens_at" as "opens_at", w."ends_at" as "ends_at", w."closes_at" as "closes_at"`, ...groupColumns(groups, request)], ", ")}, a."basis" as "basis", a."user_id" as "customer", a."subscription_id" as "subscription_id",
  a."currency" as "paid_in", a."amount" as "amount", case when e."ends_by" = 'end' then 1 else 0 end as "is_lost",
  case when a."term_months" is null or t."subscription_id" is not null then 1 else 0 end as "is_exposed"
from "arr_span" a
join "window" w on a."paying_from" < w."opens_at" and (a."paying_to" is null or a."paying_to" >= w."opens_at")
left join "term" t on t."opens_at" = w."opens_at" and t."subscription_id" = a."subscription_id" and t."paying_from" = a."paying_from"
left join "arr_span" e on e."basis" = a."basis" and e."subscription_id" = a."subscription_id" and e."user_id" = a."user_id"
  and e."currency" = a."currency" and e."ends_by" = 'end' and e."paying_to" >= w."opens_at" and e."paying_to" < w."closes_at"
  and (e."back_at" is null or e."back_at" >= w."closes_at")
where ${join([onBasis(basis), ...filters], "\nand ")}`,
    },
  ];
}

/**
 * The step `customer`: each exposed customer of a window once a group; lost where an exposed subscription is lost and
 * nothing of theirs stands at the close, in whatever slice (in the currency, where the question tells currencies apart).
 */
export function customerStep({ question }: Request, { groups }: ChurnOptions): Step {
  const keys = join(
    ["period", "opens_at", ...groups].map((key) => sql`o.${name(key)}`),
    ", ",
  );
  const ofCurrency = question.where.filter(({ dimension }) => dimension === "currency");
  const kept: readonly Fragment[] = [
    sql`k."basis" = o."basis"`,
    sql`k."user_id" = o."customer"`,
    ...(groups.includes("currency") ? [sql`k."currency" = o."paid_in"`] : []),
    ...ofCurrency.map((filter) => condition(sql`k."currency"`, filter)),
  ];
  return {
    name: "customer",
    body: sql`select ${keys}, o."customer", max(case when k."user_id" is null then o."is_lost" else 0 end) as "is_lost"
from "opening" o
left join "arr_span" k on ${join(kept, " and ")}
  and k."paying_from" < o."closes_at" and (k."paying_to" is null or k."paying_to" >= o."closes_at")
where o."is_exposed" = 1
group by ${keys}, o."customer"`,
  };
}
