import { eventsWithin, type Fragment, join, name, type Node, type Span, sql } from "../../sql/fragment.ts";
import { activityDimension, type ActivitySource, dimensionJoins } from "../activity-source.ts";
import type { Request } from "../compiled.ts";
import { condition, texts } from "../conditions.ts";
import { occurredWithin } from "../occurred-within.ts";
import { readsCalendar } from "../period-column.ts";
import type { Behind } from "./behind.ts";

/** That an event is of one of the kinds; nothing where any will do. */
export function ofKinds(kinds: readonly string[] | null): readonly Fragment[] {
  return kinds === null ? [] : [sql`a."event_name" in (${texts(kinds)})`];
}

/** Which events `eventsOf` looks at. */
export interface EventsOptions {
  readonly within: Span;
  readonly conditions: readonly Node[];
  /** Dimensions that the conditions name, beside those of the question's filters. */
  readonly more?: readonly string[];
  /** Whether the bucket of each event is told, so that the calendar `c` is joined where buckets come from it. */
  readonly tellsPeriod?: boolean;
}

/** From `event` as `a`: those `within` some instants that meet the question's filters and the conditions. */
export function eventsOf(
  source: ActivitySource,
  request: Request,
  { within, conditions, more = [], tellsPeriod = false }: EventsOptions,
): Fragment {
  const { where } = request.question;
  const calendar = tellsPeriod && readsCalendar(request) ? [sql`join "calendar" c on c."date" = ${source.day}`] : [];
  const joined = join([sql``, ...calendar, ...dimensionJoins(source, { by: more, where })], "\n");
  const filters = where.map((filter) => condition(activityDimension(filter.dimension, source), filter));
  return sql`from ${eventsWithin(within)} a${joined}
where ${join([occurredWithin(within), ...conditions, ...filters], "\nand ")}`;
}

/** One more figure of every user. */
export interface UserFigure {
  readonly name: string;
  readonly unit: string;
  readonly figure: Node;
}

/** The users of the events `from`, with how many they had, when, and `more`; only those that `having` lets through. */
export function users(from: Fragment, more: readonly UserFigure[], having: Fragment = sql``): Behind {
  const figures: readonly UserFigure[] = [
    { name: "events", unit: "count", figure: sql`count(*)` },
    { name: "first_at", unit: "instant", figure: sql`min(a."occurred_at")` },
    { name: "last_at", unit: "instant", figure: sql`max(a."occurred_at")` },
    ...more,
  ];
  return {
    kind: "users",
    query: sql`select a."user_id" as "user_id",
  ${join(
    figures.map(({ name: column, figure }) => sql`${figure} as ${name(column)}`),
    ",\n",
  )}
${from}
group by a."user_id"${having}`,
    order: ["user_id"],
    columns: [{ name: "user_id", unit: "text" }, ...figures.map(({ name: column, unit }) => ({ name: column, unit }))],
  };
}

/** How many rows stand behind a figure, as `value`: what the figure is by definition where it counts them. */
export function countOfBehind({ query }: Pick<Behind, "query">): Fragment {
  return sql`select count(*) as "value"
from (
  ${query}
) counted`;
}
