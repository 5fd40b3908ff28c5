import { userMonthQuery } from "../../../rollup/user-month.ts";
import { formatDay } from "../../../schema/date.ts";
import { addPeriods } from "../../../schema/period.ts";
import { type Node, sql, value } from "../../../sql/fragment.ts";
import type { Session } from "../session.ts";
import { keptActivities } from "./qualifying.ts";
import { insertFrom } from "./run-rollup.ts";

/** A month that has user-days, as SQL dates; `to` is exclusive. */
export interface Month {
  readonly from: string;
  readonly to: string;
  readonly firstDay: number;
  readonly endDay: number;
}

/** The months of `user_day` in order, from that of `since` on where it is given (a SQL expression). */
export async function monthsOf(session: Session, since?: string): Promise<readonly Month[]> {
  const where = since === undefined ? "" : `where event_date >= date_trunc('month', ${since})`;
  const rows = await session.query({
    sql: `select distinct cast(date_trunc('month', event_date) as date) as month from user_day ${where} order by month`,
    parameters: [],
  });
  return rows.map((row) => {
    const firstDay = Number(row["month"]);
    const endDay = addPeriods(firstDay, "month", 1);
    return { from: `date '${formatDay(firstDay)}'`, to: `date '${formatDay(endDay)}'`, firstDay, endDay };
  });
}

/**
 * Bring `user_month` to what `user_day` holds, month by month: of everybody, or of the changed users from the month of
 * their change on.
 */
export async function buildMonths(session: Session, changed: "everything" | "changed_user"): Promise<void> {
  const [{ isActive }] = await keptActivities(session);
  if (changed === "everything") {
    await session.execute("delete from user_month");
    for (const month of await monthsOf(session)) await addMonth(session, month, isActive);
    return;
  }
  await session.execute(`create or replace temp table changed_month as
    select user_key, cast(date_trunc('month', since) as date) as since from changed_user`);
  await session.execute(`delete from user_month m using changed_month u
    where u.user_key = m.user_key and m.month_start >= u.since`);
  const isChanged = sql`exists (
    select 1 from "changed_month" u where u."user_key" = a."user_key" and a."event_date" >= u."since"
  )`;
  for (const month of await monthsOf(session, "(select min(since) from changed_user)")) {
    await addMonth(session, month, sql`${isActive} and ${isChanged}`);
  }
}

async function addMonth(session: Session, month: Month, isActive: Node): Promise<void> {
  const within = sql`a."event_date" >= ${value(month.firstDay, "date")} and a."event_date" < ${value(month.endDay, "date")}`;
  await insertFrom(session, "user_month", userMonthQuery(sql`${within} and ${isActive}`));
}
