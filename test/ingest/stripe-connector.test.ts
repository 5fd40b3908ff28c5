import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "csv-parse/sync";
import type { Reading } from "../../src/workspace/resolve-mapping.ts";
import { type Desk, openDesk, oracle } from "./desk.ts";

let desk: Desk;
beforeEach(async () => (desk = await openDesk()));
afterEach(() => desk.clear());

const reading: Reading = { kind: "billing", billing: { preset: "stripe", discounts: "all" } };
const seeds = oracle("importer-seeds/stripe-fivetran-seeds");

describe("a connector's tables of Stripe", () => {
  test.skipIf(seeds === null)(
    "are read together: every row is used, rejected, or counted with the reason",
    async () => {
      const names = readdirSync(String(seeds)).filter((name) => name.endsWith(".csv"));
      const files = names.map((name) => join(String(seeds), name));
      const report = await desk.importing("subscriptions", { files, maxRejected: 1 }, { reading });
      let expected = 0;
      for (const file of files) expected += parse(await readFile(file), { relax_column_count: true }).length - 1;
      expect(report.rowsRead).toBe(expected);
      expect(report.rowsLoaded + report.rowsRejected + report.rowsSkipped).toBe(expected);
      expect(report.rowsLoaded).toBeGreaterThan(0);
      const rows = await desk.ask(
        "select subscription_id as id, billing_interval as every, unit_price_minor::int as price, currency from subscriptions",
      );
      expect(rows).toContainEqual({ id: "sdgfs4536", every: "month", price: 150_000, currency: "USD" });
    },
  );

  test("tell the paid period on their items, where the API keeps it since 2025", async () => {
    const files = [
      await desk.file(
        "subscription.csv",
        "id,customer_id,status,created,start_date,cancel_at_period_end,canceled_at\ns,cus,past_due,2026-01-01,2026-01-01,true,2026-03-05\n",
      ),
      await desk.file(
        "subscription_item.csv",
        "id,subscription_id,price_id,quantity,created,current_period_start,current_period_end\ni,s,p,1,2026-01-01,2026-03-01,2026-04-01\n",
      ),
      await desk.file(
        "price.csv",
        "id,unit_amount,currency,recurring_interval,recurring_interval_count,nickname\np,1000,usd,month,1,Pro\n",
      ),
    ];
    await desk.importing("subscriptions", { files, maxRejected: 0 }, { reading });
    const day = (column: string): string => `strftime(${column}, '%Y-%m-%d') as "${column}"`;
    const columns = ["valid_from", "term_ends_at", "cancel_requested_at"].map(day).join(", ");
    expect(await desk.ask(`select ${columns}, status from subscriptions order by valid_from`)).toEqual([
      { valid_from: "2026-01-01", term_ends_at: "2026-04-01", cancel_requested_at: null, status: "active" },
      { valid_from: "2026-03-01", term_ends_at: "2026-04-01", cancel_requested_at: null, status: "past_due" },
      { valid_from: "2026-03-05", term_ends_at: "2026-04-01", cancel_requested_at: "2026-03-05", status: "past_due" },
    ]);
  });
});
