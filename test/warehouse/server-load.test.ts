import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { event } from "../../src/schema/tables/event.ts";
import { name, sql } from "../../src/sql/fragment.ts";
import { readWarehouseAddress } from "../../src/warehouse/address.ts";
import { askedTables } from "../../src/warehouse/server/served-tables.ts";
import type { LoadOutcome, Reader, Warehouse } from "../../src/warehouse/warehouse.ts";
import { verifyAgainst } from "../../src/workspace/verify-against.ts";
import { Client } from "../engines/pg.ts";
import { startCutOff } from "../services/cut-off.ts";
import { engines, type EngineService } from "../services/engines.ts";
import { makePlace, type Place } from "../workspace/place.ts";
import { awkwardEvents, awkwardSubscriptions } from "./awkward-data.ts";
import { sortedRows } from "./postgres-copy.ts";

// Whole loads over a network, one after another: on a busy machine they take their time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const seed = Number(process.env["TEST_SEED"] ?? Date.now() % 1_000_000_000);
const cuts = Number(process.env["TIDEMARK_CUTS"] ?? 2);

const header = "event_id,user_id,event_name,occurred_at,received_at,platform";
const more = (...rows: readonly string[]) => [header, ...rows, ""].join("\n");
const corrected = "c9,cleo,editor_opened,2026-03-05T10:00:00Z";

describe.each(Object.keys(engines) as (keyof typeof engines)[])("%s", (engine) => {
  let service: EngineService;
  let place: Place;
  let places = 0;
  beforeAll(async () => {
    service = await engines[engine]();
    place = await makePlace({ timezone: "Europe/Berlin" });
    await place.events(awkwardEvents, "2026-04-02T10:30:00Z");
    await place.subscriptions(awkwardSubscriptions, "2026-04-02T10:30:00Z");
  });
  afterAll(async () => {
    await service.stop();
    await place.clear();
  });

  const newAddress = () => service.place(`load_${++places}`);
  const openAt = (address: string) => place.ws.warehouseAt(readWarehouseAddress(address));
  const loadInto = async (warehouse: Warehouse): Promise<LoadOutcome> =>
    warehouse.load({ lake: await place.ws.lake(), settings: place.ws.settings });

  /** Everything that questions are asked of, as one reader sees it. */
  async function contents(reader: Reader): Promise<Readonly<Record<string, readonly string[]>>> {
    const seen: Record<string, readonly string[]> = {};
    for (const table of askedTables) {
      const columns = Object.keys(table.columns).map((column) => sql`${name(column)}`);
      const rows = await reader.run(sql`select ${columns.reduce((a, b) => sql`${a}, ${b}`)} from ${name(table.name)}`);
      seen[table.name] = sortedRows(rows);
    }
    return seen;
  }

  async function expectSameAsLocal(warehouse: Warehouse): Promise<void> {
    await place.load();
    const reader = await warehouse.open();
    if (reader === null) throw new Error("Nothing was loaded");
    const here = await place.ws.readers.use((local) => contents(local));
    expect(here["event"]?.length).toBeGreaterThan(15);
    expect(here["arr_movement"]?.length).toBeGreaterThan(10);
    expect(await contents(reader)).toEqual(here);
    await reader.close();
  }

  test("each load brings what is new: imports, corrections, aliases; a reader stays with its generation", async () => {
    const warehouse = await openAt(await newAddress());
    expect(await warehouse.newest()).toBeNull();
    expect(await warehouse.open()).toBeNull();
    expect(await loadInto(warehouse)).toMatchObject({ generation: 1, upToDate: false, commits: 2, events: 17 });
    await expectSameAsLocal(warehouse);
    expect(await loadInto(warehouse)).toMatchObject({ generation: 1, upToDate: true, commits: 0, events: 0 });

    const early = await warehouse.open();
    if (early === null) throw new Error("Nothing was loaded");
    const before = await contents(early);
    await place.events(
      more(
        `${corrected},2026-04-02T10:00:00Z,web`,
        "c8,ann,editor_opened,2026-03-01T10:00:00Z,2026-04-02T10:00:00Z,web",
      ),
    );
    expect(await loadInto(warehouse)).toMatchObject({ generation: 2, commits: 1, events: 2 });
    expect(await contents(early)).toEqual(before);
    await expectSameAsLocal(warehouse);

    // It was received before the one that was counted, and says something else: that one must go.
    await place.events(more(`${corrected},2026-04-01T10:00:00Z,ios`));
    expect(await loadInto(warehouse)).toMatchObject({ generation: 3, conflicts: 1 });
    await expectSameAsLocal(warehouse);
    await place.aliases("alias_id,user_id\ncleo,ann\n");
    expect(await loadInto(warehouse)).toMatchObject({ generation: 4, commits: 1 });
    await expectSameAsLocal(warehouse);
    await warehouse.checkFiles();
    await warehouse.close();
  });

  // PostgreSQL takes back what a transaction that ended early did.
  for (const left of engine === "ClickHouse" ? [99] : [])
    test("what a killed load left behind, rows and the list that names them, is never counted and goes", async () => {
      const address = await newAddress();
      const warehouse = await openAt(address);
      await loadInto(warehouse);
      const run = statements(engine, address);
      const columns = Object.keys(event.columns).map((column) => `"${column}"`);
      await run(`insert into "event" (${columns.join(", ")}, "event_date", "chunk")
        select ${columns.join(", ")}, "event_date", ${left} from "event"`);
      await run(`insert into "tidemark_chunk" values (2, 'event', 'left', 'left', ${left}, 17)`);
      await place.events(more("c7,ann,editor_opened,2026-03-01T11:00:00Z,2026-04-02T10:00:00Z,web"));
      expect(await loadInto(warehouse)).toMatchObject({ generation: 3 });
      await expectSameAsLocal(warehouse);
      expect(await run(`select count(*) as n from "event" where "chunk" = ${left}`)).toMatch(/^0\b/);
      expect(await run(`select count(*) as n from "tidemark_chunk" where "generation" = 2`)).toMatch(/^0\b/);
      await warehouse.close();
    });

  test("a difference in one row is found, and so is a row that is missing; a rebuild mends both", async () => {
    const address = await newAddress();
    const warehouse = await openAt(address);
    await loadInto(warehouse);
    await place.load();
    const only = ["gross_arr", "gross_new_arr", "mau", "mau_28d", "lifecycle", "retention"];
    const equal = await verifyAgainst(place.ws, address, { only });
    expect(equal.metrics.map(({ metric }) => metric).toSorted()).toEqual(only.toSorted());
    expect(equal.metrics.filter(({ difference }) => difference !== null)).toEqual([]);
    expect(equal.metrics.find(({ metric }) => metric === "gross_arr")?.rows).toBeGreaterThan(5);

    const tamper = tampering(engine, address, "arr_movement");
    await tamper("amount = amount + 1", `"kind" = 'expansion'`);
    const found = await verifyAgainst(place.ws, address, { only });
    const wrong = found.metrics.filter(({ difference }) => difference !== null);
    expect(wrong.map(({ metric }) => metric)).toContain("gross_new_arr");
    expect(wrong.map(({ metric }) => metric)).not.toContain("mau");
    expect(wrong[0]?.difference?.here).toMatch(/value/);

    await tamper(null, `"kind" = 'expansion'`);
    await expect(verifyAgainst(place.ws, address, { only })).rejects.toMatchObject({ code: "integrity" });

    const rebuilt = await warehouse.load({ lake: await place.ws.lake(), settings: place.ws.settings, anew: true });
    expect(rebuilt).toMatchObject({ upToDate: false, rebuilt: "it was asked for" });
    await expectSameAsLocal(warehouse);
    await warehouse.close();
  });

  test(`a load that is cut off anywhere changes nothing, and the next one completes it (seed ${seed})`, async () => {
    const address = new URL(await newAddress());
    const line = await startCutOff(Number(address.port));
    const through = new URL(address);
    through.port = String(line.port);
    const measured = await openAt(through.href);
    await loadInto(measured);
    const whole = line.sent();
    await measured.close();
    let state = seed;
    for (let cut = 0; cut < cuts; cut++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      const target = new URL(await newAddress());
      target.port = address.port;
      const bad = await startCutOff(Number(address.port));
      const badly = new URL(target);
      badly.port = String(bad.port);
      // The last bytes may be those that publish: then all of it stands, and that is right as well.
      bad.breakAfter(1 + Math.floor((state / 2 ** 32) * whole * 0.95));
      const warehouse = await openAt(badly.href);
      const failed = await loadInto(warehouse).catch((error: unknown) => error);
      await warehouse.close();
      await bad.stop();
      const again = await openAt(target.href);
      const number = await again.newest();
      expect([null, 1]).toContain(number);
      if (number === null) expect(failed).toMatchObject({ code: "unreachable" });
      await loadInto(again);
      await expectSameAsLocal(again);
      await again.checkFiles();
      await again.close();
    }
    await line.stop();
  });
});

