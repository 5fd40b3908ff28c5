import { afterEach, describe, expect, test } from "vitest";
import { sql } from "../../src/sql/fragment.ts";
import { makePlace, type Place } from "../workspace/place.ts";

const places: Place[] = [];
afterEach(async () => {
  for (const place of places.splice(0)) await place.clear();
});

const header =
  "subscription_id,user_id,valid_from,valid_to,plan,billing_interval,unit_price_minor,discount_basis_points,quantity,status,cancel_reason,currency";

/** One version: what differs from an active monthly `pro` at 10.00 USD. */
interface Version {
  readonly sub?: string;
  readonly user?: string;
  readonly from: string;
  readonly to?: string;
  readonly plan?: string;
  readonly interval?: string;
  readonly price?: number;
  readonly off?: number;
  readonly seats?: number;
  readonly status?: string;
  readonly reason?: string;
  readonly currency?: string;
}

async function ledgerOf(versions: readonly Version[], timezone = "UTC") {
  const place = await makePlace({ timezone });
  places.push(place);
  const rows = versions.map((v) =>
    [
      v.sub ?? "s1",
      v.user ?? "ann",
      v.from,
      v.to ?? "",
      v.plan ?? "pro",
      v.interval ?? "month",
      v.price ?? 1000,
      v.off ?? 0,
      v.seats ?? 1,
      v.status ?? "active",
      v.reason ?? "",
      v.currency ?? "USD",
    ].join(","),
  );
  await place.subscriptions([header, ...rows, ""].join("\n"), "2026-12-01");
  await place.load();
  const read = (query: ReturnType<typeof sql>) => place.ws.readers.use((reader) => reader.run(query));
  return {
    place,
    /** `kind amount plan interval` in order of time, list basis. */
    async movements(basis: "list" | "net" = "list") {
      const all = await read(sql`select * from "arr_movement" order by "moved_at", "kind", "amount"`);
      return all
        .filter((row) => row["basis"] === basis)
        .map((row) => `${row["kind"]} ${row["amount"]} ${row["plan"]} ${row["billing_interval"]}`);
    },
    async ends() {
      const all = await read(
        sql`select * from "subscription_end" where "basis" = 'list' order by "ended_at", "subscription_id"`,
      );
      return all.map((row) => `${row["subscription_id"]} ${row["amount"]} ${row["cancel_reason"]}`);
    },
  };
}

