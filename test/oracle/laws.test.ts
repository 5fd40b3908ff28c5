import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { catalogue } from "../../src/metrics/catalogue.ts";
import { isAdditive, subjectOf } from "../../src/metrics/metric.ts";
import { formatDay } from "../../src/schema/date.ts";
import { receipt } from "../../src/workspace/receipt.ts";
import { awkwardEvents, awkwardSubscriptions } from "../warehouse/awkward-data.ts";
import { day, makePlace, type Place } from "../workspace/place.ts";

const seed = Number(process.env["TIDEMARK_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const runs = Number(process.env["TIDEMARK_LAW_RUNS"] ?? 25);

let place: Place;
beforeAll(async () => {
  place = await makePlace({ timezone: "Europe/Berlin" });
  await place.events(awkwardEvents, "2026-04-02T10:30:00Z");
  await place.subscriptions(awkwardSubscriptions, "2026-04-02T10:30:00Z");
  await place.load();
});
afterAll(() => place.clear());

const additive = catalogue.filter(isAdditive);
/** First days are meant inside a filter: new users of its parts overlap, and only their sets make the whole. */
const parted = additive.filter(({ measure }) => measure.kind !== "first_seen");
const first = day("2025-12-30");

/** A range of days, and a day that parts it. */
const ranges = fc
  .uniqueArray(fc.integer({ min: 0, max: 92 }), { minLength: 3, maxLength: 3 })
  .map((found) => found.toSorted((a, b) => a - b).map((days) => formatDay(first + days)));

const filters = {
  activity: [
    "platform=web",
    "country=DE",
    "user_type=new",
    "event_name=editor_opened",
    "properties.$plan tier/a~b=pro",
  ],
  subscription: ["plan=pro", "billing_interval=month", "country=DE", "platform=web"],
} as const;

async function total(
  metric: string,
  question: { readonly from?: string; readonly to?: string; readonly where: readonly string[] },
) {
  const { totals } = await place.ask({ metrics: [metric], grain: "total", ...question });
  return totals[metric] ?? null;
}

test(`a filter, its complement and what is missing make the whole of every additive metric (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...parted),
      ranges,
      fc.nat(),
      async ({ name, ...metric }, [from = "", , to = ""], i) => {
        const known = filters[subjectOf(metric)];
        const filter = known[i % known.length] ?? known[0];
        const money = subjectOf(metric) === "subscription" ? ["currency=USD"] : [];
        const dimension = filter.slice(0, filter.indexOf("="));
        const parts = [filter, filter.replace("=", "!="), `${dimension}=`];
        const sums = await Promise.all(parts.map((part) => total(name, { from, to, where: [...money, part] })));
        const whole = await total(name, { from, to, where: money });
        expect([name, filter, sums.reduce((sum: number, part) => sum + (part ?? 0), 0)]).toEqual([name, filter, whole]);
      },
    ),
    { seed, numRuns: runs },
  );
});

test(`two parts of a range make the whole of every additive metric (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...additive), ranges, async (metric, [from = "", middle = "", to = ""]) => {
      const where = subjectOf(metric) === "subscription" ? ["currency=USD"] : [];
      const [whole, before, after] = await Promise.all([
        total(metric.name, { from, to, where }),
        total(metric.name, { from, to: middle, where }),
        total(metric.name, { from: middle, to, where }),
      ]);
      expect([metric.name, from, middle, to, (before ?? 0) + (after ?? 0)]).toEqual([
        metric.name,
        from,
        middle,
        to,
        whole,
      ]);
    }),
    { seed, numRuns: runs },
  );
});

test(`distinct users of two parts are those of the whole as sets, and never their sum by rule (seed ${seed})`, async () => {
  const usersOf = async (question: {
    readonly from: string;
    readonly to: string;
    readonly where?: readonly string[];
  }) => {
    const found = await receipt(place.ws, { metrics: ["active_users"], grain: "total", limit: "1000", ...question });
    expect(found.behind?.total).toBe(found.cell.value);
    return new Set((found.behind?.rows ?? []).map((row) => String(row["user_id"])));
  };
  await fc.assert(
    fc.asyncProperty(ranges, fc.nat(), async ([from = "", middle = "", to = ""], i) => {
      const whole = await usersOf({ from, to });
      const parts = [await usersOf({ from, to: middle }), await usersOf({ from: middle, to })];
      expect(new Set(parts.flatMap((part) => [...part]))).toEqual(whole);
      const filter = filters.activity[i % filters.activity.length] ?? "platform=web";
      const dimension = filter.slice(0, filter.indexOf("="));
      const cut = await Promise.all(
        [filter, filter.replace("=", "!="), `${dimension}=`].map((part) => usersOf({ from, to, where: [part] })),
      );
      expect(new Set(cut.flatMap((part) => [...part]))).toEqual(whole);
    }),
    { seed, numRuns: Math.ceil(runs / 4) },
  );
});
