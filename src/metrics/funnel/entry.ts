import { type Fragment, join, sql, value } from "../../sql/fragment.ts";
import type { DataState } from "../data-state.ts";
import type { FunnelQuestion } from "./funnel-question.ts";

/** Length of the window in microseconds. */
export function windowMicros({ windowSeconds }: FunnelQuestion): Fragment {
  return sql`${value(windowSeconds * 1_000_000, "bigint")}`;
}

/**
 * Whether an attempt may start at the instant `"at"`: inside the range, and, unless maturing ones are included, with a
 * window that ends by the watermark.
 */
export function startsInRange(funnel: FunnelQuestion, { dataThrough }: DataState): Fragment {
  const w = dataThrough.events;
  return join(
    [
      sql`"at" < ${value(funnel.scope.to, "bigint")}`,
      ...(funnel.maturing === "include" || w === null
        ? []
        : [sql`"at" + ${windowMicros(funnel)} <= ${value(w, "bigint")}`]),
    ],
    " and ",
  );
}
