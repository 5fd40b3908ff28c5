import { join, means, type Node, sql } from "../sql/fragment.ts";

/** The sum of `figure` over all rows of the group up to this one, by `changed_at`. */
export function runningSum(figure: Node, groups: readonly Node[]): Node {
  const partition = groups.length === 0 ? sql`` : sql`partition by ${join(groups, ", ")} `;
  return means("as_bigint", sql`sum(${figure}) over (${partition}order by "changed_at" rows unbounded preceding)`);
}
