import { startOfDay } from "../../schema/timezone.ts";
import { type Fragment, join, means, name, type Node, sql, value } from "../../sql/fragment.ts";
import { amountGroups, groupColumns, onBasis } from "../arr-source.ts";
import { bucketKey } from "../bucket-key.ts";
import { compile } from "../compile.ts";
import type { Compiled, Request } from "../compiled.ts";
import { condition } from "../conditions.ts";
import { readingDay, watermarkOf } from "../figures.ts";
import type { Metric } from "../metric.ts";
import { endsOf } from "../period-column.ts";

/**
 * What the figure of the request's only bucket is by definition, read from events, or from the spans during which
 * subscriptions pay. What stands is what its spans say, not what movements add up to. `request` breaks nothing down.
 */
export function compileDefinition(metric: Metric, request: Request): Compiled {
  const { measure, basis } = metric;
  const { kind } = measure;
  const onOne = [onBasis(basis)];
  const atClose = () => closing(metric, request);
  if (kind === "standing_arr") return standing(request, { moments: atClose(), conditions: onOne, figures: [total] });
  if (kind === "opening_arr") {
    return standing(request, { moments: [opening(request, 1)], conditions: onOne, figures: [total] });
  }
  if (kind === "discount_arr") return standing(request, { moments: atClose(), conditions: [], figures: [listLessNet] });
  if (kind === "net_new_arr") {
    return standing(request, { moments: ends(metric, request), conditions: onOne, figures: [total] });
  }
  if (kind === "paying_customers") {
    return standing(request, { moments: atClose(), conditions: onOne, figures: [customers], groups: [] });
  }
  if (kind === "arr_per_customer")
    return standing(request, { moments: atClose(), conditions: onOne, figures: perCustomer });
  return compile(metric, request);
}

const total = sql`${means("as_bigint", sql`sum("amount")`)} as "value"`;

const listLessNet = sql`${means("as_bigint", sql`sum(case when "basis" = 'list' then "amount" else -"amount" end)`)} as "value"`;

const customers = sql`count(distinct "customer") as "value"`;

const perCustomer = [
  sql`${means("as_bigint", sql`sum("amount")`)} as "numerator"`,
  sql`12 * count(distinct "customer") as "denominator"`,
];

/** An instant at which what stands is added (1) or taken off (-1). */
interface Moment {
  readonly at: number;
  readonly sign: 1 | -1;
}

/** The close of the bucket, or the watermark where it comes first. */
function closing(metric: Metric, request: Request): readonly Moment[] {
  const { question, state } = request;
  const { first: bucket } = endsOf(request);
  const w = watermarkOf(metric, state) ?? bucket.to;
  const close = startOfDay(question.zone, readingDay(metric, bucket, { w, question }) + 1);
  return [{ at: Math.min(close, bucket.to, w), sign: 1 }];
}

/** The close of the bucket, and its opening to take off. */
function ends(metric: Metric, request: Request): readonly Moment[] {
  return [...closing(metric, request), opening(request, -1)];
}

function opening(request: Request, sign: Moment["sign"]): Moment {
  return { at: endsOf(request).first.from, sign };
}

interface StandingOptions {
  readonly moments: readonly Moment[];
  readonly conditions: readonly Fragment[];
  readonly figures: readonly Node[];
  readonly groups?: readonly string[];
}

/** What pays at an instant t: spans with paying_from < t ≤ paying_to. */
function standing(request: Request, { moments, conditions, figures, groups }: StandingOptions): Compiled {
  const grouping = groups ?? amountGroups(request);
  const filters = request.question.where.map((filter) => condition(sql`a.${name(filter.dimension)}`, filter));
  const parts = moments.map(({ at, sign }) => {
    const instant = value(at, "timestamp");
    const amount = sign === 1 ? sql`a."amount"` : sql`-a."amount"`;
    const columns = [
      ...groupColumns(grouping, request),
      sql`a."basis"`,
      sql`a."user_id" as "customer"`,
      sql`${amount} as "amount"`,
    ];
    return sql`select ${join(columns, ", ")}
from "arr_span" a
where ${join([sql`a."paying_from" < ${instant} and (a."paying_to" is null or a."paying_to" >= ${instant})`, ...conditions, ...filters], "\nand ")}`;
  });
  const period = sql`${bucketKey(endsOf(request).first.key, request.question)} as "period"`;
  const keys = grouping.map(name);
  const query = sql`with "standing" as (
  ${join(parts, "\nunion all\n")}
)
select ${join([period, ...keys, ...figures], ", ")}
from "standing"
${keys.length === 0 ? sql`` : sql`group by ${join(keys, ", ")}\n`}order by "period"`;
  return { query, reading: "in_bucket", source: "events" };
}
