import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { martTable } from "../../src/handoff/mart-table.ts";
import { exportTableau } from "../../src/handoff/tableau/export-tableau.ts";
import { dashboardFigures } from "../../src/handoff/tableau/sheets.ts";
import { findMetric } from "../../src/metrics/catalogue.ts";
import { findMart } from "../../src/metrics/mart/marts.ts";
import { readWarehouseAddress } from "../../src/warehouse/address.ts";
import type { Generation } from "../../src/warehouse/warehouse.ts";
import { stateOf } from "../../src/workspace/ask.ts";
import { martViews } from "../../src/workspace/mart-views.ts";
import { executable } from "../services/executable.ts";
import { type Postgres, startPostgres } from "../services/postgres.ts";
import { awkwardEvents, awkwardSubscriptions } from "../warehouse/awkward-data.ts";
import { makePlace, type Place } from "../workspace/place.ts";
import {
  all,
  attribute,
  columnsOf,
  dataSources,
  droppedAlone,
  numberSql,
  formulaOf,
  type Parsed,
  parseXml,
} from "./tableau-reading.ts";

const schemas = join(
  process.env["TIDEMARK_ORACLES"] ?? join(import.meta.dirname, "../../../shared/data"),
  "tableau-twb-schema",
);
const xmllint = executable("xmllint");

let place: Place;
let server: Postgres;
let address: string;

beforeAll(async () => {
  place = await makePlace();
  await place.events(awkwardEvents, "2026-04-02T12:00:00Z");
  await place.subscriptions(awkwardSubscriptions, "2026-04-01T12:00:00Z");
  await place.load();
  server = await startPostgres();
  const warehouse = await place.ws.warehouseAt(readWarehouseAddress(server.url));
  const views = (generation: Generation) => martViews(stateOf(place.ws, { generation }));
  await warehouse.load({ lake: await place.ws.lake(), settings: place.ws.settings, views });
  const { username, hostname, port, pathname } = new URL(server.url);
  address = `postgres://${username}@${hostname}:${port}${pathname}`;
  await exportTableau(place.ws, { out: folder("text") });
  await exportTableau(place.ws, { out: folder("postgres"), warehouse: address });
  await exportTableau(place.ws, {
    out: folder("redshift"),
    warehouse: "redshift://me@example.com/product?schema=marts",
  });
});

afterAll(async () => {
  await server.stop();
  await place.clear();
});

const folder = (...names: string[]) => join(place.folder, ...names);
const workbook = async (kind: string) => parseXml(await readFile(folder(kind, "tidemark.twb"), "utf8"));

async function valid(path: string): Promise<string> {
  const args = ["--noout", "--schema", join(schemas, "our-driver/driver.xsd"), path];
  return promisify(execFile)(xmllint ?? "", args).then(
    () => "valid",
    (error: { readonly stderr: string }) => error.stderr,
  );
}

describe.skipIf(xmllint === null)("by Tableau's official schema", () => {
  test.each(["text", "postgres", "redshift"])("the workbook over %s is valid", async (kind) => {
    expect(await valid(folder(kind, "tidemark.twb"))).toBe("valid");
  });

  test("a workbook with a fault is not, so that the check can fail", async () => {
    const text = await readFile(folder("text", "tidemark.twb"), "utf8");
    await writeFile(folder("broken.twb"), text.replace(/<simple-id [^>]+>/, ""));
    expect(await valid(folder("broken.twb"))).toContain("simple-id");
  });
});

test("every field of every sheet stands in its data source, and every formula names fields that are there", async () => {
  const root = await workbook("text");
  const sources = new Map(dataSources(root).map((source) => [attribute(source, "name"), source]));
  const sheets = all(root, "worksheet");
  expect(sheets.length).toBeGreaterThanOrEqual(dashboardFigures.length);
  for (const sheet of sheets) {
    const [dependencies] = all(sheet, "datasource-dependencies");
    const source = sources.get(attribute(dependencies as Parsed, "datasource")) as Parsed;
    const known = columnsOf(source);
    for (const [name, column] of columnsOf(dependencies as Parsed)) expect(column).toEqual(known.get(name));
    const instances = all(dependencies as Parsed, "column-instance");
    for (const instance of instances)
      expect([...columnsOf(dependencies as Parsed).keys()]).toContain(instance.attributes["column"]);
    const named = JSON.stringify(sheet).matchAll(/\[(federated\.[^\]]+)\]\.(\[[^\]]+\])/g);
    for (const [, from, instance] of named) {
      expect(from).toBe(attribute(source, "name"));
      expect(instances.map((one) => one.attributes["name"])).toContain(instance);
    }
  }
  const parameters = all(root, "datasource").find(({ attributes }) => attributes["name"] === "Parameters") as Parsed;
  for (const source of sources.values()) {
    for (const column of columnsOf(source).values()) {
      const formula = formulaOf(column) ?? "";
      for (const [, name] of formula.matchAll(/\[Parameters\]\.(\[[^\]]+\])/g))
        expect([...columnsOf(parameters).keys()]).toContain(name);
      const own = formula.replaceAll(/\[Parameters\]\.\[[^\]]+\]/g, "");
      for (const [name] of own.matchAll(/\[[^\]]+\]/g)) expect([...columnsOf(source).keys()], formula).toContain(name);
    }
  }
});

