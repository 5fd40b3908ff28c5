import { DuckDBDateValue, DuckDBTimestampValue } from "@duckdb/node-api";
import { calendarRow, type CalendarSettings } from "../../schema/calendar-rows.ts";
import { type Day, dayOf, type Instant, microsPerUtcDay } from "../../schema/date.ts";
import { calendar } from "../../schema/tables/calendar.ts";
import type { Timezone } from "../../schema/timezone.ts";
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

/** Write `calendar` anew for every day of [from, to). */
export async function buildCalendar(
  session: Session,
  { from, to }: { readonly from: Day; readonly to: Day },
  settings: CalendarSettings,
): Promise<void> {
  await session.execute("delete from calendar");
  const appender = await session.connection.createAppender("calendar");
  for (let day = from; day < to; day++) {
    const row = calendarRow(day, settings);
    for (const [name, { type }] of Object.entries(calendar.columns)) {
      const cell = row[name as keyof typeof row];
      if (type === "date") appender.appendDate(new DuckDBDateValue(Number(cell)));
      else if (type === "text") appender.appendVarchar(String(cell));
      else appender.appendInteger(Number(cell));
    }
    appender.endRow();
  }
  appender.closeSync();
}
