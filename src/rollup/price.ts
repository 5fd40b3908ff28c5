import { type Fragment, means, type Node, sql } from "../sql/fragment.ts";

/** `numerator × factor ÷ denominator`, rounded half away from zero; all bigints, the denominator positive. */
function scaled(numerator: Node, factor: Node, denominator: Node): Node {
  const magnitude = means(
    "divide",
    sql`(2 * abs(${numerator}) * ${factor} + ${denominator})`,
    sql`(2 * ${denominator})`,
  );
  return sql`(case when ${numerator} < 0 then -1 else 1 end * ${magnitude})`;
}

/** Invoice net of discounts: the fixed discount first, the basis points on what it leaves, never below 0. */
export function netInvoice(list: Node, discountMinor: Node, basisPoints: Node): Fragment {
  const left = sql`(${list} - ${discountMinor})`;
  return sql`greatest(0, ${left} - ${scaled(left, basisPoints, sql`10000`)})`;
}

/** An invoice as a year's revenue: 52, 12 or 1 invoices a year for week, month and year, divided by the count. */
export function annual(invoice: Node, interval: Node, count: Node): Fragment {
  const perYear = sql`case ${interval} when 'week' then 52 when 'month' then 12 else 1 end`;
  return sql`${scaled(invoice, sql`(${perYear})`, count)}`;
}