test("the dashboard shows the seed's figures by the catalogue's names, and a control for each filter", async () => {
  const root = await workbook("text");
  const [dashboard] = all(root, "dashboard");
  const zones = all(dashboard as Parsed, "zone");
  const shown = zones.flatMap(({ attributes }) => attributes["name"] ?? []);
  expect(shown).toEqual(expect.arrayContaining(dashboardFigures.map(({ metric }) => findMetric(metric).title)));
  expect(shown.toSorted()).toEqual(
    all(root, "worksheet")
      .map((sheet) => attribute(sheet, "name"))
      .toSorted(),
  );
  const controls = zones
    .filter(({ attributes }) => attributes["type-v2"] === "paramctrl")
    .map((zone) => zone.attributes["param"]);
  for (const name of ["platform", "country", "user_type", "currency", "from", "to"])
    expect(controls).toContain(`[Parameters].[Parameter ${name}]`);
  expect(new Set(zones.map((zone) => zone.attributes["id"])).size).toBe(zones.length);
  const boxes = zones
    .slice(1)
    .map(({ attributes: { x, y, w, h } }) => [x, y, w, h].map(Number) as [number, number, number, number]);
  for (const [i, [x, y, w, h]] of boxes.entries()) {
    expect(x >= 0 && y >= 0 && x + w <= 100_000 && y + h <= 100_000).toBe(true);
    const overlaps = boxes
      .slice(i + 1)
      .filter(([x2, y2, w2, h2]) => x < x2 + w2 && x2 < x + w && y < y2 + h2 && y2 < y + h);
    expect(overlaps).toEqual([]);
  }
});

/** What a relation of a data source tells: its mart, and the names of its columns where it tells them. */
function relationOf(source: Parsed) {
  const [relation] = all(source, "relation") as [Parsed];
  const [connection] = all(source, "named-connection").flatMap(({ children }) => children) as [Parsed];
  return {
    table: attribute(relation, "table"),
    connection,
    columns: all(relation, "column").map((one) => attribute(one, "name")),
  };
}

const martOf = (source: Parsed) => findMart(attribute(source, "name").replace("federated.", ""));
const rowsOf = async (source: Parsed) => (await martTable(place.ws, martOf(source), 1_000_000)).rows;

test("the packaged workbook is a zip whose paths are those that it names, and each file holds its mart's rows", async () => {
  const zip = unzipSync(await readFile(folder("text", "tidemark.twbx")));
  const root = parseXml(new TextDecoder().decode(zip["tidemark.twb"]));
  const named = dataSources(root).map((source) => {
    const { connection } = relationOf(source);
    return `${attribute(connection, "directory")}/${attribute(connection, "filename")}`;
  });
  expect(Object.keys(zip).toSorted()).toEqual(["tidemark.twb", ...named].toSorted());
  for (const [i, source] of dataSources(root).entries()) {
    const path = folder("unzipped", named[i] ?? "");
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, zip[named[i] ?? ""] ?? "");
    const query = `select * from read_csv('${path}', header = true, all_varchar = true)`;
    const read = await place.ws.readers.use((reader) => reader.run({ kind: "fragment", texts: [query], nodes: [] }));
    const { columns } = relationOf(source);
    expect(read.map((row) => columns.map((name) => row[name]))).toEqual(
      (await rowsOf(source)).map((row) => columns.map((name) => (row[name] === null ? null : String(row[name])))),
    );
    expect(columns).toEqual(Object.keys(martOf(source).columns));
  }
  expect((await readdir(folder("text", "Data/marts"))).length).toBe(named.length);
});

test("every data source's query, run on the PostgreSQL that it names, gives the mart's own rows", async () => {
  const tds = (await readdir(folder("postgres"))).filter((name) => name.endsWith(".tds"));
  const alone = await Promise.all(tds.map(async (name) => parseXml(await readFile(folder("postgres", name), "utf8"))));
  const sources = [...dataSources(await workbook("postgres")), ...alone];
  expect(sources.length).toBe(2 * tds.length);
  for (const source of sources) {
    const { connection, table } = relationOf(source);
    expect(connection.attributes).toMatchObject({
      class: "postgres",
      port: new URL(server.url).port,
      dbname: "postgres",
    });
    const mart = martOf(source);
    const fields = [...columnsOf(source).values()].filter((column) => formulaOf(column) === null);
    const names = fields.map((column) => attribute(column, "name").slice(1, -1));
    const order = mart.key.map((key) => `"${key}"`).join(", ");
    const { rows } = await server.client.query(
      `select ${names.map((name) => `"${name}"::text`).join(", ")} from ${table.replaceAll("[", '"').replaceAll("]", '"')} order by ${order}`,
    );
    const expected = (await rowsOf(source)).map((row) =>
      Object.fromEntries(names.map((name) => [name, row[name] === null ? null : String(row[name])])),
    );
    expect(rows).toEqual(expected);
  }
});

