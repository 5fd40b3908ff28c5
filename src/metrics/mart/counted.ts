import { type Fragment, join, means, name, sql } from "../../sql/fragment.ts";
import { compileAll } from "../compile.ts";
import type { Request } from "../compiled.ts";

/**
 * A question's counts as one relation: `period`, the columns of `keys` as `selection` gives them, and each metric by name.
 * A period and group in which none of them counted anything has no row.
 */
export function countedRows(request: Request, selection: Fragment, keys: readonly string[]): Fragment {
  const { metrics } = request.question;
  const parts = compileAll(metrics, request).map(({ metrics: own, compiled }, i) => {
    if (compiled.reading !== "in_bucket") throw new Error("A count that stands is no count of a mart");
    const figures = metrics.map((metric) => {
      const found = own.find((one) => one.metric.name === metric.name);
      return sql`${found === undefined ? sql`0` : name(found.column)} as ${name(metric.name)}`;
    });
    return sql`select "period", ${selection}, ${join(figures, ", ")}
from (
  ${compiled.query}
) ${name(`part_${i + 1}`)}`;
  });
  const all = join(["period", ...keys].map(name), ", ");
  return sql`select ${all}, ${join(
    metrics.map(({ name: metric }) => sql`${means("as_bigint", sql`sum(${name(metric)})`)} as ${name(metric)}`),
    ", ",
  )}
from (
  ${join(parts, "\nunion all\n")}
) parts
group by ${all}`;
}
