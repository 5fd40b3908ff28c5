import type { Request } from "../compiled.ts";
import { type Metric, subjectOf } from "../metric.ts";
import { underFilters, withoutFilters } from "../own-filters.ts";
import { behindActivity } from "./behind-activity.ts";
import { behindArr } from "./behind-arr.ts";
import type { Behind } from "./behind.ts";

/** The rows behind the figure of the request's only bucket; `request` breaks nothing down. Null: nothing lists them. */
export function compileBehind(metric: Metric, request: Request): Behind | null {
  if (subjectOf(metric) === "subscription") return behindArr(metric, request);
  const { measure } = metric;
  return behindActivity({ ...metric, measure: withoutFilters(measure) }, underFilters(request, measure));
}
