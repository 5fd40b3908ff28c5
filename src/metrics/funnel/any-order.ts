import { type Fragment, join, name, sql, type Step, value } from "../../sql/fragment.ts";
import type { DataState } from "../data-state.ts";
import { startsInRange, windowMicros } from "./entry.ts";
import type { FunnelQuestion } from "./funnel-question.ts";

/** One step of a funnel in any order: the `nth` event of a kind fills it. */
interface Place {
  readonly step: string;
  readonly nth: number;
  /** Column of the instant at which it is filled. */
  readonly column: string;
}

/**
 * The named steps from `activity` to `step_time` for steps taken in any order: every event of any step starts an attempt,
 * which fills as many different steps as its window holds; a kind that is named twice needs two events.
 */
export function stepsInAnyOrder(funnel: FunnelQuestion, state: DataState): readonly Step[] {
  const places = funnel.steps.map((step, i): Place => {
    const nth = funnel.steps.slice(0, i + 1).filter((other) => other === step).length;
    return { step, nth, column: `filled_${i + 1}` };
  });
  const repeats = [...new Set(places.map(({ nth }) => nth))].filter((nth) => nth > 1);
  return [
    ...(repeats.length === 0 ? [] : [{ name: "repeated", body: repeatedBody(repeats) }]),
    { name: "timeline", body: timelineBody(places, repeats.length > 0) },
    {
      name: "attempt",
      body: sql`select t.*, "at" + ${windowMicros(funnel)} as "deadline"
from "timeline" t
where ${startsInRange(funnel, state)}`,
    },
    { name: "filled", body: filledBody(places) },
    {
      name: "numbered",
      body: sql`select "who", "place", "at",
  row_number() over (partition by "who", "place" order by "at") as "step",
  lag("at") over (partition by "who", "place" order by "at") as "previous_at",
  count(*) over (partition by "who", "place") as "reached"
from "filled"`,
    },
    {
      name: "step_time",
      body: sql`select "step", coalesce("at" - "previous_at", 0) as "micros"
from (
  select n.*, first_value("place") over (
    partition by "who" order by "reached" desc, "place" rows between unbounded preceding and unbounded following
  ) as "best_place"
  from "numbered" n
) p
where "place" = "best_place"`,
    },
  ];
}

/** Each event with the instant of the second, third … event of its kind, itself being the first. */
function repeatedBody(repeats: readonly number[]): Fragment {
  const laters = repeats.map(
    (nth) =>
      sql`lead("at", ${value(nth - 1, "integer")}) over (partition by "who", "event_name" order by "place") as ${name(`at_${nth}`)}`,
  );
  return sql`select ${join([sql`a.*`, ...laters], ",\n")}
from "activity" a`;
}

/** Each event with the instants at which every step is filled from it on; an instant is empty where it never is. */
function timelineBody(places: readonly Place[], hasRepeats: boolean): Fragment {
  const columns = places.map(({ step, nth, column }) => {
    const at = sql`case when "event_name" = ${value(step, "text")} then ${name(nth === 1 ? "at" : `at_${nth}`)} end`;
    return sql`min(${at}) over (partition by "who" order by "place" rows between current row and unbounded following) as ${name(column)}`;
  });
  return sql`select "who", "place", "at",
  ${join(columns, ",\n")}
from ${name(hasRepeats ? "repeated" : "activity")}`;
}

function filledBody(places: readonly Place[]): Fragment {
  return join(
    places.map(
      ({ column }) =>
        sql`select "who", "place", ${name(column)} as "at" from "attempt" where ${name(column)} <= "deadline"`,
    ),
    "\nunion all\n",
  );
}
