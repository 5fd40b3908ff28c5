import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Reading } from "../../src/workspace/resolve-mapping.ts";
import { type Desk, openDesk } from "./desk.ts";

let desk: Desk;
beforeEach(async () => (desk = await openDesk()));
afterEach(() => desk.clear());

const recurly: Reading = { kind: "billing", billing: { preset: "recurly", discounts: "all" } };

const plans =
  "id,code,name,interval_unit,interval_length\np1,gold,Gold,months,1\np2,silver,Silver,months,12\np3,bronze,Bronze,days,7\n";
const shown =
  "subscription_id as id, user_id as who, strftime(valid_from, '%Y-%m-%d') as \"from\", strftime(valid_to, '%Y-%m-%d') as \"to\", status, plan, billing_interval as every, billing_interval_count::int as n, quantity::int as q, unit_price_minor::int as price, discount_minor::int as off, discount_basis_points::int as bp, currency";

async function versions(files: Readonly<Record<string, string>>) {
  const paths: string[] = [];
  for (const [name, content] of Object.entries(files)) paths.push(await desk.file(name, content));
  const report = await desk.importing("subscriptions", { files: paths, maxRejected: 1 }, { reading: recurly });
  const rows =
    report.rowsLoaded === 0 ? [] : await desk.ask(`select ${shown} from subscriptions order by 1, valid_from`);
  return { report, rows, rejected: desk.quarantined(report).map(({ line, column, reason }) => [line, column, reason]) };
}

/** When somebody asked to cancel, by version. */
async function asked(): Promise<readonly unknown[]> {
  const day = "strftime(cancel_requested_at, '%Y-%m-%d') as day";
  const rows = await desk.ask(`select ${day} from subscriptions order by subscription_id, valid_from`);
  return rows.map((row) => row["day"]);
}

