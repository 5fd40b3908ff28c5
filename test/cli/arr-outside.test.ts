import { readFileSync } from "node:fs";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ArrAnswer } from "../../src/workspace/arr.ts";
import { oracle } from "../ingest/desk.ts";
import { command, json, workspaceOf, workspaceWith } from "./subscriptions-desk.ts";

const playbook = oracle("mrr-playbook");

test.skipIf(playbook === null)(
  "the waterfall of dbt's MRR playbook is the published one in every month of 2018",
  async () => {
    const map =
      "subscription_id=subscription_id,user_id=customer_id,valid_from=start_date,valid_to=end_date,unit_price=monthly_amount,billing_interval==month";
    const dir = await workspaceOf(join(playbook ?? "", "subscription_periods.csv"), map, "2020-03-01");
    const { rows } = await json<ArrAnswer>(dir, "arr", "--from", "2018-01", "--to", "2019-01");
    const [header = "", ...lines] = readFileSync(join(playbook ?? "", "expected_monthly_2018.csv"), "utf8")
      .trim()
      .split(/\r?\n/);
    const names = header.split(",");
    expect(rows.length).toBe(12);
    lines.forEach((line, i) => {
      const month = Object.fromEntries(line.split(",").map((cell, column) => [names[column], cell]));
      const yearly = (name: string) => Math.abs(Number(month[name])) * 12 * 100;
      const row = rows[i] ?? {};
      expect(row).toMatchObject({
        period: month["date_month"],
        state: "closed",
        currency: "USD",
        opening: yearly("opening_mrr"),
        new: yearly("new_mrr"),
        expansion: yearly("upgrade_mrr"),
        reactivation: yearly("reactivation_mrr"),
        contraction: yearly("downgrade_mrr"),
        churn: yearly("churn_mrr"),
        closing: yearly("closing_mrr"),
      });
      // In whole months with one subscription a customer, the flow form and point to point are the same.
      const rate = (name: string) => (month[name] === "" ? null : expect.closeTo(Number(month[name]), 6));
      expect([row["grr"], row["nrr"]]).toEqual([rate("grr_monthly"), rate("nrr_monthly")]);
    });
    await appendFile(join(dir, "tidemark.yaml"), "policy:\n  retention_form: flows\n");
    await json(dir, "load");
    const flows = await json<ArrAnswer>(dir, "arr", "--from", "2018-01", "--to", "2019-01");
    expect(flows.rows.map(({ grr, nrr }) => [grr, nrr])).toEqual(rows.map(({ grr, nrr }) => [grr, nrr]));
    const customers = await json<ArrAnswer>(dir, "query", "paying_customers", "--from", "2018-01", "--to", "2019-01");
    const active = lines.map((line) => Number(line.split(",")[names.indexOf("active_customers")]));
    expect(customers.rows.map((row) => row["paying_customers"])).toEqual(active);
  },
);

interface Example {
  readonly id: string;
  readonly input: Readonly<Record<string, number>> & {
    readonly subscriptions?: readonly {
      amount: number;
      interval: string;
      interval_count: number;
      quantity: number;
      count?: number;
    }[];
  };
  readonly expected: Readonly<Record<string, number>>;
}

const examplesFile = oracle("worked-examples/worked_examples.json");
const examples = examplesFile === null ? [] : (JSON.parse(readFileSync(examplesFile, "utf8")) as readonly Example[]);
const header =
  "subscription_id,user_id,valid_from,valid_to,billing_interval,unit_price_minor,discount_basis_points,status";

function example(id: string): Example {
  const found = examples.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`No worked example is called ${id}`);
  return found;
}

