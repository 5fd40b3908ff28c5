import { didAnyOf } from "../rollup/event-mask.ts";
import { dayOf } from "../schema/date.ts";
import { type Fragment, means, name, type Node, sql, value } from "../sql/fragment.ts";
import { texts } from "./conditions.ts";
import type { DataState } from "./data-state.ts";
import { localDate, startOfLocalHour } from "./local-date.ts";
import type { Question } from "./question.ts";

/** Relations that activity is read from row by row. */
export type ActivityTable = "event" | "day_cube" | "user_day" | "user_month";

/** The relation that activity is read from, as `a`, and how it spells what a question needs. */
export interface ActivitySource {
  readonly kind: "rollup" | "events";
  readonly table: ActivityTable;
  readonly who: Node;
  /** Local day of the question's timezone; of `user_month`, the first of the month. */
  readonly day: Node;
  /** Start of the local hour, as a UTC timestamp; only where events are read. */
  readonly hour: Node;
  /** How many events a row stands for. */
  readonly events: Node;
  /** Joins `person` as `p`. */
  readonly joinPerson: Fragment;
  /** Joins `user_plan` as `u`: what the user pays for at the end of the row's local day; after `joinPerson` for a rollup. */
  readonly joinPlan: Fragment;
  /** The user's first active local day, from `p`; only where events are read. */
  readonly firstActiveDay: Node;
  /** The condition that a row is about any of these kinds of event. */
  readonly isAbout: (kinds: readonly string[]) => Node;
}

/** How `table` spells what `question` needs. */
export function activitySource(table: ActivityTable, question: Question, state: DataState): ActivitySource {
  const byKey = { who: sql`a."user_key"`, joinPerson: sql`join "person" p on p."user_key" = a."user_key"` };
  const byName = { who: sql`a."user_id"`, joinPerson: sql`join "person" p on p."user_id" = a."user_id"` };
  const named = (kinds: readonly string[]) => sql`a."event_name" in (${texts(kinds)})`;
  const occurredAt = sql`a."occurred_at"`;
  const hour = startOfLocalHour(occurredAt, question);
  const rollup = {
    kind: "rollup",
    table,
    hour,
    day: sql`a."event_date"`,
    events: sql`a."events"`,
    joinPlan: planOn(sql`p."user_id"`, sql`a."event_date"`, isOwnDays(question, state) ? null : question),
    firstActiveDay: firstActiveDay(question, state),
  } as const;
  switch (table) {
    case "event": {
      const day = isOwnDays(question, state) ? rollup.day : localDate(occurredAt, question);
      const joinPlan = planOn(sql`a."user_id"`, day, isOwnDays(question, state) ? null : question);
      return { ...rollup, ...byName, kind: "events", day, events: sql`1`, joinPlan, isAbout: named };
    }
    case "day_cube":
      return { ...rollup, ...byName, isAbout: named };
    case "user_day":
      return {
        ...rollup,
        ...byKey,
        // One row is about several kinds at once, unless the question tells them apart.
        isAbout: namesKind(question)
          ? (kinds) => sql`k."event_name" in (${texts(kinds)})`
          : (kinds) => didAnyOf(sql`a`, kinds, state.eventKinds),
      };
    case "user_month":
      return { ...rollup, ...byKey, day: sql`a."month_start"`, events: sql`0`, isAbout: () => sql`1 = 1` };
  }
}

/** A day after all data, and the last that every engine knows. */
const lastOfDays = dayOf(2299, 12, 31);

/** Joins what `user` pays for at the end of `day`; `elsewhere` is the question whose days are not the workspace's. */
function planOn(user: Node, day: Node, elsewhere: Question | null): Fragment {
  const [from, to] =
    elsewhere === null
      ? [sql`u."from_on"`, sql`u."to_on"`]
      : [localDate(sql`u."from_at"`, elsewhere), localDate(sql`u."to_at"`, elsewhere)];
  // Only comparisons of one side with the other: with an "or" between them engines give up hashing and try every pair.
  const until = sql`coalesce(${to}, ${value(lastOfDays, "date")})`;
  return sql`left join "user_plan" u on u."user_id" = ${user} and ${from} <= ${day} and ${until} > ${day}`;
}

/** Whether the question's days are those of the workspace. */
export function isOwnDays({ zone }: Question, state: DataState): boolean {
  return zone.name === state.zone.name;
}

/** Whether the question filters or breaks down by the kind of event. */
function namesKind({ by, where }: Pick<Question, "by" | "where">): boolean {
  return by.includes("event_name") || where.some(({ dimension }) => dimension === "event_name");
}

/** What a dimension of activity is called in `source`. */
export function activityDimension(dimension: string, source: ActivitySource): Node {
  if (dimension.startsWith("properties.")) {
    return means("property", sql`a."properties"`, value(dimension.slice("properties.".length), "text"));
  }
  switch (dimension) {
    case "user_type":
      return source.kind === "rollup"
        ? sql`a."user_type"`
        : sql`case when ${source.day} = ${source.firstActiveDay} then 'new' else 'returning' end`;
    case "user_type_at_event":
      return source.kind === "events" ? sql`a."user_type"` : sql`a."user_type_at_event"`;
    case "user_id":
      return source.kind === "events" ? sql`a."user_id"` : sql`p."user_id"`;
    case "event_name":
      return source.table === "user_day" ? sql`k."event_name"` : sql`a."event_name"`;
    case "plan":
    case "billing_interval":
      return sql`case when u."user_id" is null then 'free' else u.${name(dimension)} end`;
    default:
      return sql`a.${name(dimension)}`;
  }
}

function firstActiveDay(question: Question, state: DataState): Node {
  const first = state.hasDefaultActivity ? "first_active" : "first_event";
  return isOwnDays(question, state)
    ? sql`p.${name(`${first}_on`)}`
    : localDate(sql`p.${name(`${first}_at`)}`, question);
}

/** What must be joined to `source` so that it tells the dimensions that the question names. */
export function dimensionJoins(source: ActivitySource, question: Pick<Question, "by" | "where">): readonly Fragment[] {
  const named = [...question.by, ...question.where.map(({ dimension }) => dimension)];
  const needsPlan = named.includes("plan") || named.includes("billing_interval");
  const needsPerson =
    named.includes(source.kind === "events" ? "user_type" : "user_id") || (needsPlan && source.kind === "rollup");
  const everyKind = means("shared_bits", sql`a."event_mask"`, sql`k."event_bit"`);
  return [
    ...(needsPerson ? [source.joinPerson] : []),
    ...(needsPlan ? [source.joinPlan] : []),
    ...(source.table === "user_day" && namesKind(question)
      ? [sql`join "event_kind" k on k."event_word" = a."event_word" and ${everyKind} <> 0`]
      : []),
  ];
}
