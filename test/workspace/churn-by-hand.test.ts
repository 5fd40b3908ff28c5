import { afterAll, beforeAll, expect, test } from "vitest";
import { makePlace, type Place } from "./place.ts";

// Euros: ann stays, bob leaves on 10 April, cyd comes at noon of 30 April. Dee pays in dollars and in yen, and gives up the
// dollars on 20 March.
const subscriptions = `subscription_id,user_id,valid_from,valid_to,plan,billing_interval,unit_price_minor,currency
a,ann,2025-12-01T00:00:00Z,,pro,month,1000,EUR
b,bob,2026-01-01T00:00:00Z,2026-04-10T00:00:00Z,pro,month,1000,EUR
c,cyd,2026-04-30T12:00:00Z,,pro,month,1000,EUR
d,dee,2026-01-01T00:00:00Z,2026-03-20T00:00:00Z,team,month,700,USD
e,dee,2026-01-01T00:00:00Z,,team,month,900,JPY
`;

let place: Place;
beforeAll(async () => {
  place = await makePlace();
  await place.subscriptions(subscriptions, "2026-05-30T12:00:00Z");
  await place.load();
});
afterAll(() => place.clear());

const march = { from: "2026-03", to: "2026-04", grain: "month" };

test("a customer who gives up one of two currencies is lost in it, and is no lost customer", async () => {
  const rate = async (where: readonly string[]) =>
    (await place.ask({ metrics: ["logo_churn_rate"], ...march, where })).totals["logo_churn_rate"];
  expect(await rate([])).toBe(0);
  expect(await rate(["plan=team"])).toBe(0);
  expect(await rate(["currency=USD"])).toBe(1);
  expect(await rate(["currency!=JPY"])).toBe(1 / 3);
  expect(await rate(["currency=JPY"])).toBe(0);
});

test("lifetime value looks back three months from the day that the data reach, which shorter months end early", async () => {
  // The data reach to 30 May: the months end on 31 March, 30 April and 31 May, and begin on 28 February.
  const asked = { metrics: ["ltv_revenue"], from: "2026-05", to: "2026-06", where: ["currency=EUR"] };
  const { rows } = await place.ask({ ...asked, grain: "month" });
  // Exposed are ann and bob, ann and bob, and ann alone; one is lost. Ann and cyd pay 10.00 a month each.
  expect(rows).toMatchObject([{ state: "open", ltv_revenue: (1000 * 5) / 1 }]);
});
