import { askQuery } from "../api/ask.ts";
import type { Answer } from "../api/contract.ts";
import { type Asked, useAnswer } from "../api/use-answer.ts";
import { type Headlined, useHeadline } from "../figures/use-headline.ts";
import { narrowed, type PageState } from "../state/use-page.ts";

/** What the cards and the trend of the overview show, as the server answers it. */
export interface Overview {
  /** Calendar months and weeks, and of each the one bucket that its card shows. */
  readonly mau: Headlined;
  readonly wau: Headlined;
  /** Trailing windows, day by day. */
  readonly trailing: Asked<Answer>;
  /** Feature use, creators and exporters by the view's grain. */
  readonly activity: Asked<Answer>;
  readonly revenue: Asked<Answer>;
}

const activityMetrics = ["creators", "exporters", "editor_opens", "projects_created", "projects_exported"];
const revenueMetrics = ["gross_arr", "cancel_arr_monthly", "cancel_arr_yearly"];

/** Ask all that the cards and the trend show. */
export function useOverview(page: PageState): Overview {
  const { activity, revenue, compare, generation } = page;
  const money = narrowed(revenue.scope, revenueMetrics, page);
  // Asked first: the others wait for one histogram of whom a filter means, and this one needs none.
  const earned = useAnswer(money && askQuery({ ...money, metrics: revenueMetrics, compare }), generation);
  return {
    mau: useHeadline("mau", "month", page),
    wau: useHeadline("wau", "week", page),
    trailing: useAnswer(
      activity.scope && askQuery({ ...activity.scope, metrics: ["wau_7d", "mau_30d"], grain: "day" }),
      generation,
    ),
    activity: useAnswer(
      activity.scope && askQuery({ ...activity.scope, metrics: activityMetrics, compare }),
      generation,
    ),
    revenue: earned,
  };
}