describe("a subscription of Recurly", () => {
  test("is read from its export: trials, ends, quantities, add-ons, intervals and currencies", async () => {
    const header =
      "uuid,account_code,state,plan_code,quantity,unit_amount,add_ons_total,currency,activated_at,trial_started_at,trial_ends_at,canceled_at,expires_at,expiration_reason";
    const { rows, report, rejected } = await versions({
      "plans.csv": plans,
      "subscriptions.csv": `${header}
a,ann,active,gold,1,19.99,0,EUR,2026-01-01 00:00:00,,,,,
b,bob,active,silver,3,1200,0,JPY,2026-01-01,2026-01-01,2026-01-15,,,
c,cy,canceled,bronze,1,1.234,0,KWD,2026-01-01,,,2026-02-01,2026-03-01,
d,dan,expired,gold,2,10.00,5.50,USD,2026-01-01,,,2026-02-01,2026-03-01,nonpayment
e,eve,future,gold,1,10.00,0,USD,,,,,,
f,fay,active,none,1,10.00,0,USD,2026-01-01,,,,,
g,gus,active,gold,1,10.005,0,USD,2026-01-01,,,,,
`,
    });
    expect(
      rows.map(({ id, from, to, status, plan, every, n, q, price, currency }) => [
        id,
        from,
        to,
        status,
        plan,
        every,
        n,
        q,
        price,
        currency,
      ]),
    ).toEqual([
      ["a", "2026-01-01", null, "active", "Gold", "month", 1, 1, 1_999, "EUR"],
      ["b", "2026-01-01", "2026-01-15", "trialing", "Silver", "year", 1, 3, 1_200, "JPY"],
      ["b", "2026-01-15", null, "active", "Silver", "year", 1, 3, 1_200, "JPY"],
      ["c", "2026-01-01", "2026-02-01", "active", "Bronze", "week", 1, 1, 1_234, "KWD"],
      ["c", "2026-02-01", null, "active", "Bronze", "week", 1, 1, 1_234, "KWD"],
      ["d", "2026-01-01", "2026-02-01", "active", "Gold", "month", 1, 1, 2_550, "USD"],
      ["d", "2026-02-01", "2026-03-01", "active", "Gold", "month", 1, 1, 2_550, "USD"],
    ]);
    expect(rejected).toEqual([
      [7, "plan_code", "its plan is not in the export"],
      [8, "unit_amount", "not an amount"],
    ]);
    expect(report).toMatchObject({ rowsRead: 10, rowsLoaded: 7, rowsRejected: 2, rowsSkipped: 1 });
  });

  test("that a connector keeps the history of is a version for each change, with its coupons", async () => {
    const { rows } = await versions({
      "plan_history.csv": plans,
      "subscription_history.csv": `_fivetran_synced,id,uuid,updated_at,activated_at,account_id,plan_id,object,state,unit_amount,quantity,currency,expires_at,canceled_at
2026-05-01,1,h,2026-01-01,2026-01-01,acc,p1,subscription,active,10.0,1,USD,,
2026-05-01,1,h,2026-02-01,2026-01-01,acc,p1,subscription,active,10.0,4,USD,,
2026-05-01,1,h,2026-03-01,2026-01-01,acc,p1,subscription,paused,10.0,4,USD,,
2026-05-01,1,h,2026-04-01,2026-01-01,acc,p1,subscription,expired,10.0,4,USD,2026-04-01,2026-04-01
`,
      "coupon.csv": "id,code,coupon_type,discount_type,discount_percent\nc1,TEN,single_code,percent,10\n",
      "coupon_redemption.csv": "id,account_id,coupon_id,created_at,removed_at\nr1,acc,c1,2026-01-01,2026-02-01\n",
    });
    expect(rows.map(({ who, from, to, status, q, bp }) => [who, from, to, status, q, bp])).toEqual([
      ["acc", "2026-01-01", "2026-02-01", "active", 1, 1_000],
      ["acc", "2026-02-01", "2026-03-01", "active", 4, 0],
      ["acc", "2026-03-01", "2026-04-01", "paused", 4, 0],
    ]);
  });

  test("is read from the export of subscriptions with its own columns: add-ons in one sum, times in the site's zone", async () => {
    const header =
      "uuid,account_code,plan_code,state,auto_renew,currency,quantity,unit_amount,add_on_amount,total_recurring_amount,current_period_ends_at,trial_started_at,trial_ends_at,activated_at,modified_at,canceled_at,expires_at,plan_name";
    const { rows, rejected } = await versions({
      "plans.csv": plans,
      "subscriptions.csv": `${header}
a,ann,gold,active,TRUE,USD,2,10,5,25,2026-02-01 00:00:00 PST,,,2025-12-31 20:00:00 PST,2026-01-01 00:00:00 PST,,,Gold
b,bob,gold,pending,TRUE,USD,1,10,0,10,,,,,2026-01-01 00:00:00 PST,,,Gold
c,cy,gold,active,TRUE,USD,1,10,0,10,,,,2026-01-01 00:00:00 XYZ,,,,Gold
`,
    });
    expect(rows).toEqual([expect.objectContaining({ id: "a", from: "2026-01-01", to: null, q: 1, price: 2_500 })]);
    expect(rejected).toEqual([[4, "activated_at", "not an instant"]]);
  });

  test("is read from the export of their history, a version for each: the trial's end, what changed, and the wish to end", async () => {
    const header =
      "subscription_uuid,version_uuid,account_code,subscription_activated_at,subscription_expires_at,subscription_state,version_started_at,version_ended_at,version_state,plan_code,plan_name,subscription_currency,version_plan_interval_unit,version_plan_interval_length,version_subscription_quantity,version_subscription_unit_amount,version_add_ons_total,version_in_trial";
    const version = (id: string, ...[from, to, state, quantity, more]: readonly string[]): string =>
      `${id},v,ann,2026-01-01,${state === "canceled" || state === "expired" ? "2026-06-01" : ""},${state},${from},${to},,gold,Gold,EUR,months,1,${quantity},10,2,${more}`;
    const { rows, report } = await versions({
      "history.csv": [
        header,
        version("h", "2026-01-01", "2026-01-15", "active", "1", "Y"),
        version("h", "2026-01-15", "2026-03-01", "active", "1", "N"),
        version("h", "2026-03-01", "2026-04-01", "active", "3", "N"),
        version("h", "2026-04-01", "2026-05-01", "canceled", "3", "N"),
        version("h", "2026-05-01", "2026-06-01", "canceled", "3", "N"),
        version("h", "2026-06-01", "", "expired", "3", "N"),
        version("t", "2026-06-01", "", "active", "1", "Y"),
      ].join("\n"),
    });
    expect(rows.map(({ from, to, status, price, every }) => [from, to, status, price, every])).toEqual([
      ["2026-01-01", "2026-01-15", "trialing", 1_200, "month"],
      ["2026-01-15", "2026-03-01", "active", 1_200, "month"],
      ["2026-03-01", "2026-04-01", "active", 3_200, "month"],
      ["2026-04-01", "2026-06-01", "active", 3_200, "month"],
    ]);
    expect(await asked()).toEqual([null, null, null, "2026-04-01"]);
    expect(report.skipped).toEqual({ "on trial: not paid yet": 1 });
  });

  test("is read from objects of the API", async () => {
    const object = {
      object: "subscription",
      uuid: "j",
      account: { code: "ann" },
      plan: { id: "p1", code: "gold", name: "Gold" },
      state: "active",
      currency: "USD",
      unit_amount: 19.99,
      quantity: 2,
      activated_at: "2026-01-01T00:00:00Z",
    };
    const { rows } = await versions({
      "plans.csv": plans,
      "subs.json": JSON.stringify({ has_more: false, data: [object] }),
    });
    expect(rows).toEqual([expect.objectContaining({ id: "j", who: "ann", plan: "Gold", q: 2, price: 1_999 })]);
  });
});
