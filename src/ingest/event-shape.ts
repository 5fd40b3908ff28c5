import { event } from "../schema/tables/event.ts";
import { countryOf } from "./country.ts";
import type { ImportShape } from "./import-shape.ts";
import {
  integerBetween,
  readDimension,
  readInstant,
  readText,
  type Target,
  viewDimension,
  viewInstant,
  viewText,
} from "./target.ts";

/** Prefix of the target that keeps one key of an event's properties: `properties.KEY`. */
export const propertyPrefix = "properties.";

const instant = { read: readInstant, readView: viewInstant, unreadable: "not an instant" } as const;
const text = { read: readText, readView: viewText, unreadable: null } as const;
const dimension = { read: readDimension, readView: viewDimension, unreadable: null } as const;

const targets: readonly Target[] = [
  { name: "user_id", column: "user_id", ...text, missing: "no user" },
  { name: "event_name", column: "event_name", ...text, missing: "no event name" },
  { name: "occurred_at", column: "occurred_at", ...instant, missing: "no instant" },
  { name: "received_at", column: "received_at", ...instant },
  { name: "event_id", column: "event_id", ...text },
  {
    name: "source_seq",
    column: "source_seq",
    read: integerBetween(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    unreadable: "not a whole number",
  },
  { name: "platform", column: "platform", ...dimension },
  { name: "country", column: "country", read: (name) => countryOf(name) ?? undefined, unreadable: null },
  { name: "user_type", column: "user_type", ...dimension },
  { name: "project_id", column: "project_id", ...text },
];

/**
 * Events. What the source does not say is derived: `received_at` is the import's own time, `source_seq` the row's ordinal
 * over the files in their order, `event_id` a hash of the row. An event that lies after its own receipt or after the
 * import is rejected: some clock is wrong, and it would move the watermark.
 */
export const eventShape: ImportShape = {
  kind: "events",
  table: event,
  targets,
  required: ["user_id", "event_name", "occurred_at"],
  timeColumn: "occurred_at",
  check(value, now) {
    const [occurredAt, receivedAt] = [Number(value("occurred_at")), Number(value("received_at"))];
    return occurredAt > receivedAt || occurredAt > now ? { column: "occurred_at", reason: "clock skew" } : null;
  },
};
