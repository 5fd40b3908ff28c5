import { tmpdir } from "node:os";
import { afterAll, beforeAll, expect, test } from "vitest";
import { calendarRow } from "../../src/schema/calendar-rows.ts";
import { dayOf } from "../../src/schema/date.ts";
import { calendar } from "../../src/schema/tables/calendar.ts";
import { duckdb } from "../../src/sql/dialects/duckdb.ts";
import { createTable } from "../../src/warehouse/ddl.ts";
import { buildCalendar } from "../../src/warehouse/duckdb/build-calendar.ts";
import { openSession, type Session } from "../../src/warehouse/duckdb/session.ts";

let session: Session;
beforeAll(async () => {
  session = await openSession({ path: ":memory:", readOnly: false, temporaryFolder: tmpdir() });
  await session.execute(createTable(calendar, duckdb));
});
afterAll(() => session.close());

test.each([
  { weekStart: 1, fiscalYearStartMonth: 1 },
  { weekStart: 7, fiscalYearStartMonth: 2 },
  { weekStart: 4, fiscalYearStartMonth: 12 },
] as const)("the stored calendar says of each day what its row says: %o", async (settings) => {
  await session.execute("delete from calendar");
  await buildCalendar(session, { first: dayOf(1992, 6, 1), last: dayOf(1996, 6, 1) }, settings);
  const rows = await session.query({ sql: 'select * from calendar order by "date"', parameters: [] });
  expect(rows.at(0)?.["date"]).toBeLessThanOrEqual(dayOf(1992, 6, 1) - 800);
  expect(rows.at(-1)?.["date"]).toBeGreaterThanOrEqual(dayOf(1996, 6, 1) + 800);
  // One comparison: thousands would take longer than the calendar.
  const wrong = rows.filter(
    (row) => JSON.stringify(row) !== JSON.stringify(calendarRow(Number(row["date"]), settings)),
  );
  expect(wrong).toEqual([]);
});

test("a calendar grows with its data and stays where it is long enough", async () => {
  const settings = { weekStart: 1, fiscalYearStartMonth: 1 } as const;
  const days = async () => {
    const [row] = await session.query({
      sql: 'select count(*) as n, min("date") as first from calendar',
      parameters: [],
    });
    return row;
  };
  await session.execute("delete from calendar");
  await buildCalendar(session, { first: dayOf(2026, 3, 1), last: dayOf(2026, 3, 9) }, settings);
  const before = await days();
  await buildCalendar(session, { first: dayOf(2026, 3, 1), last: dayOf(2026, 3, 10) }, settings);
  expect(await days()).toEqual(before);
  await buildCalendar(session, { first: dayOf(2020, 3, 1), last: dayOf(2026, 3, 10) }, settings);
  expect(await days()).toEqual({ n: dayOf(2029, 1, 1) - dayOf(2017, 1, 1), first: dayOf(2017, 1, 1) });
});
