import { eventsWithin, type Fragment, join, means, sql, type Step, withSteps } from "../../sql/fragment.ts";
import { activityDimension, activitySource, dimensionJoins } from "../activity-source.ts";
import { condition, texts } from "../conditions.ts";
import type { DataState } from "../data-state.ts";
import { stepsInAnyOrder } from "./any-order.ts";
import type { FunnelQuestion } from "./funnel-question.ts";
import { stepsInOrder } from "./in-order.ts";
import { occurredWithin } from "../occurred-within.ts";

/**
 * A funnel as one query over the relation `event`. One row per step that somebody reached, in order: `step` (from 1),
 * `users`; and of the times from the step before, 0 at step 1: `seconds` and `micros` (the sum of their whole seconds,
 * and of the microseconds left), `lower_micros` and `upper_micros` (the two middle ones, equal where the number is odd).
 */
export function compileFunnel(funnel: FunnelQuestion, state: DataState): Fragment {
  const chain = funnel.order === "any" ? stepsInAnyOrder(funnel, state) : stepsInOrder(funnel, state);
  return countSteps([funnelActivity(funnel, state), ...chain]);
}

/** The rows of a funnel from the named steps that end in `step_time`: a row for every step that a user took, with its `micros`. */
export function countSteps(chain: readonly Step[]): Fragment {
  const steps: readonly Step[] = [
    ...chain,
    {
      name: "ranked",
      body: sql`select "step", "micros",
  row_number() over (partition by "step" order by "micros") as "place", count(*) over (partition by "step") as "users"
from "step_time"`,
    },
  ];
  const whole = means("divide", sql`"micros"`, sql`1000000`);
  return withSteps(
    steps,
    sql`select "step", count(*) as "users",
  ${means("as_bigint", sql`sum(${whole})`)} as "seconds",
  ${means("as_bigint", sql`sum("micros" - ${whole} * 1000000)`)} as "micros",
  min(case when 2 * "place" >= "users" then "micros" end) as "lower_micros", min(case when 2 * "place" > "users" then "micros" end) as "upper_micros"
from "ranked"
group by "step" order by "step"`,
  );
}

/** The step `activity`: every event that an attempt may look at, numbered per user in the order (occurred_at, source_seq, event_id). */
export function funnelActivity({ scope, steps, windowSeconds, order }: FunnelQuestion, state: DataState): Step {
  const source = activitySource("event", scope, state);
  const until = scope.to + windowSeconds * 1_000_000;
  // Between two steps of a strict funnel stands every event that the filters let through.
  const ofSteps = order === "strict" ? [] : [sql`a."event_name" in (${texts([...new Set(steps)])})`];
  const attempt = occurredWithin({ from: scope.from, to: until });
  const relations = [
    sql`from ${eventsWithin(attempt.instants)} a`,
    ...dimensionJoins(source, { by: [], where: scope.where }),
  ];
  const conditions = [
    attempt,
    ...ofSteps,
    ...scope.where.map((filter) => condition(activityDimension(filter.dimension, source), filter)),
  ];
  const body = sql`select a."user_id" as "who", a."event_name" as "event_name", ${means("micros_of", sql`a."occurred_at"`)} as "at",
  row_number() over (partition by a."user_id" order by a."occurred_at", a."source_seq", a."event_id") as "place"
${join(relations, "\n")}
where ${join(conditions, "\nand ")}`;
  return { name: "activity", body };
}
