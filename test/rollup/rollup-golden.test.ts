import { expect, test } from "vitest";
import { activityGapQuery } from "../../src/rollup/activity-gap.ts";
import { arrDayQuery } from "../../src/rollup/arr-day.ts";
import { arrKeptQuery } from "../../src/rollup/arr-kept.ts";
import { cancelDayQuery } from "../../src/rollup/cancel-day.ts";
import { countedDayQuery, countedPersonQuery } from "../../src/rollup/counted-day.ts";
import { dayCubeQuery } from "../../src/rollup/day-cube.ts";
import { anyActivity, defaultActivity } from "../../src/rollup/default-activity.ts";
import { didAnyOf } from "../../src/rollup/event-mask.ts";
import { userDayQuery } from "../../src/rollup/user-day.ts";
import { userMonthQuery } from "../../src/rollup/user-month.ts";
import { dayOf } from "../../src/schema/date.ts";
import { duckdb } from "../../src/sql/dialects/duckdb.ts";
import { postgres } from "../../src/sql/dialects/postgres.ts";
import { redshift } from "../../src/sql/dialects/redshift.ts";
import { sql } from "../../src/sql/fragment.ts";
import { print } from "../../src/sql/print.ts";

const isActive = didAnyOf(sql`a`, defaultActivity, defaultActivity);

const queries = {
  counted_day: countedDayQuery(),
  counted_person: countedPersonQuery(),
  user_day: userDayQuery("first_active_on"),
  user_month: userMonthQuery(isActive),
  day_cube: dayCubeQuery({ first: "first_active_on", from: dayOf(2026, 1, 1), to: dayOf(2026, 2, 1) }),
  arr_day: arrDayQuery(),
  arr_kept: arrKeptQuery(7),
  cancel_day: cancelDayQuery(),
  activity_gap: activityGapQuery({ dimension: "platform", activity: anyActivity, isActive }),
};

for (const [name, query] of Object.entries(queries)) {
  for (const dialect of [duckdb, postgres, redshift]) {
    test(`${name} is built by the SQL that people read and approved, for ${dialect.name}`, async () => {
      const { sql: text, parameters } = print(query, dialect);
      expect(text.split("\n").length).toBeLessThan(80);
      const bound = parameters.map((value, i) => `-- $${i + 1} = ${JSON.stringify(value)}`).join("\n");
      await expect(`${bound}\n${text}\n`).toMatchFileSnapshot(`../golden/rollup/${name}/${dialect.name}.sql`);
    });
  }
}
