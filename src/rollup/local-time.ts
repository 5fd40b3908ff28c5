import { type Fragment, means, type Node, sql } from "../sql/fragment.ts";

/** The local wall-clock time of an instant, given the joined `timezone_offset` row under the alias `zone`. */
export function localTime(instant: Node, zone: Node): Node {
  return means("add_seconds", instant, sql`${zone}."offset_seconds"`);
}

/**
 * Join the offset that holds at `instant` as `zone`. Where the instant may be missing, `known` is one of the row that never
 * is: the row stays, and its local time is missing as well. ClickHouse has no outer join by a range.
 */
export function joinOffset(instant: Node, zone: Node, known?: Node): Fragment {
  const at = known === undefined ? instant : sql`coalesce(${instant}, ${known})`;
  return sql`join "timezone_offset" ${zone} on ${at} >= ${zone}."from_instant" and ${at} < ${zone}."to_instant"`;
}
