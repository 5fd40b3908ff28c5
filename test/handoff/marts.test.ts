import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chosenMarts, martTable } from "../../src/handoff/mart-table.ts";
import { grantsScript, martsScript } from "../../src/handoff/marts-script.ts";
import { type Mart } from "../../src/metrics/mart/mart.ts";
import { findMart, martQuery, marts, readMart } from "../../src/metrics/mart/marts.ts";
import { everySlice, singleSlices } from "../../src/metrics/mart/slices.ts";
import { movements } from "../../src/metrics/waterfall/movements.ts";
import { duckdb } from "../../src/sql/dialects/duckdb.ts";
import { postgres } from "../../src/sql/dialects/postgres.ts";
import { print } from "../../src/sql/print.ts";
import { printInline } from "../../src/sql/print-inline.ts";
import type { ResultRow } from "../../src/warehouse/warehouse.ts";
import { arr } from "../../src/workspace/arr.ts";
import { stateOf } from "../../src/workspace/ask.ts";
import { retention } from "../../src/workspace/retention.ts";
import { type Postgres, startPostgres } from "../services/postgres.ts";
import { awkwardEvents, awkwardSubscriptions } from "../warehouse/awkward-data.ts";
import { askedTables, copyTables, runOn } from "../warehouse/postgres-copy.ts";
import { makePlace, type Place } from "../workspace/place.ts";

let place: Place;
let server: Postgres;

beforeAll(async () => {
  place = await makePlace({ timezone: "Europe/Berlin" });
  await place.events(awkwardEvents, "2026-04-02T12:00:00Z");
  await place.subscriptions(awkwardSubscriptions, "2026-04-01T12:00:00Z");
  await place.load();
  server = await startPostgres();
  await place.ws.readers.use((reader) => copyTables(reader, server.client, askedTables));
  await server.client.query(await scriptOf());
});

afterAll(async () => {
  await server.stop();
  await place.clear();
});

const state = () => place.ws.readers.use(async (reader) => stateOf(place.ws, reader));
const scriptOf = async () => martsScript(await state(), postgres);
const most = 1_000_000;

/** A mart's rows from DuckDB, values as they leave for other tools. */
async function rowsOf(name: string) {
  return (await martTable(place.ws, findMart(name), most)).rows;
}

type Row = Readonly<Record<string, string | number | boolean | null>>;

/** Those of the columns that `names` names, as texts that can be compared whatever their order. */
function picked(rows: readonly Row[], names: readonly string[]): readonly string[] {
  return rows.map((row) => JSON.stringify(names.map((name) => row[name] ?? null))).toSorted();
}

describe("every mart", () => {
  test.each(marts)("$name has the same rows, names and types on PostgreSQL", async (mart: Mart) => {
    const known = await state();
    const here = await place.ws.readers.use((reader) => reader.run(readMart(mart, known, most)));
    const there = await runOn(server.client, {
      sql: `select * from "${mart.name}" order by ${mart.key.map((key) => `"${key}"`).join(", ")}`,
      parameters: [],
    });
    expect(there).toEqual(here);
    expect(here.length, "a mart without rows proves nothing").toBeGreaterThan(0);
    const keys = here.map((row: ResultRow) => JSON.stringify(mart.key.map((key) => row[key])));
    expect(new Set(keys).size, "its key tells every row apart").toBe(keys.length);
    const { rows } = await server.client.query(
      `select column_name, data_type from information_schema.columns where table_name = '${mart.name}' order by ordinal_position`,
    );
    const named = { text: "character varying", date: "date", bigint: "bigint", integer: "integer" } as const;
    const types = { ...named, timestamp: "timestamp without time zone" };
    expect(rows).toEqual(
      Object.entries(mart.columns).map(([column, { type }]) => ({ column_name: column, data_type: types[type] })),
    );
  });

  test("can be a view of DuckDB: its text without parameters gives the same rows", async () => {
    const known = await state();
    for (const mart of marts) {
      const text = printInline(martQuery(mart, known), duckdb);
      const order = mart.key.map((key) => `"${key}"`).join(", ");
      const inline = { kind: "fragment", texts: [`select * from (${text}) m order by ${order}`], nodes: [] } as const;
      const [asView, asked] = await place.ws.readers.use((reader) =>
        Promise.all([reader.run(inline), reader.run(readMart(mart, known, most))]),
      );
      expect(asView, mart.name).toEqual(asked);
    }
  });

  test("is described on PostgreSQL, column by column", async () => {
    const { rows } = await server.client.query(
      `select c.relname, a.attname, obj_description(c.oid) as about, col_description(c.oid, a.attnum) as meaning
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 where c.relname like 'mart\\_%'`,
    );
    expect(rows).toHaveLength(marts.reduce((sum, mart) => sum + Object.keys(mart.columns).length, 0));
    expect(rows.filter(({ about, meaning }) => !about || !meaning)).toEqual([]);
  });

  test("is open to a reader who may see no table, and the one that names users is not", async () => {
    await server.client.query(`drop role if exists "mart reader"; create role "mart reader"`);
    await server.client.query(grantsScript("mart reader"));
    await server.client.query(`set role "mart reader"`);
    for (const mart of chosenMarts(["all"])) await server.client.query(`select * from "${mart.name}" limit 1`);
    await expect(server.client.query(`select * from "mart_arr_ledger"`)).rejects.toThrow("permission denied");
    await expect(server.client.query(`select * from "user_day"`)).rejects.toThrow("permission denied");
    await server.client.query(`reset role; drop owned by "mart reader"; drop role "mart reader"`);
  });

  test("survives being made again", async () => {
    await expect(server.client.query(await scriptOf())).resolves.toBeDefined();
  });
});

