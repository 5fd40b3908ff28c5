import { join, means, name, sql, type Step, withSteps } from "../sql/fragment.ts";
import { amountGroups } from "./arr-source.ts";
import type { Compiled, Request } from "./compiled.ts";

/**
 * What is left of the ARR that stood at each bucket's opening, from `steps` of which the last is `bucket`: by period and
 * group the `change` of everybody, and of those who had ARR at the opening what they `lost` (negative) and what they `moved`
 * all in all. Rows: `opening`, `gross` (what is left of it), `net` (with what those customers added) and `closing` of
 * everybody. A bucket in which nothing moved has no row: everything stays as the row before left it.
 */
export function retainedOfBuckets(request: Request, steps: readonly Step[]): Compiled {
  const groups = amountGroups(request).map(name);
  const keys = join([name("period"), ...groups], ", ");
  const standing: Step = {
    name: "standing",
    body: sql`select ${keys}, "change", "lost", "moved",
  sum("change") over (partition by ${join(groups, ", ")} order by "period" rows unbounded preceding) as "closing"
from "bucket"`,
  };
  const query = withSteps(
    [...steps, standing],
    sql`select ${keys},
  ${means("as_bigint", sql`"closing" - "change"`)} as "opening",
  ${means("as_bigint", sql`"closing" - "change" + "lost"`)} as "gross",
  ${means("as_bigint", sql`"closing" - "change" + "moved"`)} as "net",
  ${means("as_bigint", sql`"closing"`)} as "closing"
from "standing"
order by ${keys}`,
  );
  return { query, reading: "as_of", source: "rollup" };
}
