import { compileActivity } from "./compile-activity.ts";
import { compileArr } from "./compile-arr.ts";
import type { Compiled, Request } from "./compiled.ts";
import { type Metric, subjectOf } from "./metric.ts";

/** Compile one metric of a question into a query, choosing a rollup where one can answer exactly. */
export function compile(metric: Metric, request: Request): Compiled {
  return subjectOf(metric) === "activity" ? compileActivity(metric, request) : compileArr(metric, request);
}