describe("a mart has the rows of the metric's own answer:", () => {
  test.each(["day", "week", "month"])("users by %s, in every slice", async (grain) => {
    const rows = await rowsOf(`mart_users_${grain}`);
    const metrics = ["active_users", "creators", "exporters"];
    for (const slice of everySlice) {
      const answer = await place.ask({ metrics, grain, by: slice });
      const label = slice.length === 0 ? "all" : slice.join("+");
      const names = ["period", "state", ...slice, ...metrics];
      expect(
        picked(
          rows.filter((row) => row["slice"] === label),
          names,
        ),
        label,
      ).toEqual(picked(answer.rows, names));
    }
  });

  test("trailing windows, in the whole and by each dimension", async () => {
    const rows = await rowsOf("mart_trailing_day");
    const metrics = ["wau_7d", "mau_28d", "mau_30d"];
    for (const slice of singleSlices) {
      const answer = await place.ask({ metrics, grain: "day", by: slice });
      const names = ["period", "state", ...slice, ...metrics];
      expect(
        picked(
          rows.filter((row) => row["slice"] === (slice[0] ?? "all")),
          names,
        ),
      ).toEqual(picked(answer.rows, names));
    }
  });

  test("events, which add up over any of its columns", async () => {
    const rows = await rowsOf("mart_events_day");
    const metrics = ["projects_created", "projects_exported", "editor_opens", "events"];
    const { totals } = await place.ask({ metrics, grain: "total" });
    for (const metric of metrics) expect(rows.reduce((sum, row) => sum + Number(row[metric]), 0)).toBe(totals[metric]);
    const byMonth = await place.ask({ metrics: ["events"], grain: "month", by: ["platform"] });
    for (const row of byMonth.rows) {
      const own = rows.filter((one) => one["month_start"] === row["period"] && one["platform"] === row["platform"]);
      expect(own.reduce((sum, one) => sum + Number(one["events"]), 0)).toBe(row["events"]);
    }
  });

  test.each(["week", "month"])("retention by %s", async (grain) => {
    const rows = await rowsOf(`mart_retention_${grain}`);
    const answer = await retention(place.ws, { grain, periods: "40" });
    const last =
      rows
        .map((row) => String(row["period"]))
        .toSorted()
        .at(-1) ?? "";
    for (const { cohort, size, values } of answer.rows) {
      const own = rows.filter((row) => row["cohort"] === cohort && String(row["period"]) <= last);
      expect(own.map((row) => row["returned"])).toEqual(values.slice(0, own.length));
      expect(new Set(own.map((row) => row["cohort_size"]))).toEqual(new Set([size]));
    }
  });

  test.each(["list", "net"])("the waterfall on the %s basis", async (basis) => {
    const by = ["plan", "billing_interval", "country", "platform"];
    const answer = await arr(place.ws, { basis, by });
    const names = ["period", "state", "currency", ...by, "opening", ...movements, "closing"];
    const told = answer.rows.filter((row) => ["opening", ...movements, "closing"].some((name) => row[name] !== 0));
    const rows = (await rowsOf("mart_arr_waterfall_month")).filter((row) => row["basis"] === basis);
    expect(picked(rows, names)).toEqual(picked(told, names));
  });

  test("cancel ARR by interval and reason", async () => {
    const by = ["currency", "billing_interval", "cancel_reason"];
    const answer = await place.ask({ metrics: ["cancel_arr"], grain: "day", by });
    const names = ["period", ...by, "cancel_arr"];
    const rows = (await rowsOf("mart_cancel_arr_day")).filter(
      (row) => row["basis"] === "list" && row["cancel_arr"] !== 0,
    );
    expect(picked(rows, names)).toEqual(
      picked(
        answer.rows.filter((row) => row["cancel_arr"] !== 0),
        names,
      ),
    );
  });

  test("the ledger, whose movements add up to what stands", async () => {
    const answer = await place.ask({ metrics: ["gross_arr"], grain: "total", by: ["currency"] });
    const rows = (await rowsOf("mart_arr_ledger")).filter((row) => row["basis"] === "list");
    for (const { currency, gross_arr: standing } of answer.rows) {
      const own = rows.filter((row) => row["currency"] === currency);
      expect(
        own.reduce((sum, row) => sum + Number(row["amount"]), 0),
        String(currency),
      ).toBe(standing);
    }
  });
});

test("a mart that is none is refused with the nearest name, and one without data is empty, of the same columns", async () => {
  expect(() => findMart("mart_user_month")).toThrow('No mart is called "mart_user_month".');
  expect(findMart("users_month").name).toBe("mart_users_month");
  const empty = await makePlace();
  await empty.events("event_id,user_id,event_name,occurred_at\ne1,ann,editor_opened,2026-01-05T10:00:00Z\n");
  await empty.load();
  for (const mart of marts.filter(({ subject }) => subject === "subscription")) {
    const { rows, columns } = await martTable(empty.ws, mart, most);
    expect(rows).toEqual([]);
    expect(columns.map(({ name }) => name)).toEqual(Object.keys(mart.columns));
  }
  expect(print(martQuery(findMart("about"), await state()), postgres).parameters).toContain("Europe/Berlin");
  await empty.clear();
});