/** Runs SQL behind the warehouse's back, in its schema or database; what it returns is its first row as text. */
function statements(engine: string, address: string): (text: string) => Promise<string> {
  const url = new URL(address);
  return async (text) => {
    if (engine === "PostgreSQL") {
      const client = new Client({ connectionString: address.replace(/\?.*/, "") });
      await client.connect();
      try {
        await client.query(`set search_path to "${url.searchParams.get("schema")}"`);
        const { rows } = await client.query<Record<string, unknown>>(text);
        return Object.values(rows[0] ?? {}).join("\t");
      } finally {
        await client.end();
      }
    }
    const headers = { "x-clickhouse-user": url.username, "x-clickhouse-key": url.password };
    const where = new URLSearchParams({ database: url.pathname.slice(1) });
    const answer = await fetch(`http://${url.host}/?${where}`, { method: "POST", headers, body: text });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.text();
  };
}

/** Changes rows behind the warehouse's back: `change` null removes those of `where`. */
function tampering(engine: string, address: string, table: string) {
  const run = statements(engine, address);
  return async (change: string | null, where: string): Promise<void> => {
    const action = change === null ? "delete" : `update ${change}`;
    const inPostgres = change === null ? `delete from "${table}"` : `update "${table}" set ${change}`;
    if (engine === "PostgreSQL") await run(`${inPostgres} where ${where}`);
    else await run(`alter table ${table} ${action} where ${where} settings mutations_sync = 1`);
  };
}
