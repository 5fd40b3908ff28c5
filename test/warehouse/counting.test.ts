import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { activityGapQuery, gapDimensions } from "../../src/rollup/activity-gap.ts";
import { activityTables } from "../../src/rollup/activity-tables.ts";
import { anyActivity, defaultActivity } from "../../src/rollup/default-activity.ts";
import { didAnyOf } from "../../src/rollup/event-mask.ts";
import { dayOf, formatDay, microsPerUtcDay } from "../../src/schema/date.ts";
import { event } from "../../src/schema/tables/event.ts";
import { utc } from "../../src/schema/timezone.ts";
import { duckdb } from "../../src/sql/dialects/duckdb.ts";
import { sql } from "../../src/sql/fragment.ts";
import { print } from "../../src/sql/print.ts";
import { createTable } from "../../src/warehouse/ddl.ts";
import { countActivity } from "../../src/warehouse/duckdb/activity/count-activity.ts";
import { buildGaps } from "../../src/warehouse/duckdb/activity/gaps.ts";
import type { KeptActivities } from "../../src/warehouse/duckdb/activity/qualifying.ts";
import { openSession, type Session } from "../../src/warehouse/duckdb/session.ts";
import { storedTables } from "../../src/warehouse/duckdb/stored-tables.ts";

const seed = Number(process.env["TIDEMARK_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const kinds = [...defaultActivity, "login"];
const about = (names: readonly string[]) => didAnyOf(sql`a`, names, kinds);
const kept: KeptActivities = [
  { activity: anyActivity, isActive: about(defaultActivity) },
  ...defaultActivity.map((kind) => ({ activity: kind, isActive: about([kind]) })),
];
const first = dayOf(2026, 1, 20);

let folder: string;
let session: Session;
beforeAll(async () => {
  folder = await mkdtemp(joinPath(tmpdir(), "tidemark-counting-"));
  session = await openSession({ path: ":memory:", readOnly: false, temporaryFolder: folder });
  await session.execute([...storedTables, event].map((table) => createTable(table, duckdb)).join(";\n"));
});
afterAll(async () => {
  session.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(empty);

async function empty(): Promise<void> {
  await session.execute([...activityTables, event].map(({ name }) => `delete from ${name}`).join(";\n"));
}

/** Rows of `table` in one order, as text. */
async function contents(table: string): Promise<readonly string[]> {
  const rows = await session.query({ sql: `select * from ${table} order by all`, parameters: [] });
  return rows.map((row) => JSON.stringify(row));
}

const quoted = (text: string | null) => (text === null ? "null" : `'${text}'`);

const aUserDay = fc.record({
  day: fc.nat({ max: 75 }),
  user: fc.integer({ min: 1, max: 4 }),
  platform: fc.constantFrom("web", "ios", null),
  country: fc.constantFrom("DE", null),
  type: fc.constantFrom("new", "returning"),
  mask: fc.integer({ min: 1, max: 15 }),
});

test(`the pass over days finds the gaps that the portable query finds, at once and month by month (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(aUserDay, { minLength: 1, maxLength: 60 }), async (days) => {
      await empty();
      const rows = days.map(
        ({ day, user, platform, country, type, mask }) =>
          `(date '${formatDay(first + day)}', ${user}, ${quoted(platform)}, ${quoted(country)}, '${type}', null, 0, ${mask}, 1)`,
      );
      await session.execute(`insert into user_day values ${rows.join(", ")}`);
      await session.execute(`insert into day_cube
        select event_date, 'any', platform, country, user_type, null, 1 from user_day`);
      const expected: string[] = [];
      for (const { activity, isActive } of kept) {
        for (const dimension of gapDimensions) {
          const found = await session.query(print(activityGapQuery({ dimension, activity, isActive }), duckdb));
          expected.push(...found.map((row) => JSON.stringify(row)));
        }
      }
      for (const rowsAtOnce of [undefined, 1]) {
        await buildGaps(session, "everything", { kept, rowsAtOnce });
        expect((await contents("activity_gap")).toSorted()).toEqual(expected.toSorted());
      }
    }),
    { seed, numRuns: 4 },
  );
});

test("what is counted does not depend on how many parts the days are cut into", async () => {
  // The first event of u1 qualifies for nothing; the one that does comes in another month, and so in another part.
  const rows = (
    [
      ["u1", "login", 0],
      ["u1", "editor_opened", 45],
      ["u2", "project_created", 3],
      ["u2", "login", 70],
      ["u3", "zoomed", 70],
      ["u1", "viewed", 70],
    ] as const
  ).map(([user, kind, day], i) => {
    const at = `timestamp '${formatDay(first + day)} 10:00:00'`;
    return `('e${i}', '${user}', '${kind}', ${at}, ${at}, ${i}, 'web', 'DE', null, null, null)`;
  });
  const path = joinPath(folder, "events.parquet");
  await session.execute(`insert into event values ${rows.join(", ")}`);
  await session.execute(`copy event to '${path}' (format parquet)`);
  const range = { minInstant: first * microsPerUtcDay, maxInstant: (first + 71) * microsPerUtcDay - 1 };
  const tables = ["person", "event_kind", "user_day", "day_cube"];
  const count = async (said: number) => {
    await empty();
    await countActivity(
      session,
      { known: [], added: [{ key: 0, path, rows: said, ...range }] },
      { zone: utc, fresh: true },
    );
    return Promise.all(tables.map(contents));
  };
  const whole = await count(rows.length);
  expect(whole.map(({ length }) => length)).toEqual([3, 6, 6, 6]);
  // As many rows as make a part of every month, and of every few days.
  for (const said of [1_000_000, 100_000_000]) expect(await count(said)).toEqual(whole);
});

test("a load that touches most days counts everything anew, and one that touches few only those, to the same rows", async () => {
  const file = async (key: number, days: readonly number[]) => {
    const rows = days.map((day, i) => {
      const at = `timestamp '${formatDay(first + day)} 10:00:00'`;
      return `('${key}-${i}', 'u${i % 2}', 'editor_opened', ${at}, ${at}, ${i}, 'web', 'DE', null, null, null)`;
    });
    const path = joinPath(folder, `part-${key}.parquet`);
    await session.execute(`delete from event; insert into event values ${rows.join(", ")}`);
    await session.execute(`copy event to '${path}' (format parquet)`);
    const range = { minInstant: first * microsPerUtcDay, maxInstant: (first + 41) * microsPerUtcDay - 1 };
    return { key, path, rows: rows.length, ...range };
  };
  const known = await file(0, [0, 1, 2, 3]);
  await session.execute(`create or replace temp table new_event_to_skip (file_key integer, file_row bigint);
    create or replace temp table departed_event (user_id varchar, event_date date)`);
  for (const [days, expected] of [
    [[0, 1, 2, 40], "everything"],
    [[3, 40], "changed_user"],
  ] as const) {
    const added = await file(1, days);
    await empty();
    await countActivity(session, { known: [], added: [known] }, { zone: utc, fresh: true });
    const counted = await countActivity(
      session,
      { known: [known], added: [added] },
      { zone: utc, fresh: false, manyRows: 1 },
    );
    expect(counted).toBe(expected);
    const tables = ["person", "user_day", "day_cube"];
    const rows = await Promise.all(tables.map(contents));
    await empty();
    await countActivity(session, { known: [], added: [known, added] }, { zone: utc, fresh: true });
    expect(rows).toEqual(await Promise.all(tables.map(contents)));
  }
});
