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
});