describe.skipIf(examplesFile === null)("published worked examples", () => {
  test.each(["stripe-annual-normalised", "stripe-two-plans"])(
    "%s: a month of standing ARR is the published MRR",
    async (id) => {
      const { input, expected } = example(id);
      const rows = (input.subscriptions ?? []).flatMap(({ amount, interval, count = 1 }, kind) =>
        Array.from(
          { length: count },
          (_, i) => `s${kind}-${i},u${kind}-${i},2026-01-01,,${interval},${amount * 100},0,active`,
        ),
      );
      const dir = await workspaceWith([header, ...rows, ""].join("\n"), "2026-02-01");
      const { rows: months } = await json<ArrAnswer>(
        dir,
        "query",
        "gross_arr",
        "arpa",
        "--from",
        "2026-01",
        "--to",
        "2026-02",
      );
      expect(Number(months[0]?.["gross_arr"]) / 12 / 100).toBe(expected["mrr"]);
      expect(months[0]?.["arpa"]).toBe(Math.round(((expected["mrr"] ?? 0) * 100) / rows.length));
    },
  );

  test("stripe-rules: a 50 % coupon halves net ARR, trials and what has ended count 0, past due counts", async () => {
    expect(example("stripe-rules").id).toBe("stripe-rules");
    const dir = await workspaceWith(
      [
        header,
        "coupon,a,2026-01-01,,month,1000,5000,active",
        "trial,b,2026-01-01,,month,1000,0,trialing",
        "ended,c,2026-01-01,,month,1000,0,ended",
        "late,d,2026-01-20,,month,1000,0,past_due",
        "free,e,2026-01-01,,month,0,0,active",
        "",
      ].join("\n"),
      "2026-02-01",
    );
    const asked = ["gross_arr", "net_arr", "discount_arr", "paying_customers"];
    const { rows } = await json<ArrAnswer>(dir, "query", ...asked, "--from", "2026-01", "--to", "2026-02");
    expect(rows[0]).toMatchObject({ gross_arr: 24_000, net_arr: 18_000, discount_arr: 6_000, paying_customers: 2 });
  });

  test("chartmogul-gross-churn-b2b: what is lost of 100, gross and net, is what grr and nrr leave out", async () => {
    const { input, expected } = example("chartmogul-gross-churn-b2b");
    const cents = (name: string) => (input[name] ?? 0) * 100;
    const stays = cents("opening_mrr") - cents("churn") - cents("contraction") - cents("expansion");
    const dir = await workspaceWith(
      [
        header,
        `a,a,2026-01-01,2026-02-10,month,${cents("churn")},0,active`,
        `b,b,2026-01-01,2026-02-10,month,${cents("contraction") + 1000},0,active`,
        "b,b,2026-02-10,,month,1000,0,active",
        `c,c,2026-01-01,2026-02-10,month,${stays},0,active`,
        `c,c,2026-02-10,,month,${stays + cents("expansion")},0,active`,
        "",
      ].join("\n"),
      "2026-03-01",
    );
    const { rows } = await json<ArrAnswer>(dir, "arr", "--from", "2026-02", "--to", "2026-03");
    expect(rows[0]).toMatchObject({
      opening: 12 * cents("opening_mrr"),
      churn: 12 * cents("churn"),
      contraction: 12 * cents("contraction"),
    });
    expect(1 - Number(rows[0]?.["grr"])).toBeCloseTo(expected["gross_mrr_churn_rate"] ?? NaN, 12);
    expect(1 - Number(rows[0]?.["nrr"])).toBeCloseTo(expected["net_mrr_churn_rate"] ?? NaN, 12);
    const ratio = await json<ArrAnswer>(dir, "query", "quick_ratio", "--from", "2026-02", "--to", "2026-03");
    expect(ratio.rows[0]?.["quick_ratio"]).toBe(0.5);
  });

  test("metrickit-arr-waterfall-glossary: the bridge from opening to closing ARR", async () => {
    const { input, expected } = example("metrickit-arr-waterfall-glossary");
    const of = (name: string) => (input[name] ?? 0) * 100;
    const rest = of("opening_arr") - of("contraction") - of("churn") - 100;
    const dir = await workspaceWith(
      [
        header,
        `stays,a,2025-01-01,2026-06-01,year,${rest},0,active`,
        `stays,a,2026-06-01,,year,${rest + of("expansion")},0,active`,
        `less,b,2025-01-01,2026-06-01,year,${of("contraction") + 100},0,active`,
        "less,b,2026-06-01,,year,100,0,active",
        `gone,c,2025-01-01,2026-06-01,year,${of("churn")},0,active`,
        `new,d,2026-06-01,,year,${of("new")},0,active`,
        "",
      ].join("\n"),
      "2027-01-01",
    );
    const { rows } = await json<ArrAnswer>(dir, "arr", "--grain", "year", "--from", "2026-01", "--to", "2027-01");
    expect(rows[0]).toMatchObject({
      opening: of("opening_arr"),
      new: of("new"),
      expansion: of("expansion"),
      contraction: of("contraction"),
      churn: of("churn"),
      closing: (expected["closing_arr"] ?? 0) * 100,
    });
  });

  test("posthog-handbook-ndr-gdr-definition: twelve months, point to point, over those who paid at the start", async () => {
    expect(example("posthog-handbook-ndr-gdr-definition").id).toMatch(/ndr/);
    const dir = await workspaceWith(
      [
        header,
        // 120 → 240, 240 → 120, 120 → 0 and back at 60, new with 600: gdr (120 + 120 + 60) / 480, ndr (240 + 120 + 60) / 480.
        "a,a,2025-01-01,2025-06-01,month,1000,0,active",
        "a,a,2025-06-01,,month,2000,0,active",
        "b,b,2025-01-01,2025-06-01,month,2000,0,active",
        "b,b,2025-06-01,,month,1000,0,active",
        "c,c,2025-01-01,2025-06-01,month,1000,0,active",
        "c,c,2025-09-01,,month,500,0,active",
        "d,d,2025-06-01,,month,5000,0,active",
        "",
      ].join("\n"),
      "2026-03-01",
    );
    const { rows } = await json<ArrAnswer>(dir, "query", "grr_12m", "nrr_12m", "--from", "2026-01", "--to", "2026-02");
    // The close of January 2026 is compared with that of January 2025.
    expect(rows[0]).toMatchObject({ grr_12m: 300 / 480, nrr_12m: 420 / 480 });
    const refused = await command("query", "grr_12m", "--grain", "week", "--dir", dir);
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining("month, quarter, year, total") });
  });
});
