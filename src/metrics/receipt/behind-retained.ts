import type { Day } from "../../schema/date.ts";
import { localDayOf } from "../../schema/timezone.ts";
import { join, means, sql, value } from "../../sql/fragment.ts";
import { ledgerConditions, ledgerDay, onBasis } from "../arr-source.ts";
import { yearEarlier } from "../compile-retained.ts";
import type { Request } from "../compiled.ts";
import type { Metric } from "../metric.ts";
import { endsOf } from "../period-column.ts";
import type { Behind } from "./behind.ts";

/**
 * The customers who paid at the opening, with what they had standing then and at the close: of each the smaller of both is
 * retained gross, what stands at the close net.
 */
export function behindRetained(over: "bucket" | "12_months", metric: Metric, request: Request): Behind {
  const { opens, closes } = windowOf(over, request);
  const day = ledgerDay(request, "moved");
  const opening = sql`sum(case when ${day} < ${value(opens, "date")} then a."amount" else 0 end)`;
  const conditions = [
    sql`${day} < ${value(closes, "date")}`,
    onBasis(metric.basis),
    ...ledgerConditions(request, "moved"),
  ];
  return {
    kind: "customers",
    query: sql`select a."user_id", a."currency", ${means("as_bigint", opening)} as "opening",
  ${means("as_bigint", sql`sum(a."amount")`)} as "closing"
from "arr_movement" a
where ${join(conditions, "\nand ")}
group by a."user_id", a."currency"
having ${opening} > 0`,
    order: ["user_id", "currency"],
    columns: [
      { name: "user_id", unit: "text" },
      { name: "currency", unit: "text" },
      { name: "opening", unit: "minor_units" },
      { name: "closing", unit: "minor_units" },
    ],
  };
}

/** The days before which the opening and the close are read. */
function windowOf(over: "bucket" | "12_months", request: Request): { readonly opens: Day; readonly closes: Day } {
  const { first: bucket } = endsOf(request);
  if (over === "bucket") return { opens: bucket.firstDay, closes: bucket.endDay };
  const through = request.state.completeBefore.subscriptions;
  const watermark = through === null ? Infinity : localDayOf(request.question.zone, through - 1) + 1;
  const closes = Math.min(bucket.endDay, watermark);
  return { opens: yearEarlier(closes), closes };
}
