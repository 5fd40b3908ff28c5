import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exportTables } from "../../src/handoff/export-tables.ts";
import { chosenMarts, martTable } from "../../src/handoff/mart-table.ts";
import { grantsScript, martsScript } from "../../src/handoff/marts-script.ts";
import type { Mart } from "../../src/metrics/mart/mart.ts";
import { findMart, martQuery, marts, readMart } from "../../src/metrics/mart/marts.ts";
import { everySlice, singleSlices } from "../../src/metrics/mart/slices.ts";
import { movements } from "../../src/metrics/waterfall/movements.ts";
import { duckdb } from "../../src/sql/dialects/duckdb.ts";
import { postgres } from "../../src/sql/dialects/postgres.ts";
import { print } from "../../src/sql/print.ts";
import { printInline } from "../../src/sql/print-inline.ts";
import { readWarehouseAddress } from "../../src/warehouse/address.ts";
import type { Generation } from "../../src/warehouse/warehouse.ts";
import { arr } from "../../src/workspace/arr.ts";
import { stateOf } from "../../src/workspace/ask.ts";
import { martViews } from "../../src/workspace/mart-views.ts";
import { retention } from "../../src/workspace/retention.ts";
import { type Postgres, startPostgres } from "../services/postgres.ts";
import { awkwardEvents, awkwardSubscriptions } from "../warehouse/awkward-data.ts";
import { makePlace, type Place } from "../workspace/place.ts";
import { type Tool, tools } from "./server-tools.ts";

let place: Place;

/** Data that came with a second load, so that a view which reads every row on a server would count the first ones twice. */
const later = (id: string) => `event_id,user_id,event_name,occurred_at,platform
${id},ann,project_created,2026-03-30T10:00:00Z,web
`;

beforeAll(async () => {
  place = await makePlace({ timezone: "Europe/Berlin" });
  await place.events(awkwardEvents, "2026-04-02T12:00:00Z");
  await place.subscriptions(awkwardSubscriptions, "2026-04-01T12:00:00Z");
  await place.load();
});

afterAll(() => place.clear());

const state = () => place.ws.readers.use(async (reader) => stateOf(place.ws, reader));
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

/** A load into the server at `address`, as `tidemark load --warehouse` does it. */
async function loadInto(address: string): Promise<void> {
  const warehouse = await place.ws.warehouseAt(readWarehouseAddress(address));
  const views = (generation: Generation) => martViews(stateOf(place.ws, { generation }));
  await warehouse.load({ lake: await place.ws.lake(), settings: place.ws.settings, views });
}

describe.each(Object.keys(tools) as (keyof typeof tools)[])("a load makes every mart a view of %s:", (engine) => {
  let tool: Tool;
  beforeAll(async () => {
    const made = await tools[engine]();
    tool = made;
    await loadInto(made.address);
    await place.events(later(`later on ${engine}`), "2026-04-02T12:00:00Z");
    await loadInto(made.address);
    await place.load();
  });
  afterAll(() => tool.stop());

  test.each(marts)("$name has its rows, names, types and comments", async (mart: Mart) => {
    const names = Object.keys(mart.columns);
    const order = mart.key.map((key) => `"${key}"`).join(", ");
    const list = names.map((name) => `"${name}"`).join(", ");
    const there = await tool.read(`select ${list} from "${tool.schema}"."${mart.name}" order by ${order}`);
    // A server counts its own generations: this is its second.
    const here = (await rowsOf(mart.name)).map((row) => ("generation" in row ? { ...row, generation: 2 } : row));
    expect(here.length, "a mart without rows proves nothing").toBeGreaterThan(0);
    const spelled = here.map((row) => names.map((name) => spelledPlainly(row[name] ?? null)));
    expect(there.map((row) => row.join("|")).toSorted()).toEqual(spelled.map((row) => row.join("|")).toSorted());
    const keys = here.map((row) => JSON.stringify(mart.key.map((key) => row[key])));
    expect(new Set(keys).size, "its key tells every row apart").toBe(keys.length);
    const columns = await tool.read(tool.columns(mart.name));
    expect(columns.map(([name, type]) => [name, type])).toEqual(
      Object.entries(mart.columns).map(([name, { type }]) => [name, tool.types[type]]),
    );
    expect(columns.filter(([, , comment]) => !comment)).toEqual([]);
    expect((await tool.read(tool.about(mart.name)))[0]?.[0]).toContain(mart.meaning);
  });
});

test("every mart that leaves as Parquet is read by ClickHouse, row by row", async () => {
  const server = await tools.ClickHouse();
  const out = join(place.folder, "parquet");
  await exportTables({ format: "parquet", out }, [], () =>
    Promise.all(marts.map((mart) => martTable(place.ws, mart, most))),
  );
  for (const mart of marts) {
    const names = Object.keys(mart.columns);
    const there = await server.read(
      `select ${names.map((one) => `"${one}"`).join(", ")} from file('${join(out, mart.name)}.parquet', 'Parquet')`,
    );
    const here = (await rowsOf(mart.name)).map((row) => names.map((one) => spelledPlainly(row[one] ?? null)));
    expect(there, mart.name).toEqual(here);
  }
  await server.stop();
});

function spelledPlainly(value: string | number | boolean | null): string | null {
  return value === null ? null : String(value).replace(/^(\S{10})T(\S{8})Z$/, "$1 $2");
}

describe("every mart", () => {
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
});

describe("scripts for who may not let Tidemark make views", () => {
  let server: Postgres;
  const there = { dialect: postgres, schema: "tidemark" };
  beforeAll(async () => {
    server = await startPostgres();
    const warehouse = await place.ws.warehouseAt(readWarehouseAddress(server.url));
    await warehouse.load({ lake: await place.ws.lake(), settings: place.ws.settings });
    await place.load();
  });
  afterAll(() => server.stop());

  test("make the same views, as often as they are run", async () => {
    const { rows: none } = await server.client.query("select 1 from pg_views where schemaname = 'tidemark'");
    expect(none).toEqual([]);
    for (const _ of [1, 2]) await server.client.query(martsScript(await state(), there));
    const { rows } = await server.client.query("select sum(events)::text as events from tidemark.mart_events_day");
    const { totals } = await place.ask({ metrics: ["events"], grain: "total" });
    expect(rows).toEqual([{ events: String(totals["events"]) }]);
  });

  test("open every mart to readers who may see no table, but not the one that names users", async () => {
    const { client } = server;
    await client.query(`create role "mart reader"`);
    await client.query(grantsScript("mart reader", there));
    await client.query(`set role "mart reader"`);
    for (const mart of chosenMarts(["all"])) await client.query(`select * from tidemark."${mart.name}" limit 1`);
    for (const closed of ["mart_arr_ledger", "user_day"])
      await expect(client.query(`select * from tidemark."${closed}"`)).rejects.toThrow("permission denied");
    await client.query(`reset role; drop owned by "mart reader"; drop role "mart reader"`);
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
