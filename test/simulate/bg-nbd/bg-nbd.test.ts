import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { dayOf } from "../../../src/schema/date.ts";
import { readScenario } from "../../../src/workspace/scenario/read-scenario.ts";
import { oracle } from "../../ingest/desk.ts";
import { companyWith } from "../collect.ts";
import { fitBgNbd } from "./fit.ts";
import { customersOf } from "./simulated-customers.ts";

const summary = oracle("cdnow/cdnow_customers_summary.csv");

test.skipIf(summary === null)(
  "the fit finds the published parameters of the CDNOW customers (needs shared data)",
  () => {
    const rows = readFileSync(summary ?? "", "utf8")
      .trim()
      .split("\n")
      .slice(1);
    const columns = rows.map((row) => row.split(",").map(Number));
    const column = (index: number): Float64Array => Float64Array.from(columns, (row) => row[index] ?? Number.NaN);
    const { parameters, logLikelihood } = fitBgNbd({ x: column(1), tx: column(2), T: column(3) });
    const published = [0.243, 4.414, 0.793, 2.426];
    parameters.forEach((value, i) => expect(Math.abs(value - (published[i] ?? 0))).toBeLessThan(0.001));
    expect(Math.abs(logLikelihood - -9582.4)).toBeLessThan(0.5);
  },
);

const scenario = readScenario("bg-nbd");
const { process } = scenario;
const wanted = process.kind === "bg_nbd" ? [process.r, process.alpha, process.a, process.b] : [];

describe.each([1, 3, 5])("buyers of the scenario bg-nbd, seed %i", (seed) => {
  const company = companyWith({
    scenario,
    seed,
    users: 40_000,
    from: dayOf(2024, 1, 1),
    to: dayOf(2024, 1, 1) + 78 * 7,
  });
  const { parameters, standardErrors } = fitBgNbd(customersOf(company));

  test.each([
    ["r", 0],
    ["alpha", 1],
    ["a", 2],
    ["b", 3],
  ])("have the scenario's %s within three standard errors", (_name, i) => {
    expect(wanted).toHaveLength(4);
    expect(Math.abs((parameters[i] ?? 0) - (wanted[i] ?? 0))).toBeLessThan(3 * (standardErrors[i] ?? 0));
    expect(standardErrors[i]).toBeLessThan(0.12 * (wanted[i] ?? 0));
  });
});
