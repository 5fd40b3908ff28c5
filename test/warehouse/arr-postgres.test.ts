import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bucketsIn } from "../../src/metrics/buckets.ts";
import { compile } from "../../src/metrics/compile.ts";
import { readQuestion } from "../../src/metrics/read-question.ts";
import { compileWaterfall } from "../../src/metrics/waterfall/shape-waterfall.ts";
import { type ArrText, readArr } from "../../src/metrics/waterfall/waterfall-question.ts";
import { ledgerDifferenceQuery } from "../../src/rollup/ledger-difference.ts";
import { ledgerQueries, ledgerTables } from "../../src/rollup/ledger-queries.ts";
import { postgres } from "../../src/sql/dialects/postgres.ts";
import { redshift } from "../../src/sql/dialects/redshift.ts";
import { name, sql } from "../../src/sql/fragment.ts";
import { print } from "../../src/sql/print.ts";
import { stateOf } from "../../src/workspace/ask.ts";
import { readTimezone } from "../../src/workspace/timezone.ts";
import { type Postgres, startPostgres } from "../services/postgres.ts";
import { makePlace, type Place } from "../workspace/place.ts";
import { askedTables, copyTables, runOn, sortedRows } from "./postgres-copy.ts";
import { csvOf, randomCustomer, versionsOf } from "./random-subscriptions.ts";

const seed = Number(process.env["TIDEMARK_SEED"] ?? 20_260_329);

const questions: readonly ArrText[] = [
  {},
  { basis: "net", grain: "day", from: "2024-03-20", to: "2024-04-10" },
  { grain: "week", weekStart: "wednesday", by: ["plan"] },
  { grain: "quarter", by: ["billing_interval", "currency"], where: ["currency=USD", "currency=JPY"] },
  { grain: "total", by: ["country", "platform"], where: ["plan!=pro"] },
  { grain: "year", timezone: "America/New_York" },
];

describe(`the ARR ledger of random subscriptions (seed ${seed})`, () => {
  let place: Place;
  let server: Postgres;

  beforeAll(async () => {
    place = await makePlace({ timezone: "Europe/Berlin" });
    await place.subscriptions(csvOf(versionsOf(fc.sample(randomCustomer, { numRuns: 250, seed }))), "2025-06-01");
    await place.load();
    server = await startPostgres();
    await place.ws.readers.use((reader) => copyTables(reader, server.client, askedTables));
  });
  afterAll(async () => {
    await server.stop();
    await place.clear();
  });

  test("is built from the same text, row for row, on PostgreSQL and DuckDB", async () => {
    for (const table of ledgerTables) await server.client.query(`truncate ${table}`);
    for (const { table, query } of ledgerQueries({ graceDays: 14 }, 1)) {
      const { sql: text, parameters } = print(query, postgres);
      const columns = (await server.client.query(`select * from ${table} limit 0`)).fields.map((field) => field.name);
      const select = columns.map((column) => `"${column}"`).join(", ");
      await server.client.query(`insert into ${table} select ${select} from (${text}) q`, [...parameters]);
    }
    for (const table of ledgerTables) {
      const all = sql`select * from ${name(table)}`;
      const here = sortedRows(await place.ws.readers.use((reader) => reader.run(all)));
      expect(sortedRows(await runOn(server.client, print(all, postgres)))).toEqual(here);
      expect(here.length).toBeGreaterThan(100);
    }
  });

  test.each(questions)("answers the waterfall %j alike on PostgreSQL and DuckDB", async (text) => {
    await place.ws.readers.use(async (reader) => {
      const state = stateOf(place.ws, reader);
      const question = readArr(text, state, readTimezone);
      const apart = { ...question, by: [...new Set(["currency", ...question.by])] };
      const parts = compileWaterfall({
        question: apart,
        state,
        buckets: bucketsIn(question, question.grain),
        kept: null,
      });
      for (const { compiled } of parts) {
        const here = sortedRows(await reader.run(compiled.query));
        expect(here.length).toBeGreaterThan(0);
        for (const dialect of [postgres, redshift]) {
          expect(sortedRows(await runOn(server.client, print(compiled.query, dialect)))).toEqual(here);
        }
      }
    });
  });

  test("is retained over twelve months alike on PostgreSQL and DuckDB", async () => {
    await place.ws.readers.use(async (reader) => {
      const state = stateOf(place.ws, reader);
      const text = { metrics: ["grr_12m"], from: "2025-01", to: "2025-06", by: ["currency", "plan"] };
      const question = readQuestion(text, state, readTimezone);
      const request = { question, state, buckets: bucketsIn(question, question.grain), kept: null };
      for (const metric of question.metrics) {
        const { query } = compile(metric, request);
        const here = sortedRows(await reader.run(query));
        expect(here.length).toBeGreaterThan(10);
        for (const dialect of [postgres, redshift]) {
          expect(sortedRows(await runOn(server.client, print(query, dialect)))).toEqual(here);
        }
      }
    });
  });

  test("is found out by the check of every load when one movement is off by one minor unit", async () => {
    const check = print(ledgerDifferenceQuery(), postgres);
    expect((await runOn(server.client, check)).map((row) => row["off_by"])).toEqual([0, 0, 0, 0, 0, 0]);
    await server.client.query(
      `update arr_movement set amount = amount + 1 where ctid = (select min(ctid) from arr_movement where basis = 'list' and currency = 'JPY')`,
    );
    const found = (await runOn(server.client, check)).filter((row) => row["off_by"] !== 0);
    expect(found).toMatchObject([{ basis: "list", currency: "JPY", off_by: 1 }]);
  });
});
