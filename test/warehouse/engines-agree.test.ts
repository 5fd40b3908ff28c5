import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { bucketsIn } from "../../src/metrics/buckets.ts";
import { catalogue } from "../../src/metrics/catalogue.ts";
import { compile } from "../../src/metrics/compile.ts";
import type { Metric } from "../../src/metrics/metric.ts";
import { readQuestion } from "../../src/metrics/read-question.ts";
import type { Fragment } from "../../src/sql/fragment.ts";
import { readWarehouseAddress } from "../../src/warehouse/address.ts";
import type { Reader, Warehouse } from "../../src/warehouse/warehouse.ts";
import { stateOf } from "../../src/workspace/ask.ts";
import { readTimezone } from "../../src/workspace/timezone.ts";
import { engines, type EngineService } from "../services/engines.ts";
import { makePlace, makeSimulatedPlace, type Place } from "../workspace/place.ts";
import { awkwardEvents, awkwardSubscriptions } from "./awkward-data.ts";
import { sortedRows } from "./postgres-copy.ts";
import { questionsOf } from "./questions.ts";

const companies: Readonly<Record<string, () => Promise<Place>>> = {
  "a simulated company in UTC": () => makeSimulatedPlace({ users: 60, from: "2026-01-20", to: "2026-04-03", seed: 7 }),
  "awkward rows in Berlin, weeks from Sunday": async () => {
    const place = await makePlace({ timezone: "Europe/Berlin", weekStart: "sunday" });
    await place.events(awkwardEvents, "2026-04-02T10:30:00Z");
    await place.subscriptions(awkwardSubscriptions, "2026-04-02T10:30:00Z");
    await place.load();
    return place;
  },
};

/**
 * Of a metric's questions, the ordinary run asks every eleventh, each metric beginning with another, so that every grain,
 * breakdown and filter is asked of each engine many times; `TIDEMARK_CONFORMANCE=full` asks all of all.
 */
const isFull = process.env["TIDEMARK_CONFORMANCE"] === "full";
const stride = isFull ? 1 : 11;
if (isFull) vi.setConfig({ testTimeout: 900_000 });

interface Asked {
  readonly label: string;
  readonly query: Fragment;
}

function askedOf(metric: Metric, place: Place, reader: Reader): readonly Asked[] {
  const state = { ...stateOf(place.ws, reader), grossMarginBasisPoints: 8_000 };
  const first = catalogue.indexOf(metric) % stride;
  return questionsOf(metric)
    .flatMap((text) => [false, true].map((fromEvents) => ({ text, fromEvents })))
    .filter((_, i) => i % stride === first)
    .map(({ text, fromEvents }) => {
      const question = readQuestion(text, state, readTimezone);
      const request = { question, state, buckets: bucketsIn(question, question.grain), kept: null, fromEvents };
      const label = `${JSON.stringify(text)} ${fromEvents ? "from events" : "from rollups"}`;
      return { label, query: compile(metric, request).query };
    });
}

describe.each(Object.keys(engines) as (keyof typeof engines)[])("%s", (engine) => {
  let server: EngineService;
  beforeAll(async () => {
    server = await engines[engine]();
  });
  afterAll(() => server.stop());

  describe.each(Object.keys(companies))("with %s", (company) => {
    let place: Place;
    let warehouse: Warehouse;
    let there: Reader;

    beforeAll(async () => {
      place = (await companies[company]?.()) ?? (await makePlace());
      const address = await server.place(`company_${Object.keys(companies).indexOf(company)}`);
      warehouse = await place.ws.warehouseAt(readWarehouseAddress(address));
      await warehouse.load({ lake: await place.ws.lake(), settings: place.ws.settings });
      const opened = await warehouse.open();
      if (opened === null) throw new Error("Nothing was loaded");
      there = opened;
    });
    afterAll(async () => {
      await warehouse.close();
      await place.clear();
    });

    for (const metric of catalogue) {
      test(`${metric.name} has DuckDB's rows`, async () => {
        await place.ws.readers.use(async (here) => {
          for (const { label, query } of askedOf(metric, place, here)) {
            expect(sortedRows(await there.run(query)), label).toEqual(sortedRows(await here.run(query)));
          }
        });
      });
    }
  });
});
