import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bucketsIn } from "../../src/metrics/buckets.ts";
import type { Request } from "../../src/metrics/compiled.ts";
import { compileWaterfall, readWaterfallPart, shapeWaterfall } from "../../src/metrics/waterfall/shape-waterfall.ts";
import { readArr } from "../../src/metrics/waterfall/waterfall-question.ts";
import { formatDay } from "../../src/schema/date.ts";
import { duckdb } from "../../src/sql/dialects/duckdb.ts";
import { print } from "../../src/sql/print.ts";
import type { Reader } from "../../src/warehouse/warehouse.ts";
import { stateOf } from "../../src/workspace/ask.ts";
import { readTimezone } from "../../src/workspace/timezone.ts";
import { makePlace, type Place } from "../workspace/place.ts";
import { csvOf, randomCustomer, versionsOf } from "./random-subscriptions.ts";

const seed = Number(process.env["TIDEMARK_SEED"] ?? Date.now() % 2 ** 31);
const firstDay = Date.parse("2024-02-01") / 86_400_000;

const asked = fc.record({
  grain: fc.constantFrom("day", "week", "month", "quarter", "year", "total"),
  basis: fc.constantFrom("list", "net"),
  skip: fc.integer({ min: 0, max: 120 }),
  days: fc.integer({ min: 1, max: 150 }),
  slice: fc.constantFrom<{ by?: string[]; where?: string[] }[]>(
    {},
    { by: ["plan"] },
    { by: ["billing_interval"] },
    { where: ["plan=pro"] },
    { where: ["plan=Unknown"] },
    { by: ["plan"], where: ["plan!=pro"] },
    { where: ["billing_interval=month", "currency=USD"] },
  ),
});

/** What is asked before anything by chance: it alone has a hundred rows where something was lost or gained. */
const whole = { grain: "day", basis: "net", skip: 0, days: 150, slice: { by: ["plan"] } } as const;

/** The rows of a waterfall, and whether it was answered from what is kept by period. */
async function waterfall(reader: Reader, request: Request) {
  const parts = compileWaterfall(request);
  const read = await Promise.all(
    parts.map(async (part) => readWaterfallPart(part, await reader.run(part.compiled.query), request)),
  );
  const texts = parts.map(({ compiled }) => print(compiled.query, duckdb).sql);
  const reads = (table: string) => texts.some((text) => text.includes(`"${table}"`));
  const isKept = reads("cancel_day") && (reads("arr_kept") || request.question.grain === "total");
  return { rows: shapeWaterfall(new Map(read.flat()), request), isKept };
}

// Ends of a month, of a day, and neither.
describe.each(["2024-05-01", "2024-04-17", "2024-04-17T15:10:00Z"])(
  `subscriptions told through %s (seed ${seed})`,
  (through) => {
    let place: Place;
    beforeAll(async () => {
      place = await makePlace({ timezone: "Europe/Berlin" });
      await place.subscriptions(csvOf(versionsOf(fc.sample(randomCustomer, { numRuns: 250, seed }))), through);
      await place.load();
    });
    afterAll(() => place.clear());

    test("what is kept by day and period is what every customer's movements make", async () => {
      let compared = 0;
      await place.ws.readers.use(async (reader) => {
        const state = stateOf(place.ws, reader);
        for (const { slice, skip, days, grain, basis } of [whole, ...fc.sample(asked, { numRuns: 40, seed })]) {
          const [from, to] = [formatDay(firstDay + skip), formatDay(firstDay + skip + days)];
          const isTotal = grain === "total";
          const read = readArr({ ...slice, grain: isTotal ? "day" : grain, basis, from, to }, state, readTimezone);
          const question = isTotal ? { ...read, grain: "total" as const } : read;
          const by = ["currency", ...question.by.filter((dimension) => dimension !== "currency")];
          const request: Request = {
            question: { ...question, by },
            state,
            buckets: bucketsIn(question, question.grain),
            kept: null,
          };
          const [kept, each] = await Promise.all([
            waterfall(reader, request),
            waterfall(reader, { ...request, fromEvents: true }),
          ]);
          expect(kept.isKept && !each.isKept).toBe(true);
          expect({ slice, grain, basis, from, to, rows: kept.rows }).toEqual({
            slice,
            grain,
            basis,
            from,
            to,
            rows: each.rows,
          });
          compared += each.rows.filter((row) => row["nrr"] !== null && row["nrr"] !== 1).length;
        }
      });
      expect(compared).toBeGreaterThan(100);
    });
  },
);
