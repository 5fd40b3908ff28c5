import { join, means, name, sql, type Step, withSteps } from "../sql/fragment.ts";
import { amountGroups, groupColumns, onBasis } from "./arr-source.ts";
import { monthsBeforeClose } from "./bucket-windows.ts";
import { type ChurnOptions, customerStep, openingSteps } from "./compile-churn.ts";
import type { Compiled, Request } from "./compiled.ts";
import { condition } from "./conditions.ts";
import type { Basis } from "./grain.ts";

/**
 * What lifetime value is made of: `arr` and `customers` at each bucket's close, and of the three months that end with it,
 * each measured by itself, the customers `exposed` and `lost`.
 */
export function compileLifetimeValue(request: Request, basis: Basis | null): Compiled {
  const groups = amountGroups(request);
  const keys = ["period", ...groups];
  const [plain, closing] = [
    join(keys.map(name), ", "),
    join(
      keys.map((key) => sql`s.${name(key)}`),
      ", ",
    ),
  ];
  const query = withSteps(
    [
      ...lifetimeSteps(request, { basis, groups }),
      {
        name: "close",
        body: sql`select ${plain}, sum("amount") as "arr", count(distinct "customer") as "customers" from "standing" group by ${plain}`,
      },
    ],
    sql`select ${closing}, ${means("as_bigint", sql`s."arr"`)} as "arr", s."customers",
  ${means("as_bigint", sql`coalesce(sum(c."is_lost"), 0)`)} as "lost", count(c."customer") as "exposed"
from "close" s
left join "customer" c on ${join(
      keys.map((key) => sql`c.${name(key)} = s.${name(key)}`),
      " and ",
    )}
group by ${closing}, s."arr", s."customers"
order by ${closing}`,
  );
  return { query, reading: "in_bucket", source: "rollup" };
}

/**
 * Steps up to `customer`, who of the three months' exposed is lost, and `standing`, what stands at the close, a row a
 * subscription.
 */
export function lifetimeSteps(request: Request, { basis, groups }: ChurnOptions): readonly Step[] {
  const filters = request.question.where.map((filter) => condition(sql`a.${name(filter.dimension)}`, filter));
  return [
    ...openingSteps(request, { basis, groups, windows: monthsBeforeClose(request) }),
    customerStep(request, { basis, groups }),
    {
      name: "standing",
      body: sql`select ${join([sql`w."period"`, ...groupColumns(groups, request)], ", ")}, a."amount" as "amount", a."user_id" as "customer"
from (select "period", max("closes_at") as "closes_at" from "window" group by "period") w
join "arr_span" a on a."paying_from" < w."closes_at" and (a."paying_to" is null or a."paying_to" >= w."closes_at")
where ${join([onBasis(basis), ...filters], "\nand ")}`,
    },
  ];
}
