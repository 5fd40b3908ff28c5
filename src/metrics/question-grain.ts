import { UserError } from "../schema/user-error.ts";
import { grainsOf, type Metric, subjectOf } from "./metric.ts";
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

/** The window that can be told for every day, of a count that cannot. */
const trailingOf: Readonly<Record<string, string>> = { wau: "wau_7d", mau: "mau_30d" };

/** Why a metric has not every grain. */
function reasonOf(metric: Metric): string {
  if (metric.measure.kind === "retained_arr") return "it looks back twelve months from the close";
  return subjectOf(metric) === "subscription" ? "what is paid stands or moves by days" : "it is told by whole days";
}

/** UserError `usage` where `metric` cannot be asked at `grain`, naming the question that can. */
export function checkGrain(metric: Metric, grain: Grain): void {
  if (grainsOf(metric).includes(grain)) return;
  if (metric.fixedGrain !== null) {
    const trailing = grain === "day" ? trailingOf[metric.name] : undefined;
    const instead = trailing === undefined ? '"active_users"' : `"${trailing}" or "active_users"`;
    throw new UserError(
      "usage",
      `"${metric.name}" is counted by ${metric.fixedGrain}, not by ${grain}: distinct users are never summed or shared out, for one user may be active in several ${metric.fixedGrain}s.`,
      `Ask for ${instead} at grain ${grain}.`,
    );
  }
  throw new UserError(
    "usage",
    `"${metric.name}" cannot be asked at grain ${grain}: ${reasonOf(metric)}.`,
    `Its grains: ${grainsOf(metric).join(", ")}.`,
  );
}