describe("the ARR ledger, by hand", () => {
  test("a month at 10.00 is 120.00 a year, and its end is churn of the same", async () => {
    const ledger = await ledgerOf([{ from: "2026-01-01", to: "2026-03-01", reason: "price" }]);
    expect(await ledger.movements()).toEqual(["new 12000 pro month", "churn -12000 pro month"]);
    expect(await ledger.ends()).toEqual(["s1 12000 price"]);
  });

  test("a trial counts nothing until it ends, and one that ends unpaid cancels 0", async () => {
    const ledger = await ledgerOf([
      { from: "2026-01-01", to: "2026-01-15", status: "trialing" },
      { from: "2026-01-15", to: "2026-02-15" },
      { sub: "s2", user: "bob", from: "2026-01-01", to: "2026-01-15", status: "trialing" },
    ]);
    expect(await ledger.movements()).toEqual(["new 12000 pro month", "churn -12000 pro month"]);
    expect(await ledger.ends()).toEqual(["s2 0 null", "s1 12000 null"]);
  });

  test("leaving 100 % off is the start of paying", async () => {
    const ledger = await ledgerOf([{ from: "2026-01-01", to: "2026-02-01", off: 10_000 }, { from: "2026-02-01" }]);
    expect(await ledger.movements()).toEqual(["new 12000 pro month"]);
  });

  test("a discount moves net ARR alone, and a dearer price under the old discount is expansion", async () => {
    const ledger = await ledgerOf([
      { from: "2026-01-01", to: "2026-02-01", off: 5_000 },
      { from: "2026-02-01", to: "2026-03-01", price: 2000, off: 5_000 },
      { from: "2026-03-01", price: 2000 },
    ]);
    expect(await ledger.movements()).toEqual(["new 12000 pro month", "expansion 12000 pro month"]);
    expect(await ledger.movements("net")).toEqual([
      "new 6000 pro month",
      "expansion 6000 pro month",
      "discount_change 12000 pro month",
    ]);
  });

  test("a switch carries over what both plans share; the rest is expansion in the new or contraction in the old", async () => {
    const up = await ledgerOf([
      { from: "2026-01-01", to: "2026-02-01" },
      { from: "2026-02-01", plan: "team", price: 1500 },
    ]);
    expect(await up.movements()).toEqual([
      "new 12000 pro month",
      "expansion 6000 team month",
      "switch_in 12000 team month",
      "switch_out -12000 pro month",
    ]);
    const down = await ledgerOf([
      { from: "2026-01-01", to: "2026-02-01" },
      { from: "2026-02-01", interval: "year", price: 10_000 },
    ]);
    expect(await down.movements()).toEqual([
      "new 12000 pro month",
      "contraction -2000 pro month",
      "switch_in 10000 pro year",
      "switch_out -10000 pro month",
    ]);
  });

  test("a subscription replaced on the same local day is not cancelled", async () => {
    const ledger = await ledgerOf([
      { from: "2026-01-01T08:00:00Z", to: "2026-02-01T08:00:00Z" },
      { sub: "s2", from: "2026-02-01T20:00:00Z", interval: "year", price: 12_000 },
    ]);
    expect(await ledger.movements()).toEqual([
      "new 12000 pro month",
      "switch_in 12000 pro year",
      "switch_out -12000 pro month",
    ]);
    expect(await ledger.ends()).toEqual([]);
    const { rows } = await ledger.place.ask({
      metrics: ["gross_arr", "gross_new_arr", "cancel_arr"],
      grain: "day",
      from: "2026-01-31",
      to: "2026-02-03",
    });
    expect(rows.map((row) => [row["gross_arr"], row["gross_new_arr"], row["cancel_arr"]])).toEqual([
      [12000, 0, 0],
      [12000, 0, 0],
      [12000, 0, 0],
    ]);
  });

  test("a short subscription beside one that began earlier the same day is counted, not taken for replaced", async () => {
    const ledger = await ledgerOf([
      { from: "2026-01-05T08:00:00Z" },
      { sub: "s2", from: "2026-01-05T10:00:00Z", to: "2026-01-05T18:00:00Z", plan: "team", price: 2000 },
    ]);
    expect(await ledger.movements()).toEqual([
      "new 12000 pro month",
      "expansion 24000 team month",
      "contraction -24000 team month",
    ]);
    expect(await ledger.ends()).toEqual(["s2 24000 null"]);
  });

  test("a subscription replaced on the day on which its price changed once more is not cancelled", async () => {
    const ledger = await ledgerOf([
      { from: "2026-01-01", to: "2026-02-01T10:00:00Z" },
      { from: "2026-02-01T10:00:00Z", to: "2026-02-01T20:00:00Z", price: 1200 },
      { sub: "s2", from: "2026-02-01T08:00:00Z", interval: "year", price: 12_000 },
    ]);
    expect(await ledger.movements()).toEqual([
      "new 12000 pro month",
      "switch_in 12000 pro year",
      "switch_out -12000 pro month",
    ]);
    expect(await ledger.ends()).toEqual([]);
  });

  test("a subscription that goes on in another currency leaves the one and is new in the other", async () => {
    const ledger = await ledgerOf([
      { from: "2026-01-01", to: "2026-02-01", price: 1500, currency: "JPY" },
      { from: "2026-02-01", price: 1000, currency: "USD" },
    ]);
    expect(await ledger.movements()).toEqual(["new 18000 pro month", "churn -18000 pro month", "new 12000 pro month"]);
    expect(await ledger.ends()).toEqual([]);
  });

  test("the local day decides: the same instants are a replacement in one timezone and churn in another", async () => {
    const versions: readonly Version[] = [
      { from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:30:00Z" },
      { sub: "s2", from: "2026-02-02T23:30:00Z" },
    ];
    // 46 hours and 60 minutes apart: other days everywhere.
    expect(await (await ledgerOf(versions)).movements()).toEqual([
      "new 12000 pro month",
      "churn -12000 pro month",
      "reactivation 12000 pro month",
    ]);
    const near = versions.map((version) =>
      version.sub === "s2" ? { ...version, from: "2026-02-01T23:30:00Z" } : version,
    );
    expect(await (await ledgerOf(near)).movements()).toEqual(["new 12000 pro month"]);
    expect(await (await ledgerOf(near, "America/New_York")).ends()).toEqual([]);
  });

  test("a gap of a day is reactivation, a gap of hours only the difference", async () => {
    const day = await ledgerOf([
      { from: "2026-01-01", to: "2026-02-01" },
      { from: "2026-02-02", price: 1200 },
    ]);
    expect(await day.movements()).toEqual([
      "new 12000 pro month",
      "churn -12000 pro month",
      "reactivation 14400 pro month",
    ]);
    const hours = await ledgerOf([
      { from: "2026-01-01", to: "2026-02-01" },
      { from: "2026-02-01T18:00:00Z", price: 1200 },
    ]);
    expect(await hours.movements()).toEqual(["new 12000 pro month", "expansion 2400 pro month"]);
    expect(await hours.ends()).toEqual([]);
  });

  test("past due pays for 14 days, then leaves; its formal end cancels 0; a payment inside the grace moves nothing", async () => {
    const lost = await ledgerOf([
      { from: "2026-01-01", to: "2026-02-01" },
      { from: "2026-02-01", to: "2026-03-10", status: "past_due", reason: "failed_payment" },
    ]);
    expect(await lost.movements()).toEqual(["new 12000 pro month", "churn -12000 pro month"]);
    expect(await lost.ends()).toEqual(["s1 0 failed_payment"]);
    const { rows } = await lost.place.ask({
      metrics: ["gross_arr"],
      grain: "day",
      from: "2026-02-14",
      to: "2026-02-16",
    });
    expect(rows.map((row) => row["gross_arr"])).toEqual([12000, 0]);
    const paid = await ledgerOf([
      { from: "2026-01-01", to: "2026-02-01" },
      { from: "2026-02-01", to: "2026-02-14", status: "past_due" },
      { from: "2026-02-14" },
    ]);
    expect(await paid.movements()).toEqual(["new 12000 pro month"]);
  });

  test("a pause is no churn and coming back from it no reactivation", async () => {
    const ledger = await ledgerOf([
      { from: "2026-01-01", to: "2026-02-01" },
      { from: "2026-02-01", to: "2026-04-01", status: "paused" },
      { from: "2026-04-01" },
    ]);
    expect(await ledger.movements()).toEqual([
      "new 12000 pro month",
      "pause -12000 pro month",
      "resume 12000 pro month",
    ]);
    expect(await ledger.ends()).toEqual([]);
  });

  test("a customer who keeps another subscription contracts, and the ended one is cancel ARR", async () => {
    const ledger = await ledgerOf([
      { from: "2026-01-01" },
      { sub: "s2", from: "2026-01-05", to: "2026-03-05", plan: "team", price: 2000, reason: "need_ended" },
    ]);
    expect(await ledger.movements()).toEqual([
      "new 12000 pro month",
      "expansion 24000 team month",
      "contraction -24000 team month",
    ]);
    expect(await ledger.ends()).toEqual(["s2 24000 need_ended"]);
  });

  test("a version that reaches into the next is cut, and one told again later replaces the earlier telling", async () => {
    const ledger = await ledgerOf([{ from: "2026-01-01" }, { from: "2026-03-01", price: 2000 }]);
    expect(await ledger.movements()).toEqual(["new 12000 pro month", "expansion 12000 pro month"]);
    await ledger.place.subscriptions(`${header}\ns1,ann,2026-03-01,,pro,month,1500,0,1,active,,USD\n`, "2026-12-01");
    await ledger.place.load();
    expect(await ledger.movements()).toEqual(["new 12000 pro month", "expansion 6000 pro month"]);
  });

  test("two currencies are never added, and asking for their sum says how to ask", async () => {
    const { place } = await ledgerOf([
      { from: "2026-01-01", currency: "USD" },
      { sub: "s2", from: "2026-01-01", currency: "JPY", price: 1500 },
    ]);
    await expect(place.ask({ metrics: ["gross_arr"], from: "2026-01", to: "2026-02" })).rejects.toMatchObject({
      code: "usage",
      hint: expect.stringContaining("--by currency"),
    });
    const { rows } = await place.ask({ metrics: ["gross_arr"], from: "2026-01", to: "2026-02", by: ["currency"] });
    expect(rows.map((row) => [row["currency"], row["gross_arr"]])).toEqual([
      ["JPY", 18_000],
      ["USD", 12_000],
    ]);
  });
});
