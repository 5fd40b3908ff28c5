import { type Fragment, means, type Node, sql } from "../sql/fragment.ts";

/** The local wall-clock time of an instant, given the joined `timezone_offset` row under the alias `zone`. */
export function localTime(instant: Node, zone: Node): Node {
  return means("add_seconds", instant, sql`${zone}."offset_seconds"`);
}

/** Join the offset that holds at `instant` as `zone`; `kind` is left where the instant may be missing. */
export function joinOffset(instant: Node, zone: Node, kind: "inner" | "left" = "inner"): Fragment {
  const joins = kind === "left" ? sql`left join` : sql`join`;
  return sql`${joins} "timezone_offset" ${zone} on ${instant} >= ${zone}."from_instant" and ${instant} < ${zone}."to_instant"`;
}
