import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Desk, mistakeOf, openDesk } from "./desk.ts";

let desk: Desk;
beforeEach(async () => (desk = await openDesk()));
afterEach(() => desk.clear());

const map = "subscription_id=id,user_id=who,valid_from=from,valid_to=to,unit_price=price,billing_interval==month";

describe("importing subscriptions", () => {
  test("fills in one unit, one interval an invoice, active, no discount and the workspace's currency", async () => {
    const file = await desk.file(
      "s.csv",
      "id,who,from,to,price\n1,ann,2026-01-01,2026-03-01,12.50\n2,bob,2026-02-01,,7\n",
    );
    const report = await desk.importing(
      "subscriptions",
      { files: [file], map, through: "2026-03-01" },
      { currency: "EUR" },
    );
    expect(report).toMatchObject({ rowsLoaded: 2, rowsRejected: 0 });
    const rows = await desk.ask(
      "select subscription_id as id, valid_to::text as until, plan, billing_interval as unit, billing_interval_count as n, quantity::int as q, unit_price_minor::int as price, discount_minor::int as off, discount_basis_points as bp, currency, status, received_at::text as got from subscriptions order by id",
    );
    const common = {
      plan: null,
      unit: "month",
      n: 1,
      q: 1,
      off: 0,
      bp: 0,
      currency: "EUR",
      status: "active",
      got: "2026-11-01 00:00:00",
    };
    expect(rows).toEqual([
      { id: "1", until: "2026-03-01 00:00:00", price: 1250, ...common },
      { id: "2", until: null, price: 700, ...common },
    ]);
    const { files, commits } = await desk.lake.snapshot();
    expect(files.map(({ path }) => path.split("/")[1])).toEqual(["month=2026-01", "month=2026-02"]);
    expect(commits[0]?.through).toEqual({ events: null, subscriptions: Date.UTC(2026, 2, 1) * 1_000 });
  });

  test("reads amounts in the row's own currency, exactly or not at all", async () => {
    const content = `id,who,from,to,price,money
jpy,a,2026-01-01,,1200,JPY
kwd,a,2026-01-01,,1.234,kwd
usd,a,2026-01-01,,19.99,USD
none,a,2026-01-01,,5,
jpy2,a,2026-01-01,,12.5,JPY
usd3,a,2026-01-01,,1.234,USD
minus,a,2026-01-01,,-1,USD
comma,a,2026-01-01,,"1,50",USD
huge,a,2026-01-01,,99999999999999999999,USD
sign,a,2026-01-01,,$5,USD
words,a,2026-01-01,,5,dollars
`;
    const options = { files: [await desk.file("s.csv", content)], map: `${map},currency=money`, maxRejected: 1 };
    const report = await desk.importing("subscriptions", options);
    expect(report.reasons).toEqual({ "not an amount": 6, "not a currency": 1 });
    expect(
      await desk.ask(
        "select subscription_id as id, unit_price_minor::int as price, currency from subscriptions order by id",
      ),
    ).toEqual([
      { id: "jpy", price: 1200, currency: "JPY" },
      { id: "kwd", price: 1234, currency: "KWD" },
      { id: "none", price: 500, currency: "USD" },
      { id: "usd", price: 1999, currency: "USD" },
    ]);
  });

  test("reads every other column it knows", async () => {
    const columns =
      "valid_from,plan,billing_interval,billing_interval_count,quantity,unit_price_minor,discount,discount_basis_points,status,term_ends_at,trial_ends_at,cancel_requested_at,cancel_reason,cancel_type,country,platform,received_at";
    const content = `subscription_id,user_id,${columns}\ns,u,2026-01-01,Pro,Annual,2,3,1000,0.5,250,Past_Due,2026-12-31,2026-01-08,2026-02-01,too dear,voluntary,France,ios,2026-01-02\n`;
    const all = ["subscription_id", "user_id", ...columns.split(",")].map((name) => `${name}=${name}`).join(",");
    await desk.importing("subscriptions", { files: [await desk.file("s.csv", content)], map: all });
    const [row] = await desk.ask("select * from subscriptions");
    expect(row).toMatchObject({
      plan: "Pro",
      billing_interval: "year",
      billing_interval_count: 2,
      quantity: "3",
      unit_price_minor: "1000",
      discount_minor: "50",
      discount_basis_points: 250,
      status: "past_due",
      term_ends_at: "2026-12-31 00:00:00",
      trial_ends_at: "2026-01-08 00:00:00",
      cancel_requested_at: "2026-02-01 00:00:00",
      cancel_reason: "too dear",
      cancel_type: "voluntary",
      country: "FR",
      platform: "ios",
      received_at: "2026-01-02 00:00:00",
    });
  });

  test("rejects a version that ends before it begins, and words that are none of ours", async () => {
    const content = `id,who,from,to,price,state,every
a,u,2026-01-02,2026-01-02,1,active,month
b,u,2026-01-02,2026-01-01,1,active,month
c,u,2026-01-02,,1,sleeping,month
d,u,2026-01-02,,1,active,fortnight
e,u,2026-01-02,,1,active,
f,u,2026-01-02,,,active,month
g,,2026-01-02,,1,active,month
`;
    const mapping = map.replace("billing_interval==month", "billing_interval=every,status=state");
    const options = { files: [await desk.file("s.csv", content)], map: mapping, maxRejected: 1 };
    const report = await desk.importing("subscriptions", options);
    expect(desk.quarantined(report).map(({ line, column, reason }) => [line, column, reason])).toEqual([
      [2, "to", "ends before it begins"],
      [3, "to", "ends before it begins"],
      [4, "state", "not a status"],
      [5, "every", "not a billing interval"],
      [6, "every", "no billing interval"],
      [7, "price", "no price"],
      [8, "who", "no user"],
    ]);
  });

  test("refuses a misspelt constant before it reads a row", async () => {
    const files = [await desk.file("s.csv", "id,who,from,to,price\n")];
    const mistake = await mistakeOf(() =>
      desk.importing("subscriptions", { files, map: map.replace("==month", "==mnth") }),
    );
    expect([mistake.code, mistake.message]).toEqual(["usage", '"mnth" for billing_interval: not a billing interval.']);
  });
});