describe("each number of the dashboard, by the workbook's own formulas, is what Tidemark answers", () => {
  const numberOf = ({ metric, mart, field }: (typeof dashboardFigures)[number]) => ({
    sheet: findMetric(metric).title,
    source: `federated.${mart}`,
    field,
  });
  const rates = { mart_users_month: "month", mart_users_week: "week", mart_arr_waterfall_month: "month" } as const;

  /** What `tidemark query` says: the last period that is over, or the whole range. */
  async function asked(metric: string, mart: string): Promise<number> {
    const grain = rates[mart as keyof typeof rates];
    const currency = place.ws.config.currency;
    const where = "currency" in findMart(mart).columns ? [`currency=${currency}`] : [];
    const { rows, totals } = await place.ask({ metrics: [metric], grain: grain ?? "total", where });
    const figure = grain === undefined ? totals[metric] : rows.findLast(({ state }) => state !== "open")?.[metric];
    expect(figure, `${metric} is there`).toBeTypeOf("number");
    return "currency" in findMart(mart).columns ? Number(figure) / 100 : Number(figure);
  }

  test.each(dashboardFigures)("$metric, from CSV and from PostgreSQL", async (figure) => {
    const expected = await asked(figure.metric, figure.mart);
    const path = folder("text", "Data/marts", `${figure.mart}.csv`);
    const text = numberSql(await workbook("text"), numberOf(figure), `read_csv('${path}', header = true)`);
    const [row] = await place.ws.readers.use((reader) => reader.run({ kind: "fragment", texts: [text], nodes: [] }));
    expect(Number(row?.["v"]), text).toBeCloseTo(expected, 6);
    const connected = numberSql(await workbook("postgres"), numberOf(figure), `"tidemark"."${figure.mart}"`);
    const { rows } = await server.client.query(connected);
    expect(Number(rows[0]?.v), connected).toBeCloseTo(expected, 6);
  });
});

describe("dropped alone on an empty sheet,", () => {
  test("no measure adds what must not be added: distinct users, standing ARR, currencies", async () => {
    let tried = 0;
    for (const source of dataSources(await workbook("text"))) {
      const mart = martOf(source);
      const measures = [...columnsOf(source).values()].filter(
        ({ attributes }) => attributes["role"] === "measure" && attributes["hidden"] !== "true",
      );
      for (const measure of measures) {
        const name = attribute(measure, "name").slice(1, -1);
        const column = mart.columns[name.replace(/_figure$/, "")];
        const isOpen = column?.sums === "all" && column.unit === "events";
        if (!isOpen) expect(attribute(measure, "aggregation")).toBe("User");
        const shown = await valueOf(source, droppedAlone(measure, source));
        tried += 1;
        if (isOpen) expect(shown).toBe(sum(await rowsOf(source), name));
        else expect(shown, `${mart.name} ${name} over several rows`).toBeNull();
        const one = column?.sums === "none" ? await valueOf(source, droppedAlone(measure, source), "limit 1") : null;
        if (column?.sums === "none") expect(one).not.toBeNull();
      }
    }
    expect(tried).toBeGreaterThan(10);
  });

  test("a distinct count is never a sum, not even where its raw column is brought to light", async () => {
    const raw = dataSources(await workbook("text")).flatMap((source) =>
      Object.entries(martOf(source).columns)
        .filter(([, { sums }]) => sums === "none")
        .map(([name]) => columnsOf(source).get(`[${name}]`)?.attributes),
    );
    expect(raw).toHaveLength(6);
    for (const attributes of raw) expect(attributes).toMatchObject({ hidden: "true", aggregation: "Max" });
  });
});

/** A formula over the rows of a data source's CSV. */
async function valueOf(source: Parsed, formula: string, limit = ""): Promise<string | number | null | undefined> {
  const path = folder("text", "Data/marts", `${martOf(source).name}.csv`);
  const query = `select cast(${formula} as varchar) as v from (select * from read_csv('${path}', header = true) ${limit})`;
  const [row] = await place.ws.readers.use((reader) => reader.run({ kind: "fragment", texts: [query], nodes: [] }));
  const value = row?.["v"];
  return value === null || value === undefined ? null : Number(value);
}

function sum(rows: readonly Readonly<Record<string, unknown>>[], name: string): number {
  return rows.reduce((total, row) => total + Number(row[name]), 0);
}

test("a warehouse that Tableau cannot be told is refused, and so are files that are there", async () => {
  const out = folder("text");
  await expect(exportTableau(place.ws, { out, warehouse: "clickhouse://host/db" })).rejects.toMatchObject({
    code: "usage",
  });
  await expect(exportTableau(place.ws, { out })).rejects.toMatchObject({ code: "conflict" });
  await writeFile(folder("text", "Data/mine.csv"), "mine");
  await exportTableau(place.ws, { out, force: true });
  expect(await readFile(folder("text", "Data/mine.csv"), "utf8")).toBe("mine");
});
