import { microsPerHour } from "../schema/date.ts";
import { join, means, type Node, sql, value } from "../sql/fragment.ts";
import type { Question } from "./question.ts";

/** The local date of `instant` in the question's timezone, spelt out for questions that leave the workspace's own. */
export function localDate(instant: Node, question: Question): Node {
  return means("date_of", means("add_seconds", instant, offsetOf(instant, question)));
}

/** How far outside its range a question may look: a year's window and its neighbours. */
const reach = 800 * 24 * microsPerHour;

/** Offset of the question's timezone at `instant`, in seconds, from the changes within reach of its range. */
function offsetOf(instant: Node, { zone, from, to }: Question): Node {
  const changes = zone.changes.filter(
    ({ fromInstant }, i) => fromInstant <= to + reach && (zone.changes[i + 1]?.fromInstant ?? Infinity) > from - reach,
  );
  const offsets = changes.map(({ offsetSeconds }) => value(offsetSeconds, "integer"));
  const last = offsets.at(-1) ?? value(0, "integer");
  if (offsets.length <= 1) return last;
  const cases = changes.slice(1).map(({ fromInstant }, i) => {
    return sql`when ${instant} < ${value(fromInstant, "timestamp")} then ${offsets[i] ?? last}`;
  });
  return sql`case ${join(cases, "\n")} else ${last} end`;
}

/** The start of the local hour that `instant` lies in, as a UTC timestamp. */
export function startOfLocalHour(instant: Node, question: Question): Node {
  // Where every offset is a whole number of hours, the local hour begins with the UTC hour.
  if (question.zone.changes.every(({ offsetSeconds }) => offsetSeconds % 3_600 === 0))
    return means("start_of_hour", instant);
  const offset = offsetOf(instant, question);
  return means("add_seconds", means("start_of_hour", means("add_seconds", instant, offset)), sql`-(${offset})`);
}
