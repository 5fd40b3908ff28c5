import { compileCounts, countOf, sourceOfCount } from "./compile-activity.ts";
import { compileArr } from "./compile-arr.ts";
import { compileFirstSeen } from "./compile-first-seen.ts";
import { compileRatio, compileStickiness } from "./compile-rate.ts";
import { compileTrailing } from "./compile-trailing.ts";
import type { Compiled, Request } from "./compiled.ts";
import { type Metric, subjectOf } from "./metric.ts";
import { filtersOf, underFilters } from "./own-filters.ts";

/** Compiled metrics of a question, each with the column of the query's rows in which its figure stands. */
export interface CompiledPart {
  readonly metrics: readonly { readonly metric: Metric; readonly column: string }[];
  readonly compiled: Compiled;
}

/** Compile every metric of a question: counts of one table share one scan of it, the others have a query each. */
export function compileAll(metrics: readonly Metric[], request: Request): readonly CompiledPart[] {
  const counts = metrics.flatMap((metric) => {
    const measure = countOf(metric.measure);
    return measure === null || filtersOf(measure).length > 0
      ? []
      : [{ metric, measure, table: sourceOfCount(measure, request) }];
  });
  const parts = [...new Set(counts.map(({ table }) => table))].map((table) => {
    const own = counts.filter((count) => count.table === table);
    const column = ({ name }: Metric) => (own.length === 1 ? "value" : name);
    return {
      metrics: own.map(({ metric }) => ({ metric, column: column(metric) })),
      compiled: compileCounts(
        table,
        own.map(({ metric, measure }) => ({ column: column(metric), measure })),
        request,
      ),
    };
  });
  const shared = new Set(counts.map(({ metric }) => metric));
  const alone = metrics.filter((metric) => !shared.has(metric));
  return [
    ...parts,
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
  if (measure.kind === "trailing_users") return compileTrailing(measure.days, request);
  const count = countOf(measure);
  if (count === null) throw new Error(`"${metric.name}" is no metric of activity`);
  const under = underFilters(request, count);
  return compileCounts(sourceOfCount(count, under), [{ column: "value", measure: count }], under);
}
