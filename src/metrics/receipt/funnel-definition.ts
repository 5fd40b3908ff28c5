import { type Fragment, join, name, type Node, sql, type Step, value } from "../../sql/fragment.ts";
import type { DataState } from "../data-state.ts";
import { funnelActivity } from "../funnel/compile-funnel.ts";
import { startsInRange, windowMicros } from "../funnel/entry.ts";
import type { FunnelQuestion } from "../funnel/funnel-question.ts";

/**
 * The named steps that end in `step_time`, as a funnel is defined: from each attempt's last step, the earliest event that
 * may be its next one, looked for among all events of the user. It is slower than what answers run, which numbers each
 * user's events once. A row of `step_time` is a step that a user took in the best attempt: `who`, `step`, `entered_at`
 * and `at` (microseconds since 1970), and `micros` since the step before.
 */
export function funnelDefinition(funnel: FunnelQuestion, state: DataState): readonly Step[] {
  const activity = funnelActivity(funnel, state);
  return [activity, ...(funnel.order === "any" ? inAnyOrder(funnel, state) : inOrder(funnel, state))];
}

function inOrder(funnel: FunnelQuestion, state: DataState): readonly Step[] {
  const numbers = funnel.steps.map((_, i) => i + 1);
  const entry = sql`select e."who", e."place" as "place_1", e."at" as "at_1", e."closes" as "closes_1",
  e."at" + ${windowMicros(funnel)} as "deadline"
from "event_of_user" e
where "event_name" = ${stepName(funnel, 1)} and ${startsInRange(funnel, state)}`;
  const reached = numbers.map(
    (n) => sql`select "who", "place_1", ${value(n, "integer")} as "reached" from ${name(`attempt_${n}`)}`,
  );
  const times = numbers.map((n) => {
    const at = sql`a.${name(`at_${n}`)}`;
    const micros = n === 1 ? sql`${at} - ${at}` : sql`${at} - a.${name(`at_${n - 1}`)}`;
    return sql`select a."who", ${value(n, "integer")} as "step", a."at_1" as "entered_at", ${at} as "at", ${micros} as "micros"
from ${name(`attempt_${n}`)} a
join "best" b on b."who" = a."who" and b."place_1" = a."place_1"`;
  });
  return [
    {
      // Where its instant begins and ends among the user's events: events of one instant may stand in any order.
      name: "event_of_user",
      body: sql`select a.*, min("place") over (partition by "who", "at") as "opens", max("place") over (partition by "who", "at") as "closes"
from "activity" a`,
    },
    { name: "attempt_1", body: entry },
    ...numbers.slice(1).map((n) => ({ name: `attempt_${n}`, body: nextBody(funnel, n) })),
    { name: "reach", body: join(reached, "\nunion all\n") },
    { name: "best", body: furthest("place_1") },
    { name: "step_time", body: join(times, "\nunion all\n") },
  ];
}

function stepName({ steps }: FunnelQuestion, number: number): Node {
  return value(steps[number - 1] ?? "", "text");
}

/** Every attempt that took its `number`-th step: the earliest event that may be it, before the deadline. */
function nextBody(funnel: FunnelQuestion, number: number): Fragment {
  const before = Array.from({ length: number - 1 }, (_, i) => i + 1);
  const kept = join(
    [
      sql`a."who"`,
      sql`a."deadline"`,
      sql`a."closes_1"`,
      ...before.flatMap((n) => [sql`a.${name(`place_${n}`)}`, sql`a.${name(`at_${n}`)}`]),
    ],
    ", ",
  );
  const conditions = [
    sql`e."event_name" = ${stepName(funnel, number)}`,
    sql`e."at" <= a."deadline"`,
    ...follows(funnel, before),
  ];
  // Places follow the instants, so that the smallest of both is one event's.
  return sql`select ${kept}, min(e."place") as ${name(`place_${number}`)}, min(e."at") as ${name(`at_${number}`)}
from ${name(`attempt_${number - 1}`)} a
join "event_of_user" e on e."who" = a."who"
where ${join(conditions, "\nand ")}
group by ${kept}`;
}

/** That the event `e` may follow the steps taken so far. */
function follows({ order, ties }: FunnelQuestion, before: readonly number[]): readonly Fragment[] {
  const last = before.length;
  const [place, at] = [sql`a.${name(`place_${last}`)}`, sql`a.${name(`at_${last}`)}`];
  if (ties !== "either") {
    const next = order === "strict" ? sql`e."place" = ${place} + 1` : sql`e."place" > ${place}`;
    return ties === "strict" ? [next, sql`e."at" > ${at}`] : [next];
  }
  const unused = before.map((n) => sql`e."place" <> a.${name(`place_${n}`)}`);
  if (order !== "strict") return [sql`e."at" >= ${at}`, ...unused];
  // Nothing may stand between: whatever lies after the first instant and before this one was a step itself.
  const used = before.map(
    (n) => sql`case when a.${name(`at_${n}`)} > a."at_1" and a.${name(`at_${n}`)} < e."at" then 1 else 0 end`,
  );
  return [sql`e."at" >= ${at}`, ...unused, sql`e."opens" - a."closes_1" - 1 <= ${join(used, " + ")}`];
}

/** Of each user's attempts in `reach` the one that goes furthest, the earliest among equals, told by its place. */
function furthest(place: string): Fragment {
  return sql`select "who", ${name(place)}, "reached"
from (
  select r.*, row_number() over (partition by "who" order by "reached" desc, ${name(place)}) as "preference"
  from "reach" r
) p
where "preference" = 1`;
}

function inAnyOrder(funnel: FunnelQuestion, state: DataState): readonly Step[] {
  const kinds = [...new Set(funnel.steps)];
  const times = kinds.map((kind) => {
    const often = funnel.steps.filter((step) => step === kind).length;
    return sql`when ${value(kind, "text")} then ${value(often, "integer")}`;
  });
  return [
    {
      name: "attempt",
      body: sql`select "who", "place", "at" as "entered_at", "at" + ${windowMicros(funnel)} as "deadline"
from "activity" t
where ${startsInRange(funnel, state)}`,
    },
    {
      // A step that is named twice takes two events.
      name: "taken",
      body: sql`select a."who", a."place", a."entered_at", e."at", e."event_name",
  row_number() over (partition by a."who", a."place", e."event_name" order by e."place") as "nth"
from "attempt" a
join "activity" e on e."who" = a."who"
where e."place" >= a."place" and e."at" <= a."deadline"`,
    },
    {
      name: "filled",
      body: sql`select t.*, row_number() over (partition by "who", "place" order by "at", "event_name", "nth") as "step"
from "taken" t
where "nth" <= case "event_name" ${join(times, " ")} end`,
    },
    { name: "reach", body: sql`select "who", "place", count(*) as "reached" from "filled" group by "who", "place"` },
    { name: "best", body: furthest("place") },
    {
      name: "step_time",
      body: sql`select f."who", f."step", f."entered_at", f."at",
  f."at" - coalesce(lag(f."at") over (partition by f."who" order by f."step"), f."at") as "micros"
from "filled" f
join "best" b on b."who" = f."who" and b."place" = f."place"`,
    },
  ];
}
