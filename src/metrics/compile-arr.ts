import { type Fragment, join, means, name, type Node, sql, value, withSteps } from "../sql/fragment.ts";
import type { Compiled, Request } from "./compiled.ts";
import { condition, groupName } from "./conditions.ts";
import { localDate } from "./local-date.ts";
import type { Metric } from "./metric.ts";
import { endsOf, periodColumn, readsCalendar } from "./period-column.ts";
import { runningSum } from "./running-sum.ts";

/** Compile a metric of kind `standing_arr`, `gained_arr` or `cancelled_arr`. Amounts come apart by currency. */
export function compileArr({ name: metric, measure, basis }: Metric, request: Request): Compiled {
  const onBasis = sql`a."basis" = ${value(basis, "text")}`;
  switch (measure.kind) {
    case "standing_arr":
      return { query: standing(request, onBasis), reading: "as_of", source: "rollup" };
    case "gained_arr": {
      const kinds = sql`a."kind" in (${join(
        measure.kinds.map((kind) => value(kind, "text")),
        ", ",
      )})`;
      return {
        query: flow(request, { table: "arr_movement", moment: "moved", conditions: [onBasis, kinds] }),
        reading: "in_bucket",
        source: "rollup",
      };
    }
    case "cancelled_arr": {
      const conditions = [onBasis, ...ofInterval(measure.of)];
      return {
        query: flow(request, { table: "subscription_end", moment: "ended", conditions }),
        reading: "in_bucket",
        source: "rollup",
      };
    }
    case "event_count":
    case "distinct_users":
    case "trailing_users":
      throw new Error(`"${metric}" is no metric of subscriptions`);
  }
}

function ofInterval(of: "all" | "month" | "year" | "other"): readonly Fragment[] {
  if (of === "all") return [];
  if (of === "other") return [sql`a."billing_interval" not in ('month', 'year')`];
  return [sql`a."billing_interval" = ${value(of, "text")}`];
}

/** Groups of an amount; currencies are never added, so the currency is always one of them. */
function groupsOf({ question }: Request): readonly string[] {
  return question.by.includes("currency") ? question.by : [...question.by, "currency"];
}

function groupColumns(request: Request): readonly Fragment[] {
  return groupsOf(request).map((group) => {
    const kept = group === "currency" && !request.question.by.includes("currency") ? null : request.kept;
    return sql`${groupName(sql`a.${name(group)}`, kept)} as ${name(group)}`;
  });
}

/** Conditions of the question's filters, and none of what has not happened yet at the watermark. */
function commonConditions({ question, state }: Request, moment: "moved" | "ended"): readonly Fragment[] {
  const through = state.completeBefore.subscriptions;
  return [
    ...(through === null ? [] : [sql`a.${name(`${moment}_at`)} < ${value(through, "timestamp")}`]),
    ...question.where.map((filter) => condition(sql`a.${name(filter.dimension)}`, filter)),
  ];
}

/** Local day of a movement or an end, in the question's timezone. */
function dayOf({ question, state }: Request, moment: "moved" | "ended"): Node {
  return question.zone.name === state.zone.name
    ? sql`a.${name(`${moment}_on`)}`
    : localDate(sql`a.${name(`${moment}_at`)}`, question);
}

function standing(request: Request, onBasis: Fragment): Fragment {
  const groups = groupsOf(request).map(name);
  const keys = join([name("changed_at"), ...groups], ", ");
  return withSteps(
    [
      {
        name: "movement",
        body: sql`select ${dayOf(request, "moved")} as "changed_at", ${join(groupColumns(request), ", ")}, a."amount"
from "arr_movement" a
where ${join([onBasis, ...commonConditions(request, "moved")], "\nand ")}`,
      },
    ],
    sql`select "changed_at" as "period", ${join(groups, ", ")}, ${runningSum(sql`sum("amount")`, groups)} as "value"
from "movement"
group by ${keys}
order by ${join([name("period"), ...groups], ", ")}`,
  );
}

interface FlowOptions {
  readonly table: "arr_movement" | "subscription_end";
  readonly moment: "moved" | "ended";
  readonly conditions: readonly Fragment[];
}

function flow(request: Request, { table, moment, conditions }: FlowOptions): Fragment {
  const day = dayOf(request, moment);
  const { first, last } = endsOf(request);
  const keys = join(["period", ...groupsOf(request)].map(name), ", ");
  const range = sql`${day} >= ${value(first.firstDay, "date")} and ${day} < ${value(last.endDay, "date")}`;
  const relations = [
    sql`from ${name(table)} a`,
    ...(readsCalendar(request) ? [sql`join "calendar" c on c."date" = ${day}`] : []),
  ];
  return withSteps(
    [
      {
        name: "flow",
        body: sql`select ${periodColumn(request, { day, hour: null })} as "period", ${join(groupColumns(request), ", ")}, a."amount"
${join(relations, "\n")}
where ${join([range, ...conditions, ...commonConditions(request, moment)], "\nand ")}`,
      },
    ],
    sql`select ${keys}, ${means("as_bigint", sql`sum("amount")`)} as "value"
from "flow"
group by ${keys}
order by ${keys}`,
  );
}
