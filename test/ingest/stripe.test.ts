import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Reading } from "../../src/workspace/resolve-mapping.ts";
import { type Desk, openDesk } from "./desk.ts";

let desk: Desk;
beforeEach(async () => (desk = await openDesk()));
afterEach(() => desk.clear());

const stripe = (discounts: "all" | "forever" = "all"): Reading => ({
  kind: "billing",
  billing: { preset: "stripe", discounts },
});
const seconds = (day: string): number => Date.parse(day) / 1_000;

/** A price of Stripe's API. */
function price(id: string, unitAmount: number | null, more: object = {}): object {
  const recurring = { interval: "month", interval_count: 1, usage_type: "licensed" };
  return { object: "price", id, nickname: id, currency: "usd", unit_amount: unitAmount, recurring, ...more };
}

/** A subscription of Stripe's API with one item of ten dollars a month, active since 2026-01-01. */
function subscription(id: string, more: object = {}): object {
  return {
    object: "subscription",
    id,
    customer: `cus_${id}`,
    status: "active",
    start_date: seconds("2026-01-01"),
    created: seconds("2026-01-01"),
    current_period_start: seconds("2026-03-01"),
    current_period_end: seconds("2026-04-01"),
    cancel_at_period_end: false,
    items: { object: "list", data: [{ id: `si_${id}`, quantity: 1, price: price("Pro", 1_000) }] },
    ...more,
  };
}

const shown =
  "subscription_id as id, strftime(valid_from, '%Y-%m-%d') as \"from\", strftime(valid_to, '%Y-%m-%d') as \"to\", status, plan, billing_interval as every, billing_interval_count::int as n, quantity::int as q, unit_price_minor::bigint::int as price, discount_minor::int as off, discount_basis_points::int as bp, currency";

async function versions(objects: readonly object[], reading = stripe()) {
  const file = await desk.file("export.ndjson", objects.map((object) => JSON.stringify(object)).join("\n"));
  const report = await desk.importing("subscriptions", { files: [file], maxRejected: 1 }, { reading });
  const rows =
    (await desk.lake.snapshot()).files.length === 0
      ? []
      : await desk.ask(`select ${shown} from subscriptions order by 1, valid_from`);
  return { report, rows, rejected: desk.quarantined(report).map(({ line, column, reason }) => [line, column, reason]) };
}

const month = { plan: "Pro", every: "month", n: 1, q: 1, price: 1_000, off: 0, bp: 0, currency: "USD" };

