import { DuckDBTimestampValue } from "@duckdb/node-api";
import type { CalendarSettings } from "../../schema/calendar-rows.ts";
import { dayOf, formatDay, type Instant, microsPerUtcDay } from "../../schema/date.ts";
import { addPeriods, periodStart } from "../../schema/period.ts";
import type { Timezone } from "../../schema/timezone.ts";
import type { DayRange } from "../warehouse.ts";
import type { Session } from "./session.ts";

/** Instants beyond which no offset is asked for, both within 2^53 µs of 1970. */
const beginning: Instant = dayOf(1700, 1, 1) * microsPerUtcDay;
const end: Instant = dayOf(2250, 1, 1) * microsPerUtcDay;

/** Write `timezone_offset` anew: one row per offset of `zone`. */
export async function buildOffsets(session: Session, zone: Timezone): Promise<void> {
  await session.execute("delete from timezone_offset");
  const appender = await session.connection.createAppender("timezone_offset");
  zone.changes.forEach(({ fromInstant, offsetSeconds }, i) => {
    const to = zone.changes[i + 1]?.fromInstant ?? end;
    appender.appendTimestamp(new DuckDBTimestampValue(BigInt(Math.max(fromInstant, beginning))));
    appender.appendTimestamp(new DuckDBTimestampValue(BigInt(to)));
    appender.appendInteger(offsetSeconds);
    appender.endRow();
  });
  appender.closeSync();
}

/** Days that the calendar reaches at least beyond the data on both sides, for windows and comparisons that look further. */
const marginDays = 800;

/**
 * Bring `calendar` to every day of the whole years around the days of data from `first` to `last`, with what `calendarRow`
 * says of each; where it holds these days already, it stays as it is.
 */
export async function buildCalendar(
  session: Session,
  { first, last }: DayRange,
  settings: CalendarSettings,
): Promise<void> {
  const from = periodStart(first - marginDays, "year", 1);
  const to = addPeriods(periodStart(last + marginDays, "year", 1), "year", 1);
  const [held] = await session.query({
    sql: 'select min("date") as "from", max("date") as "to" from calendar',
    parameters: [],
  });
  if (held?.["from"] === from && held["to"] === to - 1) return;
  const { weekStart, fiscalYearStartMonth: fiscal } = settings;
  await session.execute("delete from calendar");
  await session.execute(`insert into calendar by name
    select d as "date", strftime(d, '%G-W%V') as iso_week, d - cast((isodow(d) - ${weekStart} + 7) % 7 as integer) as week_start,
      date_trunc('month', d) as month_start, date_trunc('quarter', d) as quarter_start, date_trunc('year', d) as year_start,
      month(d) as "month", quarter(d) as quarter, year(d) as "year",
      year(d) + (${fiscal} > 1 and month(d) >= ${fiscal})::int as fiscal_year,
      (month(d) - ${fiscal} + 12) % 12 // 3 + 1 as fiscal_quarter, isodow(d) as weekday
    from (select date '${formatDay(from)}' + i::int as d from range(${to - from}) r(i)) order by d`);
}
