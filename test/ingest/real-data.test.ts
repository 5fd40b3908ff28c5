import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Desk, openDesk, oracle } from "./desk.ts";

let desk: Desk;
beforeEach(async () => (desk = await openDesk()));
afterEach(() => desk.clear());

const periods = oracle("mrr-playbook/subscription_periods.csv");
const seeds = oracle("importer-seeds");

describe("real data", () => {
  test.skipIf(periods === null)("a playbook's subscription periods, to the cent", async () => {
    const map =
      "subscription_id=subscription_id,user_id=customer_id,valid_from=start_date,valid_to=end_date,unit_price=monthly_amount,billing_interval==month";
    expect(await desk.importing("subscriptions", { files: [String(periods)], map })).toMatchObject({
      rowsLoaded: 121,
      rowsRejected: 0,
    });
    const [row] = await desk.ask(
      "select count(distinct user_id)::int as customers, sum(unit_price_minor)::int as minor, min(valid_from)::text as first, max(valid_to)::text as last from subscriptions",
    );
    const amounts = readFileSync(String(periods), "utf8")
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => Number(line.split(",")[4]));
    const minor = amounts.reduce((sum, amount) => sum + 100 * amount, 0);
    expect(row).toEqual({ customers: 55, minor, first: "2017-09-01 00:00:00", last: "2020-02-01 00:00:00" });
  });

  test.skipIf(seeds === null)(
    "exports of other tools: as many rows as another reader finds, and none rejected",
    async () => {
      const files = readdirSync(String(seeds), { recursive: true, encoding: "utf8" }).filter((name) =>
        name.endsWith(".csv"),
      );
      expect(files.length).toBeGreaterThan(10);
      for (const name of files) {
        const path = join(String(seeds), name);
        const options = { files: [path], map: "user_id==u,event_name==e,occurred_at==2026-01-01", maxRejected: 1 };
        const report = await desk.importing("events", { ...options, dryRun: true });
        const [other] = await desk.ask(
          `select count(*)::int as rows from read_csv('${path}', all_varchar = true, header = true, quote = '"', escape = '"')`,
        );
        expect([name, report.rowsRead, report.reasons]).toEqual([name, other?.["rows"], {}]);
      }
    },
  );

  test.skipIf(seeds === null)("an analytics tool's own event export", async () => {
    const path = join(String(seeds), "mixpanel-fivetran-seeds/event.csv");
    const map =
      "event_id=event_id,user_id=distinct_id,event_name=name,occurred_at=time,country=mp_country_code,properties.all=properties";
    const report = await desk.importing("events", { files: [path], map, maxRejected: 1 });
    expect(report.rowsLoaded).toBeGreaterThan(0);
    expect(report.rowsLoaded + report.rowsRejected).toBe(report.rowsRead);
  });
});
