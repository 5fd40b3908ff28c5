import { dayOf } from "../../src/schema/date.ts";
import { utc } from "../../src/schema/timezone.ts";
import { readScenario } from "../../src/workspace/scenario/read-scenario.ts";
import { fitBgNbd } from "../../test/simulate/bg-nbd/fit.ts";
import { customersOf } from "../../test/simulate/bg-nbd/simulated-customers.ts";
import type { Bench } from "../bench.ts";

const seeds = [1, 2, 3];
const customers = 1_000_000;
const weeks = 78;

/** Whether a million simulated buyers follow the model that they are simulated by: the fit against the scenario. */
export const bgNbd: Bench = {
  meaning: "the BG/NBD model fitted to a million simulated buyers, 78 weeks, three seeds (minutes)",
  targets: { worst_standard_errors: { max: 3 }, worst_rate_off: { max: 0.05 } },
  run: (tell) => {
    const scenario = readScenario("bg-nbd");
    if (scenario.process.kind !== "bg_nbd") throw new Error("bg-nbd is another process");
    const { r, alpha, a, b } = scenario.process;
    const figures = { worst_standard_errors: 0, worst_rate_off: 0 };
    for (const seed of seeds) {
      const from = dayOf(2024, 1, 1);
      const range = { from, to: from + weeks * 7 };
      const company = { users: customers, ...range, seed, scenario, timezone: utc, weekStart: 1 } as const;
      const { parameters, standardErrors } = fitBgNbd(customersOf(company), [r, alpha, a, b]);
      [r, alpha, a, b].forEach((wanted, i) => {
        const off = Math.abs((parameters[i] ?? 0) - wanted);
        const errors = off / (standardErrors[i] ?? Number.NaN);
        figures.worst_standard_errors = Math.max(figures.worst_standard_errors, Math.round(errors * 100) / 100);
        figures.worst_rate_off = Math.max(figures.worst_rate_off, Math.round((off / wanted) * 10_000) / 10_000);
      });
      tell(`seed ${seed}: r, alpha, a, b = ${parameters.map((value) => value.toFixed(4)).join(", ")}`);
    }
    return Promise.resolve(figures);
  },
};
