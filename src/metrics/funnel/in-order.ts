import { type Fragment, join, means, name, type Node, sql, type Step, value } from "../../sql/fragment.ts";
import type { DataState } from "../data-state.ts";
import { startsInRange, windowMicros } from "./entry.ts";
import type { FunnelQuestion } from "./funnel-question.ts";

/**
 * The named steps from `activity` to `step_time` for steps taken as written. Each user's `timeline` has a row per event
 * or, where the source's order does not matter, per instant; a row knows the place of the next row for every step, so
 * that an attempt is followed from step to step by equality joins.
 */
export function stepsInOrder(funnel: FunnelQuestion, state: DataState): readonly Step[] {
  const { steps } = funnel;
  const byInstant = isByInstant(funnel);
  const last = steps.length;
  return [
    ...(byInstant ? [{ name: "moment", body: momentBody(funnel) }] : []),
    { name: "timeline", body: timelineBody(funnel) },
    { name: "attempt_1", body: entryBody(funnel, state) },
    ...steps.slice(1).map((_, i) => ({ name: `attempt_${i + 2}`, body: attemptBody(funnel, i + 2) })),
    { name: "best", body: bestBody(last) },
    { name: "step_time", body: stepTimeBody(last) },
  ];
}

/** Instants are enough where their order inside is either or none; adjacency without ties still looks at events. */
function isByInstant({ order, ties }: FunnelQuestion): boolean {
  return ties === "either" || (ties === "strict" && order === "ordered");
}

/** The number of the first step that the `number`-th repeats, which names the columns of its kind of event. */
function kindOf({ steps }: FunnelQuestion, number: number): number {
  return steps.indexOf(steps[number - 1] ?? "") + 1;
}

/** The first numbers of the kinds that steps from the `first`-th on have. */
function kindsFrom(funnel: FunnelQuestion, first: number): readonly number[] {
  return [...new Set(funnel.steps.slice(first - 1).map((_, i) => kindOf(funnel, first + i)))];
}

function momentBody(funnel: FunnelQuestion): Fragment {
  const counts = kindsFrom(funnel, 1).map((kind) => {
    return sql`count(case when "event_name" = ${value(funnel.steps[kind - 1] ?? "", "text")} then 1 end) as ${name(`count_${kind}`)}`;
  });
  return sql`select "who", "at", row_number() over (partition by "who" order by "at") as "place", count(*) as "events",
  ${join(counts, ",\n")}
from "activity" group by "who", "at"`;
}

/** Whether a row of the timeline has an event of the kind. */
function has(funnel: FunnelQuestion, kind: number): Fragment {
  return isByInstant(funnel)
    ? sql`${name(`count_${kind}`)} > 0`
    : sql`"event_name" = ${value(funnel.steps[kind - 1] ?? "", "text")}`;
}

function timelineBody(funnel: FunnelQuestion): Fragment {
  const nexts = kindsFrom(funnel, 2).map((kind) => {
    const place = sql`case when ${has(funnel, kind)} then "place" end`;
    const next =
      funnel.order === "strict"
        ? sql`lead(${place}) over (partition by "who" order by "place")`
        : sql`min(${place}) over (partition by "who" order by "place" rows between 1 following and unbounded following)`;
    return sql`${next} as ${name(`next_${kind}`)}`;
  });
  return sql`select ${join([sql`t.*`, ...nexts], ",\n")}
from ${isByInstant(funnel) ? sql`"moment"` : sql`"activity"`} t`;
}

function entryBody(funnel: FunnelQuestion, state: DataState): Fragment {
  return sql`select r."who", r."at" + ${windowMicros(funnel)} as "deadline", r."place" as "place_1", r."at" as "at_1"${nextColumn(funnel, 1)}
from "timeline" r
where ${has(funnel, 1)} and ${startsInRange(funnel, state)}`;
}

function attemptBody(funnel: FunnelQuestion, number: number): Fragment {
  const later =
    funnel.order === "strict" && funnel.ties === "strict" ? sql` and r."at" > a.${name(`at_${number - 1}`)}` : sql``;
  return sql`select a.*, r."place" as ${name(`place_${number}`)}, r."at" as ${name(`at_${number}`)}${nextColumn(funnel, number)}
from ${name(`attempt_${number - 1}`)} a
left join "timeline" r on r."who" = a."who" and r."place" = a.${name(`next_at_${number}`)} and r."at" <= a."deadline"${later}`;
}

/** The place at which the step after the `number`-th, just reached in row `r`, is taken; with a comma before it. */
function nextColumn(funnel: FunnelQuestion, number: number): Fragment {
  const next = number + 1;
  if (next > funnel.steps.length) return sql``;
  const kind = kindOf(funnel, next);
  const column = sql`r.${name(`next_${kind}`)}`;
  return sql`, ${funnel.ties === "either" ? orHere(funnel, number, column) : column} as ${name(`next_at_${next}`)}`;
}

/**
 * Where equal instants stand in either order: here, while this instant has an event of the kind that no earlier step
 * took, else at `next`. A strict funnel may go on only once the instant is used up; the first may keep what came before.
 */
function orHere(funnel: FunnelQuestion, number: number, next: Node): Fragment {
  const kind = kindOf(funnel, number + 1);
  const earlier = funnel.steps.slice(0, number - 1).map((_, i) => i + 1);
  const usedBy = (numbers: readonly number[], here: number): Fragment => {
    const each = numbers.map((step) => sql` + case when a.${name(`place_${step}`)} = r."place" then 1 else 0 end`);
    return sql`${value(here, "integer")}${join(each, "\n")}`;
  };
  const ofKind = earlier.filter((step) => kindOf(funnel, step) === kind);
  const used = usedBy(ofKind, kindOf(funnel, number) === kind ? 1 : 0);
  const goesOn =
    funnel.order === "strict" && number > 1
      ? sql`when a."place_1" = r."place" or r."events" = ${usedBy(earlier, 1)} then ${next}`
      : sql`else ${next}`;
  return sql`case when r.${name(`count_${kind}`)} > ${used} then r."place" ${goesOn} end`;
}

/** Of each user's attempts the one that goes furthest, the earliest among equals. */
function bestBody(last: number): Fragment {
  const missing = Array.from(
    { length: last - 1 },
    (_, i) => sql`case when ${name(`at_${last - i}`)} is null then 1 else 0 end`,
  );
  const preference = join([...missing, name("place_1")], ", ");
  return sql`select * from (
  select a.*, row_number() over (partition by "who" order by ${preference}) as "preference" from ${name(`attempt_${last}`)} a
) p where "preference" = 1`;
}

function stepTimeBody(last: number): Fragment {
  const later = Array.from({ length: last - 1 }, (_, i) => {
    const [at, before] = [name(`at_${i + 2}`), name(`at_${i + 1}`)];
    return sql`select ${value(i + 2, "integer")} as "step", ${at} - ${before} as "micros" from "best" where ${at} is not null`;
  });
  const entered = sql`select ${value(1, "integer")} as "step", ${means("as_bigint", sql`0`)} as "micros" from "best"`;
  return join([entered, ...later], "\nunion all\n");
}
