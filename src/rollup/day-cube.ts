import type { Day } from "../schema/date.ts";
import { type Fragment, join, means, name, type Node, sql, value, withSteps } from "../sql/fragment.ts";
import type { FirstDay } from "./user-day.ts";

/** The days whose events a cube counts, half-open, and whose first day makes a user new. */
export interface CubeOptions {
  readonly first: FirstDay;
  readonly from: Day;
  readonly to: Day;
}

const cut = join(["event_date", "event_name", "platform", "country", "user_type_at_event"].map(name), ", ");

/** Events of `arrived`, as `a`, by all that the cube is cut by except whether the user is new. */
function countOf(joined: Node): Fragment {
  return sql`select a."event_date", a."event_name", a."platform", a."country", a."user_type" as "user_type_at_event",
  ${means("as_bigint", sql`count(*)`)} as "events"
from "arrived" a${joined}
group by a."event_date", a."event_name", a."platform", a."country", a."user_type"`;
}

/**
 * Query that fills `day_cube` from `arrived`, whose events lie in the given days. Events add up, whatever they are cut by;
 * users do not. Few events are those of a user's first day, so only these are compared with `person`: the others are all
 * that remain.
 */
export function dayCubeQuery({ first, from, to }: CubeOptions): Fragment {
  const firstDays = sql`
join "person" p on p."user_id" = a."user_id" and p.${name(first)} = a."event_date"
  and p.${name(first)} >= ${value(from, "date")} and p.${name(first)} < ${value(to, "date")}`;
  return withSteps(
    [
      { name: "counted", body: countOf(sql``) },
      { name: "fresh", body: countOf(firstDays) },
    ],
    sql`select ${cut}, "user_type", "events"
from (
  select ${cut}, 'new' as "user_type", "events"
  from "fresh"
  union all
  select ${cut}, 'returning', ${means("as_bigint", sql`sum("events")`)}
  from (
    select ${cut}, "events"
    from "counted"
    union all
    select ${cut}, -"events"
    from "fresh"
  ) remaining
  group by ${cut}
) cube
where "events" > 0
order by "event_date"`,
  );
}
