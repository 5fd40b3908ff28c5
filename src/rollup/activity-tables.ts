import { column, defineTable, optional, type Table } from "../schema/table.ts";

/** Everybody who ever did something, with a small number that stands for the id in the other rollups. */
export const person = defineTable({
  name: "person",
  meaning: "Each user once, with the first day on which they did something.",
  key: ["user_key"],
  columns: {
    user_key: column("integer", { meaning: "Number of the user in this warehouse; means nothing outside it." }),
    user_id: column("text", { meaning: "The user as events name them." }),
    first_active_at: optional("timestamp", { unit: "µs UTC", meaning: "First qualifying event of the default kinds." }),
    first_active_on: optional("date", { meaning: "Local day of first_active_at." }),
    first_event_at: column("timestamp", { unit: "µs UTC", meaning: "First event of any kind." }),
    first_event_on: column("date", { meaning: "Local day of first_event_at." }),
  },
});

/** The kinds of event by the bit that stands for each in `user_day`; the default kinds come first. */
export const eventKind = defineTable({
  name: "event_kind",
  meaning: "Each kind of event once, with its place in the bitmasks of user_day.",
  key: ["event_name"],
  columns: {
    event_key: column("integer", { meaning: "Number of the kind in this warehouse, from 0." }),
    event_name: column("text", { meaning: "What is done." }),
    event_word: column("integer", { meaning: "Which mask it stands in: event_key ÷ 52." }),
    event_bit: column("bigint", { unit: "power of two", meaning: "Its bit in that mask." }),
  },
});

const activityDimensions = {
  platform: optional("text", { meaning: "Where it was done." }),
  country: optional("text", { unit: "ISO 3166-1 alpha-2", meaning: "Where the user was." }),
  user_type: column("text", { unit: "new or returning", meaning: "new on the user's first active day." }),
  user_type_at_event: optional("text", { unit: "new or returning", meaning: "What the source said." }),
} as const;

/**
 * What each user did on each local day, as one bitmask per combination of the event's own dimensions; built in the order
 * of days. Kinds beyond the 52 of a mask stand in rows of the next word.
 */
export const userDay = defineTable({
  name: "user_day",
  meaning: "Which kinds of event a user did on a local day, by the event's own dimensions.",
  key: ["event_date", "user_key", "platform", "country", "user_type_at_event", "event_word"],
  columns: {
    event_date: column("date", { meaning: "Local day of the workspace." }),
    user_key: column("integer", { meaning: "person.user_key" }),
    ...activityDimensions,
    event_word: column("integer", { meaning: "Which 52 kinds the mask is of; 0 for the first." }),
    event_mask: column("bigint", { unit: "bits of event_kind.event_bit", meaning: "The kinds that were done." }),
    events: column("bigint", { unit: "events", meaning: "How many, of these kinds together; duplicates left out." }),
  },
});

/** On which days of a month each user was active, as one bitmask. */
export const userMonth = defineTable({
  name: "user_month",
  meaning: "On which days of a month a user was active, by platform and country.",
  key: ["month_start", "user_key", "platform", "country"],
  columns: {
    month_start: column("date", { meaning: "First day of the month." }),
    user_key: column("integer", { meaning: "person.user_key" }),
    platform: activityDimensions.platform,
    country: activityDimensions.country,
    active_days: column("bigint", { unit: "bit 0 = the 1st", meaning: "The days with a qualifying event." }),
  },
});

/**
 * How long active users had been away: for each day and length of absence how many came. One table answers distinct users
 * of every range of days, trailing windows of every length, first activity and the lifecycle, in the whole or inside one
 * value of one dimension.
 */
export const activityGap = defineTable({
  name: "activity_gap",
  meaning: "How many users were active on a day and had last been active so many days before, by single dimensions.",
  key: ["dimension", "value", "activity", "active_on", "gap_days"],
  columns: {
    dimension: column("text", { unit: "all, platform, country or user_type", meaning: "What it is cut by." }),
    value: optional("text", { meaning: "The dimension's value; activity is looked at inside it alone." }),
    activity: column("text", {
      unit: "activity or an event_name",
      meaning: "activity: any qualifying kind; else that kind alone.",
    }),
    active_on: column("date", { meaning: "A day on which they were active." }),
    gap_days: column("integer", { unit: "days, 0 = never before", meaning: "Days since they were active before." }),
    users: column("bigint", { unit: "users", meaning: "How many." }),
  },
});

/** Events of each local day by kind and every dimension an event has: whatever is counted in events adds up from here. */
export const dayCube = defineTable({
  name: "day_cube",
  meaning: "How many events of one kind happened on a local day, by every dimension of activity.",
  key: ["event_date", "event_name", "platform", "country", "user_type", "user_type_at_event"],
  columns: {
    event_date: column("date", { meaning: "Local day of the workspace." }),
    event_name: column("text", { meaning: "What was done." }),
    ...activityDimensions,
    events: column("bigint", { unit: "events", meaning: "How many, duplicates left out." }),
  },
});

/** What is precomputed of activity. */
export const activityTables: readonly Table[] = [person, eventKind, userDay, userMonth, activityGap, dayCube];
