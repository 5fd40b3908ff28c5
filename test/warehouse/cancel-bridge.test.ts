import { afterAll, beforeAll, expect, test } from "vitest";
import { sql } from "../../src/sql/fragment.ts";
import { arr, type ArrText } from "../../src/workspace/arr.ts";
import { verify } from "../../src/workspace/verify.ts";
import { makePlace, type Place } from "../workspace/place.ts";

// Monthly at 10.00, 20.00 and 5.00: 12000, 24000 and 6000 minor units a year.
const versions = [
  "subscription_id,user_id,valid_from,valid_to,plan,billing_interval,unit_price_minor,currency",
  // Ann pays for two and ends one in February: 12000 contract. She ends the other in March: 24000 churn.
  "s1,ann,2026-01-01,2026-02-10,pro,month,1000,USD",
  "s2,ann,2026-01-01,2026-03-10,team,month,2000,USD",
  // Ben has one and ends it in February: 6000 churn.
  "s3,ben,2026-01-01,2026-02-20,pro,month,500,USD",
  // Cleo pays in two currencies: what ends in yen is churn of yen, whatever she keeps in dollars.
  "s4,cleo,2026-01-01,2026-02-15,pro,month,1000,JPY",
  "s5,cleo,2026-01-01,,pro,month,1000,USD",
  // A subscription that goes from Dan to Eve: all of his ARR leaves him, and is new of her.
  "s6,dan,2026-01-01,2026-02-05,pro,month,1000,EUR",
  "s6,eve,2026-02-05,,pro,month,1000,EUR",
  "",
].join("\n");

let place: Place;
beforeAll(async () => {
  place = await makePlace();
  await place.subscriptions(versions, "2026-04-01");
  await place.load();
});
afterAll(() => place.clear());

async function bridgeOf(question: ArrText) {
  const { rows } = await arr(place.ws, { from: "2026-02", to: "2026-04", ...question });
  return rows.map((row) =>
    ["period", "currency", "cancel_arr", "churn_at_cancel", "contraction_by_cancel"].map((name) => row[name]),
  );
}

test("cancel ARR is churn at cancel and contraction by cancel, per customer and currency", async () => {
  expect(await bridgeOf({ where: ["currency!=EUR"] })).toEqual([
    ["2026-02-01", "JPY", 12_000, 12_000, 0],
    ["2026-02-01", "USD", 18_000, 6_000, 12_000],
    ["2026-03-01", "JPY", 0, 0, 0],
    ["2026-03-01", "USD", 24_000, 24_000, 0],
  ]);
});

test("the bridge is checked by verify", async () => {
  const { checks } = await verify(place.ws);
  const bridge = checks.find(({ name }) => name === "cancel ARR = churn at cancel + contraction by cancel");
  expect(bridge).toMatchObject({ failed: 0 });
  expect(bridge?.compared).toBeGreaterThan(10);
});

test("a subscription that goes to another customer leaves one and is new of the other", async () => {
  const rows = await place.ws.readers.use((reader) =>
    reader.run(
      sql`select * from "arr_movement" where "currency" = 'EUR' and "basis" = 'list' order by "moved_at", "kind"`,
    ),
  );
  expect(rows.map((row) => `${row["user_id"]} ${row["kind"]} ${row["amount"]}`)).toEqual([
    "dan new 12000",
    "dan churn -12000",
    "eve new 12000",
  ]);
});
