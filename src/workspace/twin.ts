import { setImmediate } from "node:timers/promises";
import { shardCount } from "../simulate/company.ts";
import { type Twin, twinOf } from "../simulate/twin/twin.ts";
import { planCompany } from "./company-plan.ts";
import type { Workspace } from "./open.ts";
import type { OnProgress, SimulateOptions } from "./types.ts";

/** What a policy would have done to a company: months side by side, and the mean and the sum over all its users. */
export interface TwinReport extends Twin {
  readonly policy: string;
  readonly users: number;
  readonly seconds: number;
}

/**
 * Simulate a company twice by the same luck, once under `policy` ("price +10%"), and report the true causal effect on MAU
 * and ARR. Nothing is written. Errors: `usage` for a policy that cannot be.
 */
export async function simulateTwin(
  ws: Workspace,
  { policy, ...options }: SimulateOptions & { readonly policy: string },
  onProgress?: OnProgress,
): Promise<TwinReport> {
  const started = performance.now();
  const company = planCompany(options, ws.config);
  const clean = { ...company, scenario: { ...company.scenario, dirt: cleanDirt(company.scenario.dirt) } };
  const steps = twinOf(clean, policy);
  const total = shardCount(company);
  for (let done = 0; ; done++) {
    const { value, done: isDone } = steps.next();
    if (isDone === true)
      return { policy, users: company.users, ...value, seconds: (performance.now() - started) / 1_000 };
    onProgress?.({ stage: "living twice", done, total, unit: "shards" });
    await setImmediate();
  }
}

function cleanDirt<T extends object>(dirt: T): T {
  return Object.fromEntries(Object.keys(dirt).map((name) => [name, 0])) as T;
}
