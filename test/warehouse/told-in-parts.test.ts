import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { makePlace, type Place } from "../workspace/place.ts";
import type { Version } from "./arr-oracle.ts";
import { type Contents, contentsOf } from "./contents.ts";
import { csvOf, randomCustomer, versionsOf } from "./random-subscriptions.ts";

const seed = Number(process.env["TEST_SEED"] ?? Date.now() % 1_000_000_000);
const places: Place[] = [];
afterEach(async () => {
  for (const place of places.splice(0)) await place.clear();
});

/** Load batches of versions one after another; what the warehouse holds then, without when it arrived. */
async function loaded(batches: readonly (readonly Version[])[], loadEach: boolean): Promise<Contents> {
  const place = await makePlace({ timezone: "America/New_York" });
  places.push(place);
  for (const [i, batch] of batches.entries()) {
    await place.subscriptions(csvOf(batch), `2026-07-0${i + 1}`);
    if (loadEach || i === batches.length - 1) expect((await place.load()).rebuilt).toBeNull();
  }
  const contents = await place.ws.readers.use(contentsOf);
  const subscription = (contents["subscription"] ?? []).map((row) => row.replace(/,"received_at":\d+/, ""));
  return { ...contents, subscription };
}

/** The rows that only one of the two holds. */
function difference(one: Contents, other: Contents): readonly string[] {
  return Object.keys(one).flatMap((table) => {
    const [left, right] = [one[table] ?? [], other[table] ?? []];
    const only = (rows: readonly string[], others: readonly string[]) => rows.filter((row) => !others.includes(row));
    const count = left.length === right.length ? [] : [`${table}: ${left.length} and ${right.length} rows`];
    return [
      ...count,
      ...only(left, right).map((row) => `- ${table} ${row}`),
      ...only(right, left).map((row) => `+ ${table} ${row}`),
    ];
  });
}

describe(`subscriptions that are told in parts (seed ${seed})`, () => {
  test("any split of any versions into loads, some told twice and some of another customer's subscription, equals one load of all", async () => {
    const story = fc.record({
      customers: fc.array(randomCustomer, { minLength: 12, maxLength: 30 }),
      // A version that goes over to another customer, so that two share a subscription.
      moved: fc.array(fc.record({ version: fc.nat(), user: fc.nat({ max: 11 }) }), { maxLength: 4 }),
      again: fc.array(fc.nat(), { maxLength: 4 }),
      // Most are told by the first load, few by each that follows: those are counted by themselves.
      late: fc.array(fc.record({ version: fc.nat(), batch: fc.integer({ min: 1, max: 3 }) }), { maxLength: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(story, async ({ customers, moved, again, late }) => {
        const told = [...versionsOf(customers)];
        const placeOf = (drawn: number) => drawn % told.length;
        for (const { version, user } of moved) {
          told[placeOf(version)] = { ...(told[placeOf(version)] as Version), user: `u${user}` };
        }
        const batchOf = new Map(late.map(({ version, batch }) => [placeOf(version), batch]));
        const batches = [0, 1, 2, 3].map((batch) => told.filter((_, i) => (batchOf.get(i) ?? 0) === batch));
        // Told once more, half of them otherwise.
        batches.push(
          again.map((drawn) => {
            const version = told[placeOf(drawn)] as Version;
            return drawn % 2 === 0 ? version : { ...version, price: version.price + 700 };
          }),
        );
        const filled = batches.filter((batch) => batch.length > 0);
        expect(difference(await loaded(filled, true), await loaded(filled, false))).toEqual([]);
        for (const place of places.splice(0)) await place.clear();
      }),
      { seed, numRuns: Number(process.env["TEST_RUNS"] ?? 4), endOnFailure: true },
    );
  }, 300_000);
});
