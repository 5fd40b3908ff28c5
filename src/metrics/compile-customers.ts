import { type Fragment, join, means, name, type Node, sql, withSteps } from "../sql/fragment.ts";
import { amountGroups, groupColumns, ledgerConditions, ledgerDay, onBasis } from "./arr-source.ts";
import type { Compiled, Request } from "./compiled.ts";
import type { Basis } from "./grain.ts";
import { runningSum } from "./running-sum.ts";

/** What `compileCustomers` measures. */
export interface CustomersOptions {
  readonly basis: Basis | null;
  /** How many customers pay, or their ARR by twelve times their number (`numerator`, `denominator`). */
  readonly of: "paying_customers" | "arr_per_customer";
}

/**
 * Customers with standing ARR at the close of each day. A customer who pays in two currencies is one customer, unless
 * they are counted by currency.
 */
export function compileCustomers(request: Request, { basis, of }: CustomersOptions): Compiled {
  const grouping = of === "paying_customers" ? request.question.by : amountGroups(request);
  const groups = grouping.map(name);
  const standing = join([...groups, name("customer")], ", ");
  const keys = join([name("changed_at"), ...groups], ", ");
  const customers = runningSum(sql`sum("joins")`, groups);
  const query = withSteps(
    [
      { name: "movement", body: movements(request, { basis, grouping }) },
      {
        name: "customer",
        body: sql`select ${keys}, "change",
  sum("change") over (partition by ${standing} order by "changed_at" rows unbounded preceding) as "stands"
from (
  select ${keys}, "customer", sum("amount") as "change"
  from "movement"
  group by ${keys}, "customer"
) c`,
      },
      {
        name: "step",
        body: sql`select ${keys}, "change",
  case when "stands" > 0 and "stands" = "change" then 1 when "stands" = 0 and "change" < 0 then -1 else 0 end as "joins"
from "customer"`,
      },
    ],
    sql`select
  ${join([sql`"changed_at" as "period"`, ...groups, ...figuresOf(of, { customers, groups })], ",\n")}
from "step"
group by ${keys}
order by ${join([name("period"), ...groups], ", ")}`,
  );
  return { query, reading: "as_of", source: "rollup" };
}

function figuresOf(
  of: CustomersOptions["of"],
  { customers, groups }: { readonly customers: Node; readonly groups: readonly Node[] },
): readonly Fragment[] {
  if (of === "paying_customers") return [sql`${customers} as "value"`];
  return [
    sql`${runningSum(sql`sum("change")`, groups)} as "numerator"`,
    sql`${means("as_bigint", sql`12 * ${customers}`)} as "denominator"`,
  ];
}

function movements(
  request: Request,
  { basis, grouping }: { readonly basis: Basis | null; readonly grouping: readonly string[] },
): Fragment {
  const columns = [
    sql`${ledgerDay(request, "moved")} as "changed_at"`,
    ...groupColumns(grouping, request),
    sql`a."user_id" as "customer"`,
    sql`a."amount"`,
  ];
  return sql`select
  ${join(columns, ",\n")}
from "arr_movement" a
where ${join([onBasis(basis), ...ledgerConditions(request, "moved")], "\nand ")}`;
}
