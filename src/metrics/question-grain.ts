import { UserError } from "../schema/user-error.ts";
import { grainsOf, type Metric } from "./metric.ts";
import type { Grain } from "./grain.ts";

/** The grain that all of `metrics` take by themselves; UserError `usage` where they differ and none serves all. */
export function defaultGrain(metrics: readonly Metric[]): Grain {
  const fixed = [...new Set(metrics.map(({ fixedGrain }) => fixedGrain).filter((grain) => grain !== null))];
  if (fixed.length > 1) {
    throw new UserError(
      "usage",
      `${metrics.map(({ name }) => name).join(" and ")} are counted at different grains: ${fixed.join(" and ")}.`,
      "Ask for them one by one, or for active_users at one --grain.",
    );
  }
  return fixed[0] ?? metrics[0]?.defaultGrain ?? "day";
}

/** UserError `usage` where `metric` cannot be asked at `grain`, naming the question that can. */
export function checkGrain(metric: Metric, grain: Grain): void {
  if (grainsOf(metric).includes(grain)) return;
  if (metric.fixedGrain !== null) {
    const instead = metric.name === "mau" && grain === "day" ? '"mau_30d" or "active_users"' : '"active_users"';
    throw new UserError(
      "usage",
      `"${metric.name}" is counted by ${metric.fixedGrain}, not by ${grain}.`,
      `Ask for ${instead} at grain ${grain}.`,
    );
  }
  throw new UserError(
    "usage",
    `"${metric.name}" cannot be asked at grain ${grain}.`,
    `Its grains: ${grainsOf(metric).join(", ")}.`,
  );
}
