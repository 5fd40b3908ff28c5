import { type Fragment, means, type Node, sql } from "../sql/fragment.ts";

/**
 * The step `renewal`: a `number` for the told end of a term, 0, and for each of the 39 that follow it while nobody tells
 * otherwise.
 */
export function renewalStep(): Fragment {
  return sql`select 10 * t."n" + o."n" as "number" from (select 0 as "n" union all select 1 union all select 2 union all select 3) t,
  (select 0 as "n"${ones}) o`;
}

/** The digits behind 0, each a row. */
const ones = sql` union all select 1 union all select 2 union all select 3 union all select 4 union all select 5 union all select 6 union all select 7 union all select 8 union all select 9`;

/** When the term of the span `a` ends for the time that the joined `renewal` row `r` numbers. */
export function termEnd(): Node {
  return means("add_months", sql`a."term_ends_at"`, sql`(r."number" * a."term_months")`);
}
