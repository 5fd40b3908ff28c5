import { latestPoint, trackOf } from "../charts/track.ts";
import type { LoadedStatus, MetricDescription } from "../api/contract.ts";
import type { Question } from "../api/question.ts";
import { useAnswer, useMetrics } from "../api/use-answer.ts";
import { applicableFilters } from "../state/applicable-filters.ts";
import { nextPeriod, wholePeriods } from "../state/periods.ts";
import { type ResolvedRange, resolveRange } from "../state/resolve-range.ts";
import type { View } from "../state/view.ts";

/** How far a question is. */
export type Asked = ReturnType<typeof useAnswer>;

/** Everything the overview shows, as the server answers it. */
export interface Overview {
  readonly range: ResolvedRange;
  readonly metrics: readonly MetricDescription[];
  /** Calendar months and weeks, and of each the one bucket that its card shows. */
  readonly mau: Asked;
  readonly mauHeadline: Asked;
  readonly wau: Asked;
  readonly wauHeadline: Asked;
  /** Trailing windows, day by day. */
  readonly trailing: Asked;
  /** Feature use, creators and exporters by the view's grain. */
  readonly activity: Asked;
  readonly revenue: Asked;
  /** Dimensions the view filters by and these figures do not have. */
  readonly activityIgnores: readonly string[];
  readonly revenueIgnores: readonly string[];
  /** The currency revenue is shown in; null where nothing was ever sold. */
  readonly currency: string | null;
}

const activityMetrics = ["creators", "exporters", "editor_opens", "projects_created", "projects_exported"];
const revenueMetrics = ["gross_arr", "net_arr", "cancel_arr_monthly", "cancel_arr_yearly"];

/** Ask all that the overview shows of `view`. */
export function useOverview(status: LoadedStatus, view: View): Overview {
  const { generation } = status;
  const range = resolveRange(view, status);
  const metrics = useMetrics().data?.metrics ?? [];
  const compare = view.compare === "off" ? null : view.compare;
  const people = applicableFilters(view.filters, activityMetrics, metrics);
  const money = applicableFilters(view.filters, revenueMetrics, metrics);
  // Which filter applies to what is known once the metrics are; without filters nothing has to wait.
  const isReady = view.filters.length === 0 || metrics.length > 0;
  const base = { from: range.from, to: range.to, where: people.where };
  const ask = (question: Question | null): Question | null => (isReady ? question : null);
  const currency = currencyOf(status, money.where);
  const moneyWhere = [
    ...money.where,
    ...(status.currencies.length > 1 && !namesCurrency(money.where) ? [`currency=${currency}`] : []),
  ];

  const inWhole = (grain: "month" | "week") => ({ ...base, ...wholePeriods(range, grain, status.weekStart), grain });
  const mau = useAnswer(ask({ ...inWhole("month"), metrics: ["mau"] }), generation);
  const wau = useAnswer(ask({ ...inWhole("week"), metrics: ["wau"] }), generation);
  return {
    range,
    metrics,
    mau,
    mauHeadline: useAnswer(headlineOf(mau, { ...base, metrics: ["mau"], grain: "month", compare }), generation),
    wau,
    wauHeadline: useAnswer(headlineOf(wau, { ...base, metrics: ["wau"], grain: "week", compare }), generation),
    trailing: useAnswer(ask({ ...base, metrics: ["wau_7d", "mau_30d"], grain: "day" }), generation),
    activity: useAnswer(ask({ ...base, metrics: activityMetrics, grain: range.grain, compare }), generation),
    revenue: useAnswer(
      currency === null
        ? null
        : ask({ ...base, metrics: revenueMetrics, grain: range.grain, where: moneyWhere, compare }),
      generation,
    ),
    activityIgnores: people.ignored,
    revenueIgnores: money.ignored,
    currency,
  };
}

/** The question for one bucket alone, the last complete one of `asked`, so that its change is of like with like. */
function headlineOf(asked: Asked, question: Question & { readonly grain: "month" | "week" }): Question | null {
  const metric = question.metrics[0] ?? "";
  if (asked.data === undefined || asked.isPlaceholderData) return null;
  const latest = latestPoint(trackOf(asked.data, metric, { name: metric, shape: "line", colour: 1 }).points);
  return latest === null ? null : { ...question, from: latest.period, to: nextPeriod(latest.period, question.grain) };
}

/** Currencies are never added: where there are several, one is shown, the workspace's own if the filters name none. */
function currencyOf(status: LoadedStatus, where: readonly string[]): string | null {
  const named = where.find((condition) => condition.startsWith("currency="))?.slice("currency=".length);
  return named ?? status.currencies.find((known) => known === status.currency) ?? status.currencies[0] ?? null;
}

function namesCurrency(where: readonly string[]): boolean {
  return where.some((condition) => condition.startsWith("currency="));
}
