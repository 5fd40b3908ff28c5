import { anyActivity, defaultActivity } from "../../../rollup/default-activity.ts";
import { didAnyOf } from "../../../rollup/event-mask.ts";
import { type Node, sql } from "../../../sql/fragment.ts";
import type { Session } from "../session.ts";
import { numberOf } from "./run-rollup.ts";

/** Activity that the histogram tells apart, and the condition that a row of `user_day`, as `a`, is about it. */
export interface KeptActivity {
  readonly activity: string;
  readonly isActive: Node;
}

/** What the histogram tells apart; first all qualifying activity. */
export type KeptActivities = readonly [KeptActivity, ...KeptActivity[]];

/** The qualifying kinds together, then each of them alone; where none of them ever occurs, any event at all. */
export async function keptActivities(session: Session): Promise<KeptActivities> {
  const known = await eventKinds(session);
  const about = (kinds: readonly string[]) => didAnyOf(sql`a`, kinds, known);
  if (!(await hasDefaultActivity(session))) return [{ activity: anyActivity, isActive: sql`1 = 1` }];
  return [
    { activity: anyActivity, isActive: about(defaultActivity) },
    ...defaultActivity.map((kind) => ({ activity: kind, isActive: about([kind]) })),
  ];
}

/** Every kind of event by its number. */
export async function eventKinds(session: Session): Promise<readonly string[]> {
  const rows = await session.query({ sql: "select event_name from event_kind order by event_key", parameters: [] });
  return rows.map((row) => String(row["event_name"]));
}

/** Whether any of the default kinds occurs. */
export async function hasDefaultActivity(session: Session): Promise<boolean> {
  return (await numberOf(session, "count(first_active_at) from person")) > 0;
}
