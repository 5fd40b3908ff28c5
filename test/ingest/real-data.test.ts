import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Desk, mistakeOf, openDesk, oracle } from "./desk.ts";

let desk: Desk;
beforeEach(async () => (desk = await openDesk()));
afterEach(() => desk.clear());

const retail = oracle("event-logs/online-retail/online_retail.csv.gz");
const commits = oracle("event-logs/homebrew-brew-commits/events.csv.gz");
const expectedMau = oracle("event-logs/homebrew-brew-commits/expected/mau_calendar.csv");
const periods = oracle("mrr-playbook/subscription_periods.csv");
const seeds = oracle("importer-seeds");

describe("real data", () => {
  const retailMap =
    "user_id=CustomerID,event_name==purchase,occurred_at=InvoiceDate,country=Country,properties.invoice=InvoiceNo";

  test.skipIf(retail === null)("a shop's 541,909 lines: 406,829 loaded, 135,080 without a user", async () => {
    const options = { files: [String(retail)], map: retailMap, maxRejected: 0.3 };
    const report = await desk.importing("events", options);
    expect(report).toMatchObject({
      rowsRead: 541_909,
      rowsLoaded: 406_829,
      rowsRejected: 135_080,
      reasons: { "no user": 135_080 },
    });
    const [row] = await desk.ask(
      "select count(*)::int as rows, count(distinct event_id)::int as ids, count(distinct user_id)::int as users, count(distinct properties)::int as invoices, count(*) filter (country is null)::int as unknown, count(*) filter (country = 'GB')::int as gb from events",
    );
    expect(row).toEqual({
      rows: 406_829,
      ids: 406_829,
      users: 4_372,
      invoices: 22_190,
      unknown: report.unknownValues["country"],
      gb: 361_878,
    });
    expect(desk.quarantined(report)).toHaveLength(135_080);
    expect(desk.quarantined(report)[0]).toMatchObject({ line: 624, column: "CustomerID", reason: "no user" });
  });

  test.skipIf(retail === null)("the same shop without permission to lose a quarter of it is refused", async () => {
    const mistake = await mistakeOf(() => desk.importing("events", { files: [String(retail)], map: retailMap }));
    expect(mistake.code).toBe("data_quality");
    expect(mistake.message).toContain("135,080 of 541,909 rows cannot be loaded (24.93 %)");
    expect(mistake.hint).toContain("--max-rejected 0.25");
    expect((await desk.lake.snapshot()).commits).toEqual([]);
  });

  test.skipIf(commits === null)("17 years of a project's commits give its known monthly users", async () => {
    const map = "event_id=event_id,user_id=user_id,event_name=event,occurred_at=timestamp";
    const report = await desk.importing("events", { files: [String(commits)], map });
    expect(report).toMatchObject({ rowsLoaded: 52_021, rowsRejected: 0, droppedColumns: ["authored_at"] });
    const rows = await desk.ask(
      "select strftime(occurred_at, '%Y-%m') as month, count(distinct user_id)::int as users from events group by all order by month",
    );
    const [header = "", ...lines] = readFileSync(String(expectedMau), "utf8").trim().split(/\r?\n/);
    expect(header.split(",").length).toBeGreaterThan(1);
    const expected = lines.map((line) => line.split(",")).filter(([, users]) => users !== "0");
    expect(rows.map(({ month, users }) => [month, users])).toEqual(
      expected.map(([month = "", users]) => [month.slice(0, 7), Number(users)]),
    );
  });

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
