import { defaultActivity } from "../rollup/default-activity.ts";
import { type Fragment, join, name, type Node, sql, value } from "../sql/fragment.ts";
import { activityDimension, type ActivitySource, needsPerson } from "./activity-source.ts";
import type { Request } from "./compiled.ts";
import { condition, groupName } from "./conditions.ts";
import type { EventSet } from "./metric.ts";
import { readsCalendar } from "./period-column.ts";

/** What of the activity a step reads. */
export interface ActivityStepOptions {
  /** Event kinds; null for any. */
  readonly kinds: readonly string[] | null;
  readonly range: Node;
  readonly period: Node;
  /** Whether the step tells the kind as well. */
  readonly withKind?: boolean;
  /** Whether the step tells the local day as well. */
  readonly withDay?: boolean;
}

/** The step `activity`: one row per event, or per user and day of the rollup, that the question looks at. */
export function activityStep(source: ActivitySource, request: Request, options: ActivityStepOptions): Fragment {
  const { question, kept } = request;
  const { kinds, range, period } = options;
  const dimension = (named: string) => activityDimension(named, source);
  const columns = [
    sql`${period} as "period"`,
    ...question.by.map((group) => sql`${groupName(dimension(group), kept)} as ${name(group)}`),
    sql`${source.who} as "who"`,
    sql`${source.events} as "events"`,
    ...(options.withKind === true ? [sql`a."event_name" as "kind"`] : []),
    ...(options.withDay === true ? [sql`${source.day} as "active_on"`] : []),
  ];
  const named = [...question.by, ...question.where.map((filter) => filter.dimension)];
  const relations = [
    sql`from ${source.relation} a`,
    ...(readsCalendar(request) ? [sql`join "calendar" c on c."date" = ${source.day}`] : []),
    ...(named.some((group) => needsPerson(group, source)) ? [source.joinPerson] : []),
  ];
  const conditions = [
    range,
    ...(kinds === null ? [] : [sql`a."event_name" in (${texts(kinds)})`]),
    ...question.where.map((filter) => condition(dimension(filter.dimension), filter)),
  ];
  return sql`select
  ${join(columns, ",\n")}
${join(relations, "\n")}
where ${join(conditions, "\nand ")}`;
}

/** The event kinds that a set stands for in this question; null where any will do. */
export function kindsOf(events: EventSet, { question, state }: Request): readonly string[] | null {
  if (typeof events !== "string") return events;
  if (question.event.includes("*")) return null;
  if (question.event.length > 0) return question.event;
  return events === "activity" && state.hasDefaultActivity ? defaultActivity : null;
}

/** The texts as a list of bound values. */
export function texts(values: readonly string[]): Node {
  return join(
    values.map((given) => value(given, "text")),
    ", ",
  );
}
