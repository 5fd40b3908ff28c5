import { arrMovementQuery } from "../../rollup/arr-movement.ts";
import { arrSpanQuery, type PayingPolicy } from "../../rollup/arr-span.ts";
import { type Fragment, join, means, name, sql, type Step, value, withSteps } from "../../sql/fragment.ts";
import { onBasis } from "../arr-source.ts";
import { bucketWindows, windowStep } from "../bucket-windows.ts";
import type { Request } from "../compiled.ts";
import type { Basis } from "../grain.ts";

/** A ledger that is compared with the one that is loaded. */
export interface OtherLedger {
  readonly paying: PayingPolicy;
  readonly basis: Basis;
  /** The basis at which the loaded ledger is read. */
  readonly ownBasis: Basis;
  /** Only these customers; everybody where it is left out. */
  readonly users?: readonly string[];
}

const figures = ["own_closing", "own_churn", "other_closing", "other_churn"] as const;

function summed(figure: string): Fragment {
  return sql`${means("as_bigint", sql`sum(${name(figure)})`)} as ${name(figure)}`;
}

/** Closing ARR and churn of each bucket by currency, as loaded (`own_…`) and by another policy (`other_…`). */
export function compilePolicyTotals(request: Request, other: OtherLedger): Fragment {
  const sums = join(figures.map(summed), ",\n");
  return withSteps(
    differenceSteps(request, other),
    sql`select "period", "currency",
  ${sums}
from "customer"
group by "period", "currency"
order by "period", "currency"`,
  );
}

/** The customers of whom the two ledgers tell otherwise, those with the greatest difference first; `most` of them at most. */
export function compilePolicyCustomers(request: Request, other: OtherLedger, most: number): Fragment {
  const distance = sql`abs("own_closing" - "other_closing") + abs("own_churn" - "other_churn")`;
  return withSteps(
    differenceSteps(request, other),
    sql`select "period", "currency", "user_id", "own_closing", "own_churn", "other_closing", "other_churn"
from "customer"
where "own_closing" <> "other_closing" or "own_churn" <> "other_churn"
order by ${distance} desc, "period", "currency", "user_id"
limit ${value(most, "integer")}`,
  );
}

function differenceSteps(request: Request, { paying, basis, ownBasis, users }: OtherLedger): readonly Step[] {
  const among =
    users === undefined
      ? sql``
      : sql` and "user_id" in (${join(
          users.map((user) => value(user, "text")),
          ", ",
        )})`;
  const part = (side: "own" | "other", relation: Fragment, at: Basis) => {
    const [closing, churn] = [
      sql`sum("amount")`,
      sql`sum(case when "kind" = 'churn' and "moved_at" >= "opens_at" then -"amount" else 0 end)`,
    ];
    const columns =
      side === "own"
        ? sql`${closing} as "own_closing", ${churn} as "own_churn", 0 as "other_closing", 0 as "other_churn"`
        : sql`0 as "own_closing", 0 as "own_churn", ${closing} as "other_closing", ${churn} as "other_churn"`;
    return sql`select "period", "currency", "user_id", ${columns}
from ${relation} a
join "window" on "moved_at" < "closes_at"
where ${onBasis(at)}${among}
group by "period", "currency", "user_id"`;
  };
  return [
    { name: "arr_span", body: arrSpanQuery(basis, paying) },
    { name: "other_movement", body: arrMovementQuery() },
    { name: "window", body: windowStep(bucketWindows(request)) },
    {
      name: "side",
      body: join(
        [part("own", sql`"arr_movement"`, ownBasis), part("other", sql`"other_movement"`, basis)],
        "\nunion all\n",
      ),
    },
    {
      name: "customer",
      body: sql`select "period", "currency", "user_id",
  ${join(figures.map(summed), ", ")}
from "side"
group by "period", "currency", "user_id"`,
    },
  ];
}
