import { userMonthQuery } from "../../../rollup/user-month.ts";
import type { Day } from "../../../schema/date.ts";
import { addPeriods } from "../../../schema/period.ts";
import { type Node, sql, value } from "../../../sql/fragment.ts";
import type { Session } from "../session.ts";
import type { KeptActivities } from "./qualifying.ts";
import { insertFrom } from "./run-rollup.ts";

/** Whole months that follow one another, half-open; together they have few enough user-days to be looked at at once. */
export interface Months {
  readonly from: Day;
  readonly to: Day;
}

/** Rows of `user_day` looked at at once, about, unless told otherwise. */
const mostRows = 1_000_000;

/**
 * The months of `user_day` in order, from that of `since` on where it is given (a SQL expression), together where they have
 * no more than `rowsAtOnce` rows.
 */
export async function monthsOf(
  session: Session,
  { since, rowsAtOnce = mostRows }: { readonly since?: string; readonly rowsAtOnce?: number | undefined } = {},
): Promise<readonly Months[]> {
  const where = since === undefined ? "" : `where event_date >= date_trunc('month', ${since})`;
  const rows = await session.query({
    sql: `select cast(date_trunc('month', event_date) as date) as month, count(*) as "rows"
      from user_day ${where} group by month order by month`,
    parameters: [],
  });
  const runs: { from: Day; to: Day; rows: number }[] = [];
  for (const row of rows) {
    const [month, count] = [Number(row["month"]), Number(row["rows"])];
    const last = runs.at(-1);
    if (last === undefined || last.rows + count > rowsAtOnce) runs.push({ from: month, to: month, rows: 0 });
    const run = runs.at(-1);
    if (run === undefined) continue;
    run.to = addPeriods(month, "month", 1);
    run.rows += count;
  }
  return runs;
}

/**
 * Bring `user_month` to what `user_day` holds, month by month: of everybody, or of the changed users from the month of
 * their change on.
 */
export async function buildMonths(
  session: Session,
  changed: "everything" | "changed_user",
  [{ isActive }]: KeptActivities,
): Promise<void> {
  if (changed === "everything") {
    await session.execute("delete from user_month");
    for (const months of await monthsOf(session)) await addMonths(session, months, isActive);
    return;
  }
  await session.execute(`create or replace temp table changed_month as
    select user_key, cast(date_trunc('month', since) as date) as since from changed_user`);
  await session.execute(`delete from user_month m using changed_month u
    where u.user_key = m.user_key and m.month_start >= u.since`);
  const isChanged = sql`exists (
    select 1 from "changed_month" u where u."user_key" = a."user_key" and a."event_date" >= u."since"
  )`;
  for (const months of await monthsOf(session, { since: "(select min(since) from changed_user)" })) {
    await addMonths(session, months, sql`${isActive} and ${isChanged}`);
  }
}

async function addMonths(session: Session, { from, to }: Months, isActive: Node): Promise<void> {
  const within = sql`a."event_date" >= ${value(from, "date")} and a."event_date" < ${value(to, "date")}`;
  await insertFrom(session, "user_month", userMonthQuery(sql`${within} and ${isActive}`));
}
