import type { Request } from "./compiled.ts";
import type { Filter } from "./filter.ts";
import type { Measure } from "./metric.ts";

/** The filters that a measure carries in its definition. */
export function filtersOf(measure: Measure): readonly Filter[] {
  return measure.kind === "event_count" || measure.kind === "distinct_users" ? (measure.where ?? []) : [];
}

/** The measure without its filters; asked under them it counts the same. */
export function withoutFilters(measure: Measure): Measure {
  if (measure.kind !== "event_count" && measure.kind !== "distinct_users") return measure;
  return { kind: measure.kind, events: measure.events };
}

/** The request under the filters that `measure` carries, beside its own. */
export function underFilters<T extends Pick<Request, "question">>(request: T, measure: Measure): T {
  const { question } = request;
  return { ...request, question: { ...question, where: [...question.where, ...filtersOf(measure)] } };
}
