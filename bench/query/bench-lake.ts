import { stat } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { digestFile } from "../../src/lake/digest.ts";
import type { Lake, NewFile } from "../../src/lake/lake.ts";
import { type Day, dayOf, formatDay, microsPerUtcDay } from "../../src/schema/date.ts";
import { addPeriods } from "../../src/schema/period.ts";
import { event } from "../../src/schema/tables/event.ts";

/** The year that benchmarks are about, and the day after it, which is loaded alone. */
export const benchYear = { from: dayOf(2025, 1, 1), to: dayOf(2026, 1, 1) } as const;

/**
 * A year of one product's events, by SQL alone: each user signs up on some day, has a rate of active days of their own, is
 * mostly on one of four platforms and in one of 48 countries, and on an active day does five things on average. A platform
 * differs from the user's own on one event in nine, a country on one day in twenty-five.
 */
function eventsOf({ users, from, to }: { readonly users: number; readonly from: Day; readonly to: Day }): string {
  const chance = (salt: number, ...of: readonly string[]) => `(hash(${[salt, ...of].join(", ")}) % 1000000)::int / 1e6`;
  return `with u as (
    select u, ${benchYear.from} - 60 + (${chance(1, "u")} * 420)::int as signed_up,
      0.015 + 0.5 * pow(${chance(2, "u")}, 3.2) as rate, ${chance(3, "u")} as p, ${chance(4, "u")} as c
    from range(${users}) t(u)
  ), d as (
    select u.*, d, d - signed_up as age, hash(9, u, d) as h from u, range(${from}, ${to}) t(d)
    where d >= signed_up and (d = signed_up or ${chance(5, "u", "d")} < rate * (case when d - signed_up > 200 then 0.7 else 1 end))
  ), e as (
    select d.*, k from d, range(9) t(k) where k <= (h % 9)::int
  ), f as (
    select e.*, ${chance(6, "u", "d", "k")} as w, ${chance(7, "u", "d", "k")} as s,
      case when ${chance(8, "u", "d", "k")} < 0.11 then ${chance(10, "u", "d", "k")} else p end as platform_at,
      case when ${chance(11, "u", "d")} < 0.04 then ${chance(12, "u", "d")} else c end as country_at
    from e
  )
  select 'e' || (d * 10000000000 + u * 10 + k) as event_id, 'u' || u as user_id,
    case when w < 0.55 then 'editor_opened' when w < 0.8 then 'project_created' else 'project_exported' end as event_name,
    make_timestamp(d::bigint * ${microsPerUtcDay} + (s * 86399)::bigint * 1000000) as occurred_at,
    make_timestamp(d::bigint * ${microsPerUtcDay} + (s * 86399)::bigint * 1000000 + 5000000) as received_at,
    (u * 10 + k)::bigint as source_seq,
    case when platform_at < 0.52 then 'web' when platform_at < 0.78 then 'ios' when platform_at < 0.97 then 'android' else 'desktop' end as platform,
    chr(65 + (pow(country_at, 2.4) * 48)::int // 8) || chr(65 + (pow(country_at, 2.4) * 48)::int % 8 * 3) as country,
    case when d = signed_up then 'new' else 'returning' end as user_type,
    null::varchar as project_id, null::varchar as properties
  from f`;
}

/** Users that make about so many events in the year. */
export function usersFor(events: number): number {
  return Math.round(events / 141);
}

/** Write the events of [from, to) into the lake, a file a month, and commit them complete until `to`. */
export async function addBenchEvents(
  lake: Lake,
  { users, from, to }: { readonly users: number; readonly from: Day; readonly to: Day },
  scratch: string,
): Promise<number> {
  const instance = await DuckDBInstance.create(":memory:", {
    memory_limit: "4GB",
    temp_directory: join(scratch, "spill"),
  });
  const connection = await instance.connect();
  const add: NewFile[] = [];
  let rows = 0;
  for (let month = from; month < to; month = addPeriods(month, "month", 1)) {
    const end = Math.min(to, addPeriods(month, "month", 1));
    const localPath = await lake.temporaryPath();
    await connection.run(`copy (select * from (${eventsOf({ users, from: month, to: end })}) order by occurred_at, user_id)
      to '${localPath}' (format parquet, compression zstd, parquet_version v2)`);
    const [told] = (
      await connection.runAndReadAll(
        `select count(*)::int, epoch_us(min(occurred_at))::double, epoch_us(max(occurred_at))::double from read_parquet('${localPath}')`,
      )
    ).getRows();
    const digest = await digestFile(localPath);
    if (told === undefined || digest === null) throw new Error(`No events were written for ${formatDay(month)}`);
    const [count, minInstant, maxInstant] = told.map(Number);
    rows += count ?? 0;
    add.push(
      await lake.addFile({
        table: event,
        name: `event/month=${formatDay(month).slice(0, 7)}/bench-${formatDay(month)}.parquet`,
        localPath,
        encoded: {
          rows: count ?? 0,
          bytes: (await stat(localPath)).size,
          sha256: digest.sha256,
          minInstant: minInstant ?? null,
          maxInstant: maxInstant ?? null,
        },
      }),
    );
  }
  connection.closeSync();
  instance.closeSync();
  await lake.commit({
    operation: "import",
    batchId: `bench-${users}-${from}`,
    add,
    remove: [],
    through: { events: to * microsPerUtcDay, subscriptions: null },
    details: {},
  });
  return rows;
}
