import { defaultActivity } from "../rollup/default-activity.ts";
import { eventsWithin, type Fragment, join, name, type Node, sql } from "../sql/fragment.ts";
import { activityDimension, type ActivitySource, dimensionJoins } from "./activity-source.ts";
import type { Request } from "./compiled.ts";
import { condition, groupName } from "./conditions.ts";
import type { EventSet } from "./metric.ts";
import { readsCalendar } from "./period-column.ts";
import type { OccurredWithin } from "./occurred-within.ts";

/** What of the activity a step reads. */
export interface ActivityStepOptions {
  /** Event kinds; null for any. */
  readonly kinds: readonly string[] | null;
  /** The rows that are read; of events that it names the instants of, no others need to be there. */
  readonly range: Node | OccurredWithin;
  readonly period: Node;
  /** Columns beside `period`, the groups and `who`. */
  readonly columns?: readonly Node[];
}

/** The step `activity`: one row per event, or per row of the rollup, that the question looks at. */
export function activityStep(source: ActivitySource, request: Request, options: ActivityStepOptions): Fragment {
  const { question, kept } = request;
  const { kinds, range, period } = options;
  const dimension = (named: string) => activityDimension(named, source);
  const columns = [
    sql`${period} as "period"`,
    ...question.by.map((group) => sql`${groupName(dimension(group), kept)} as ${name(group)}`),
    ...(source.table === "day_cube" ? [] : [sql`${source.who} as "who"`]),
    ...(options.columns ?? []),
  ];
  const relations = [
    sql`from ${source.table === "event" && "instants" in range ? eventsWithin(range.instants) : name(source.table)} a`,
    ...(readsCalendar(request) ? [sql`join "calendar" c on c."date" = ${source.day}`] : []),
    ...dimensionJoins(source, question),
  ];
  const conditions = [
    range,
    ...(kinds === null || source.table === "user_month" ? [] : [source.isAbout(kinds)]),
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
