import type { MetricDescription } from "../api/contract.ts";
import { type Filter, printFilters } from "./filter.ts";

/** The conditions that a question can carry, and the dimensions of those it cannot, so that the page can say so. */
export interface ApplicableFilters {
  readonly where: readonly string[];
  readonly ignored: readonly string[];
}

/** What of `filters` applies to every one of the metrics called `names`. */
export function applicableFilters(
  filters: readonly Filter[],
  names: readonly string[],
  metrics: readonly MetricDescription[],
): ApplicableFilters {
  const asked = metrics.filter(({ name }) => names.includes(name));
  const applies = ({ dimension }: Filter): boolean => asked.every((metric) => hasDimension(metric, dimension));
  return {
    where: printFilters(filters.filter(applies)),
    ignored: filters.filter((filter) => !applies(filter)).map(({ dimension }) => dimension),
  };
}

function hasDimension({ dimensions }: MetricDescription, dimension: string): boolean {
  return dimensions.includes(dimension) || (dimension.startsWith("properties.") && dimensions.includes("properties.*"));
}
