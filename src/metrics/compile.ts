import { compileActivity, compileCounts, isCount } from "./compile-activity.ts";
import { compileArr } from "./compile-arr.ts";
import { compileFirstSeen } from "./compile-first-seen.ts";
import { compileRatio, compileStickiness } from "./compile-rate.ts";
import type { Compiled, Request } from "./compiled.ts";
import { type Metric, subjectOf } from "./metric.ts";

/** Compiled metrics of a question, each with the column of the query's rows in which its figure stands. */
export interface CompiledPart {
  readonly metrics: readonly { readonly metric: Metric; readonly column: string }[];
  readonly compiled: Compiled;
}

/** Compile every metric of a question: counts share one scan, the others have a query each. */
export function compileAll(metrics: readonly Metric[], request: Request): readonly CompiledPart[] {
  const counts = metrics.filter(isCount);
  const shared = counts.length > 1 ? counts : [];
  const alone = metrics.filter((metric) => !shared.includes(metric));
  return [
    ...(shared.length === 0
      ? []
      : [
          {
            metrics: shared.map((metric) => ({ metric, column: metric.name })),
            compiled: compileCounts(shared, request),
          },
        ]),
    ...alone.map((metric) => ({ metrics: [{ metric, column: "value" }], compiled: compile(metric, request) })),
  ];
}

/** Compile one metric of a question into a query, choosing a rollup where one can answer exactly. */
export function compile(metric: Metric, request: Request): Compiled {
  if (subjectOf(metric) === "subscription") return compileArr(metric, request);
  const { measure } = metric;
  if (measure.kind === "first_seen") return compileFirstSeen(measure.users, request);
  if (measure.kind === "stickiness") return compileStickiness(request);
  if (measure.kind === "ratio") return compileRatio(measure, request);
  return compileActivity(metric, request);
}
