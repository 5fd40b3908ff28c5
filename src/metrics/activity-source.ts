import { type Fragment, means, name, type Node, sql, value } from "../sql/fragment.ts";
import { isWholeDays } from "./buckets.ts";
import type { DataState } from "./data-state.ts";
import { localDate, startOfLocalHour } from "./local-date.ts";
import type { Question } from "./question.ts";

/** The relation that activity is read from, as `a`, and how it spells what a question needs. */
export interface ActivitySource {
  readonly kind: "rollup" | "events";
  readonly relation: Node;
  readonly who: Node;
  /** Local day of the question's timezone. */
  readonly day: Node;
  /** Start of the local hour, as a UTC timestamp; only where events are read. */
  readonly hour: Node;
  /** How many events a row stands for. */
  readonly events: Node;
  /** Joins `person` as `p`. */
  readonly joinPerson: Fragment;
  /** The user's first active local day, from `p`. */
  readonly firstActiveDay: Node;
}

/**
 * Where `question` is answered from: the rollup `user_day` wherever it can answer exactly, else the events (hours, another
 * timezone, ranges that cut a day, properties). `fromEvents` asks for the events in any case.
 */
export function activitySource(question: Question, state: DataState, fromEvents: boolean): ActivitySource {
  const dimensions = [...question.by, ...question.where.map(({ dimension }) => dimension)];
  const ownDays = question.zone.name === state.zone.name;
  const needsEvents =
    fromEvents ||
    question.grain === "hour" ||
    !ownDays ||
    (question.grain === "total" && !isWholeDays(question)) ||
    dimensions.some((dimension) => dimension.startsWith("properties."));
  const first = state.hasDefaultActivity ? "first_active" : "first_event";
  const localDay = (instant: Node, stored: Node) => (ownDays ? stored : localDate(instant, question));
  const occurredAt = sql`a."occurred_at"`;
  const shared = {
    hour: startOfLocalHour(occurredAt, question),
    firstActiveDay: localDay(sql`p.${name(`${first}_at`)}`, sql`p.${name(`${first}_on`)}`),
  };
  return needsEvents
    ? {
        ...shared,
        kind: "events",
        relation: name("event"),
        who: sql`a."user_id"`,
        day: localDay(occurredAt, sql`a."event_date"`),
        events: sql`1`,
        joinPerson: sql`join "person" p on p."user_id" = a."user_id"`,
      }
    : {
        ...shared,
        kind: "rollup",
        relation: name("user_day"),
        who: sql`a."user_key"`,
        day: sql`a."event_date"`,
        events: sql`a."events"`,
        joinPerson: sql`join "person" p on p."user_key" = a."user_key"`,
      };
}

/** What a dimension of activity is called in `source`. */
export function activityDimension(dimension: string, source: ActivitySource): Node {
  if (dimension.startsWith("properties.")) {
    return means("property", sql`a."properties"`, value(dimension.slice("properties.".length), "text"));
  }
  switch (dimension) {
    case "user_type":
      return sql`case when ${source.day} = ${source.firstActiveDay} then 'new' else 'returning' end`;
    case "user_type_at_event":
      return source.kind === "events" ? sql`a."user_type"` : sql`a."user_type_at_event"`;
    case "user_id":
      return source.kind === "events" ? sql`a."user_id"` : sql`p."user_id"`;
    default:
      return sql`a.${name(dimension)}`;
  }
}

/** Whether a dimension is read from `person`. */
export function needsPerson(dimension: string, source: ActivitySource): boolean {
  return dimension === "user_type" || (dimension === "user_id" && source.kind === "rollup");
}
