import { gapDimensions } from "./activity-gap.ts";
import { activityGap, dayCube, userDay, userMonth } from "./activity-tables.ts";
import { defineRollup, type Need, type Rollup, canAnswer } from "./rollup.ts";

const own = ["platform", "country", "user_type", "user_type_at_event"];

/** What activity is answered from, the cheapest first. */
export const activityRollups: readonly Rollup[] = [
  defineRollup({
    table: dayCube,
    keepsUsers: false,
    covers: [
      {
        counts: ["events"],
        activities: "any",
        users: ["once"],
        wholeMonthsOnly: false,
        dimensions: [...own, "event_name"],
        combines: true,
      },
    ],
  }),
  defineRollup({
    table: activityGap,
    keepsUsers: false,
    covers: [
      {
        counts: ["users"],
        activities: "kept",
        users: ["once", "by_last_seen"],
        wholeMonthsOnly: false,
        dimensions: gapDimensions,
        combines: false,
      },
    ],
  }),
  defineRollup({
    table: userMonth,
    keepsUsers: true,
    covers: [
      {
        counts: ["users"],
        activities: "qualifying",
        users: ["once"],
        wholeMonthsOnly: true,
        dimensions: ["platform", "country", "user_id"],
        combines: true,
      },
    ],
  }),
  defineRollup({
    table: userDay,
    keepsUsers: true,
    covers: [
      {
        counts: ["users"],
        activities: "any",
        users: ["once", "by_last_seen"],
        wholeMonthsOnly: false,
        dimensions: [...own, "event_name", "plan", "billing_interval", "user_id"],
        combines: true,
      },
    ],
  }),
];

/** The cheapest of `rollups` that answers `need` exactly; null where only the events can. */
export function cheapestRollup(need: Need, rollups: readonly Rollup[] = activityRollups): Rollup | null {
  return rollups.find((rollup) => canAnswer(rollup, need)) ?? null;
}