describe("a subscription of Stripe", () => {
  test("that runs is one version without an end", async () => {
    const { rows, report } = await versions([subscription("a")]);
    expect(rows).toEqual([{ id: "a", from: "2026-01-01", to: null, status: "active", ...month }]);
    expect(report).toMatchObject({ rowsRead: 1, rowsLoaded: 1, rowsRejected: 0, rowsSkipped: 0 });
  });

  test("begins with its trial, is asked to end at the period's end, and ends", async () => {
    const { rows } = await versions([
      subscription("t", { trial_start: seconds("2026-01-01"), trial_end: seconds("2026-01-15") }),
      subscription("c", { cancel_at_period_end: true, canceled_at: seconds("2026-02-10") }),
      subscription("e", {
        status: "canceled",
        canceled_at: seconds("2026-02-10"),
        ended_at: seconds("2026-03-01"),
        cancellation_details: { reason: "cancellation_requested", feedback: "too_expensive" },
      }),
      subscription("n", {
        status: "canceled",
        canceled_at: seconds("2026-02-10"),
        ended_at: seconds("2026-02-10"),
        cancellation_details: { reason: "payment_failed" },
      }),
    ]);
    expect(rows.map(({ id, from, to, status }) => [id, from, to, status])).toEqual([
      ["c", "2026-01-01", "2026-02-10", "active"],
      ["c", "2026-02-10", null, "active"],
      ["e", "2026-01-01", "2026-02-10", "active"],
      ["e", "2026-02-10", "2026-03-01", "active"],
      ["n", "2026-01-01", "2026-02-10", "active"],
      ["t", "2026-01-01", "2026-01-15", "trialing"],
      ["t", "2026-01-15", null, "active"],
    ]);
    const why = await desk.ask(
      "select subscription_id as id, strftime(cancel_requested_at, '%Y-%m-%d') as asked, cancel_reason as why, cancel_type as how from subscriptions where cancel_requested_at is not null or cancel_type is not null order by id, valid_from",
    );
    expect(why).toEqual([
      { id: "c", asked: "2026-02-10", why: null, how: null },
      { id: "e", asked: "2026-02-10", why: "too_expensive", how: "voluntary" },
      { id: "n", asked: null, why: "payment_failed", how: "involuntary" },
    ]);
  });

  test("is past due or given up since the period that was not paid", async () => {
    const { rows } = await versions([
      subscription("p", { status: "past_due" }),
      subscription("u", { status: "unpaid" }),
    ]);
    expect(rows.map(({ id, from, status }) => [id, from, status])).toEqual([
      ["p", "2026-01-01", "active"],
      ["p", "2026-03-01", "past_due"],
      ["u", "2026-01-01", "active"],
      ["u", "2026-03-01", "ended"],
    ]);
  });

  test("takes a discount off as long as its coupon says, or only one without an end, as Stripe counts", async () => {
    const discount = (coupon: object) => ({ discounts: [{ id: "di", start: seconds("2026-01-01"), coupon }] });
    const objects = [
      subscription("once", discount({ id: "x", duration: "once", amount_off: 300, currency: "usd" })),
      subscription("some", discount({ id: "y", duration: "repeating", duration_in_months: 3, percent_off: 12.5 })),
      subscription("ever", discount({ id: "z", duration: "forever", percent_off: 50 })),
    ];
    const { rows } = await versions(objects);
    expect(rows.map(({ id, from, to, off, bp }) => [id, from, to, off, bp])).toEqual([
      ["ever", "2026-01-01", null, 0, 5_000],
      ["once", "2026-01-01", "2026-02-01", 300, 0],
      ["once", "2026-02-01", null, 0, 0],
      ["some", "2026-01-01", "2026-04-01", 0, 1_250],
      ["some", "2026-04-01", null, 0, 0],
    ]);
    await desk.clear();
    desk = await openDesk();
    const forever = await versions(objects, stripe("forever"));
    expect(forever.rows.map(({ id, from, to, bp }) => [id, from, to, bp])).toEqual([
      ["ever", "2026-01-01", null, 5_000],
      ["once", "2026-01-01", null, 0],
      ["some", "2026-01-01", null, 0],
    ]);
  });

  test("puts the items of one interval on one invoice, and keeps quantities, intervals and currencies", async () => {
    const items = (...list: readonly object[]) => ({ items: { data: list } });
    const every = (interval: string, count = 1) => ({ recurring: { interval, interval_count: count } });
    const { rows } = await versions([
      subscription(
        "two",
        items({ quantity: 2, price: price("Seat", 500) }, { quantity: 1, price: price("Base", 1_000) }),
      ),
      subscription("seats", items({ quantity: 7, price: price("Seat", 500, every("year")) })),
      subscription("quarter", items({ quantity: 1, price: price("Q", 500, every("month", 3)) })),
      subscription("days", items({ quantity: 1, price: price("D", 500, every("day", 14)) })),
      subscription("yen", items({ quantity: 1, price: price("Y", 500, { currency: "jpy" }) })),
      subscription("dinar", items({ quantity: 1, price: price("K", 12_340, { currency: "kwd" }) })),
      subscription("krona", items({ quantity: 1, price: price("I", 50_000, { currency: "isk" }) })),
      subscription("ariary", items({ quantity: 1, price: price("M", 500, { currency: "mga" }) })),
      subscription("cents", items({ quantity: 4, price: price("C", null, { unit_amount_decimal: "12.25" }) })),
      subscription(
        "mixed",
        items({ quantity: 1, price: price("A", 500) }, { quantity: 1, price: price("B", 900, every("year")) }),
      ),
    ]);
    expect(
      rows.map(({ id, plan, every: unit, n, q, price: amount, currency }) => [id, plan, unit, n, q, amount, currency]),
    ).toEqual([
      ["ariary", "M", "month", 1, 1, 50_000, "MGA"],
      ["cents", "C", "month", 1, 1, 49, "USD"],
      ["days", "D", "week", 2, 1, 500, "USD"],
      ["dinar", "K", "month", 1, 1, 12_340, "KWD"],
      ["krona", "I", "month", 1, 1, 500, "ISK"],
      ["mixed#month", "A", "month", 1, 1, 500, "USD"],
      ["mixed#year", "B", "year", 1, 1, 900, "USD"],
      ["quarter", "Q", "month", 3, 1, 500, "USD"],
      ["seats", "Seat", "year", 1, 7, 500, "USD"],
      ["two", "Base + Seat", "month", 1, 1, 2_000, "USD"],
      ["yen", "Y", "month", 1, 1, 500, "JPY"],
    ]);
  });

  test("that changes is a version for each state the event log tells of; a wish to cancel can be withdrawn", async () => {
    const told = (day: string, object: object) => ({
      object: "event",
      type: "customer.subscription.updated",
      created: seconds(day),
      data: { object },
    });
    const item = (quantity: number) => ({ items: { data: [{ quantity, price: price("Pro", 1_000) }] } });
    const { rows, report } = await versions([
      told("2026-01-01", subscription("h", item(1))),
      told(
        "2026-02-01",
        subscription("h", { ...item(3), cancel_at_period_end: true, canceled_at: seconds("2026-02-01") }),
      ),
      told("2026-02-15", subscription("h", item(3))),
    ]);
    expect(rows.map(({ from, to, q }) => [from, to, q])).toEqual([
      ["2026-01-01", "2026-02-01", 1],
      ["2026-02-01", "2026-02-15", 3],
      ["2026-02-15", null, 3],
    ]);
    expect(report).toMatchObject({ rowsRead: 3, rowsLoaded: 3 });
  });

  test("that changes from month to year stays one subscription; one paid in both is two, each as long as it is paid", async () => {
    const told = (day: string, id: string, ...list: readonly object[]) => ({
      object: "event",
      created: seconds(day),
      data: { object: subscription(id, { items: { data: list } }) },
    });
    const monthly = { quantity: 1, price: price("M", 500) };
    const yearly = { quantity: 1, price: price("Y", 900, { recurring: { interval: "year" } }) };
    const { rows } = await versions([
      told("2026-01-01", "turn", monthly),
      told("2026-02-01", "turn", yearly),
      told("2026-01-01", "both", monthly),
      told("2026-02-01", "both", monthly, yearly),
      told("2026-03-01", "both", yearly),
    ]);
    expect(rows.map(({ id, from, to, status, every }) => [id, from, to, status, every])).toEqual([
      ["both#month", "2026-01-01", "2026-03-01", "active", "month"],
      ["both#month", "2026-03-01", null, "ended", "month"],
      ["both#year", "2026-02-01", null, "active", "year"],
      ["turn", "2026-01-01", "2026-02-01", "active", "month"],
      ["turn", "2026-02-01", null, "active", "year"],
    ]);
  });

  test("that cannot be counted exactly is rejected, and what is no recurring revenue is left out and counted", async () => {
    const items = (...list: readonly object[]) => ({ items: { data: list } });
    const { rows, rejected, report } = await versions([
      subscription("part", items({ quantity: 1, price: price("C", null, { unit_amount_decimal: "12.25" }) })),
      subscription(
        "day",
        items({ quantity: 1, price: price("D", 500, { recurring: { interval: "day", interval_count: 1 } }) }),
      ),
      subscription("tier", items({ quantity: 1, price: price("T", null, { billing_scheme: "tiered" }) })),
      subscription("none", { items: { data: [] } }),
      subscription("nobody", { customer: null }),
      subscription("state", { status: "sleeping" }),
      subscription("third", { discounts: [{ coupon: { duration: "forever", percent_off: 33.333 } }] }),
      subscription(
        "metered",
        items({ price: price("M", 5, { recurring: { interval: "month", usage_type: "metered" } }) }),
      ),
      subscription("never", { status: "incomplete_expired" }),
      { object: "charge", id: "ch_1", amount: 5 },
    ]);
    expect(rows).toEqual([]);
    expect(rejected).toEqual([
      [1, "unit_amount", "a part of a minor unit"],
      [2, "interval", "not a billing interval"],
      [3, "price", "tiered price"],
      [4, null, "no item in the export"],
      [5, "customer", "no user"],
      [6, "status", "not a status"],
      [7, "percent_off", "a discount that basis points cannot hold"],
    ]);
    expect(report).toMatchObject({ rowsRead: 10, rowsLoaded: 0, rowsRejected: 7, rowsSkipped: 3 });
    expect(report.skipped).toEqual({
      "nothing recurring: metered or paid once": 1,
      "incomplete_expired: never started": 1,
      "no part of subscriptions": 1,
    });
  });

  test("is read from a page of the API's list, unless other pages are missing", async () => {
    const page = (hasMore: boolean) =>
      JSON.stringify({ object: "list", has_more: hasMore, data: [subscription("l")] }, null, 2);
    const files = [await desk.file("list.json", page(false))];
    expect(await desk.importing("subscriptions", { files }, { reading: stripe() })).toMatchObject({ rowsLoaded: 1 });
    const more = [await desk.file("more.json", page(true))];
    await expect(desk.importing("subscriptions", { files: more }, { reading: stripe() })).rejects.toThrow(
      "one page of a longer list",
    );
  });

  test("is read from the dashboard's export, whose amounts are in major units", async () => {
    const content = `id,Customer ID,Plan,Quantity,Currency,Interval,Amount,Status,Created (UTC),Start Date (UTC),Current Period Start (UTC),Current Period End (UTC),Canceled At (UTC),Ended At (UTC)
sub_1,cus_1,Gold,2,eur,month,19.90,active,2026-01-01 10:00,2026-01-01 10:00,2026-02-01 10:00,2026-03-01 10:00,,
sub_2,cus_2,Gold,1,eur,month,19.90,canceled,2026-01-01 10:00,2026-01-01 10:00,2026-02-01 10:00,2026-03-01 10:00,2026-02-05 10:00,2026-02-05 10:00
`;
    const files = [await desk.file("subscriptions.csv", content)];
    expect(await desk.importing("subscriptions", { files }, { reading: stripe() })).toMatchObject({ rowsLoaded: 2 });
    const rows = await desk.ask(`select ${shown} from subscriptions order by 1`);
    expect(rows.map(({ id, to, plan, q, price: amount, currency }) => [id, to, plan, q, amount, currency])).toEqual([
      ["sub_1", null, "Gold", 2, 1_990, "EUR"],
      ["sub_2", "2026-02-05", "Gold", 1, 1_990, "EUR"],
    ]);
  });
});
