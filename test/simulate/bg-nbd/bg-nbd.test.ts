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

/** Fit the buyers of one seed; the parameters by their logarithms, in which the spread of a and b is nearly normal. */
function fitted(seed: number): readonly { readonly off: number; readonly error: number }[] {
  const [from, to] = [dayOf(2024, 1, 1), dayOf(2024, 1, 1) + 78 * 7];
  const { parameters, standardErrors } = fitBgNbd(
    customersOf(companyWith({ scenario, seed, users: 25_000, from, to })),
    [1, 4, 1, 2],
  );
  return wanted.map((value, i) => {
    const found = parameters[i] ?? Number.NaN;
    return { off: Math.log(found / value), error: (standardErrors[i] ?? Number.NaN) / found };
  });
}

describe("buyers of the scenario bg-nbd, 25,000 of each of the seeds 1, 2 and 3", () => {
  const fits = [1, 2, 3].map(fitted);

  // Each company alone is allowed what luck does once in hundreds of companies; together they show a bias of half as much.
  test.each([
    ["r", 0],
    ["alpha", 1],
    ["a", 2],
    ["b", 3],
  ])("have the scenario's %s within three standard errors of their mean", (_name, i) => {
    expect(wanted).toHaveLength(4);
    const mean = fits.reduce((sum, fit) => sum + (fit[i]?.off ?? Number.NaN), 0) / fits.length;
    const error = Math.sqrt(fits.reduce((sum, fit) => sum + (fit[i]?.error ?? Number.NaN) ** 2, 0)) / fits.length;
    expect(Math.abs(mean)).toBeLessThan(3 * error);
    expect(error).toBeLessThan(0.06);
  });
});
