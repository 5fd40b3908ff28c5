import type { Scope } from "../api/ask.ts";
import type { LoadedStatus, MetricDescription } from "../api/contract.ts";
import { useMetrics } from "../api/use-answer.ts";
import { applicableFilters } from "./applicable-filters.ts";
import type { Filter } from "./filter.ts";
import { type ResolvedRange, resolveRange } from "./resolve-range.ts";
import { type ChangeView, useView } from "./use-view.ts";
import type { View } from "./view.ts";

/** What figures of one subject are asked with, and the dimensions the view filters by and they do not have. */
export interface SubjectScope {
  /** null until it is known which filters apply, or where there is nothing to ask. */
  readonly scope: Scope | null;
  readonly ignored: readonly string[];
}

/** What every page asks with, and how it changes that. */
export interface PageState {
  readonly status: LoadedStatus;
  readonly generation: number;
  readonly view: View;
  readonly change: ChangeView;
  readonly range: ResolvedRange;
  readonly metrics: readonly MetricDescription[];
  /** What is compared with; null for nothing. */
  readonly compare: string | null;
  readonly activity: SubjectScope;
  readonly revenue: SubjectScope;
  /** The currency revenue is shown in, for currencies are never added; null where nothing was ever sold. */
  readonly currency: string | null;
}

/** The view in the address as questions need it. */
export function usePage(status: LoadedStatus): PageState {
  const { view, change } = useView();
  const range = resolveRange(view, status);
  const metrics = useMetrics().data?.metrics ?? [];
  // Which filter applies to what is known once the metrics are; without filters nothing has to wait.
  const isReady = view.filters.length === 0 || metrics.length > 0;
  const activity = subject("active_users", { filters: view.filters, metrics });
  const revenue = subject("cancel_arr", { filters: view.filters, metrics });
  const currency = currencyOf(status, revenue.where);
  const scopeWith = (where: readonly string[]): Scope => ({
    from: range.from,
    to: range.to,
    grain: range.grain,
    where,
  });
  return {
    status,
    generation: status.generation,
    view,
    change,
    range,
    metrics,
    compare: view.compare === "off" ? null : view.compare,
    activity: {
      scope: isReady && status.dataThrough.events !== null ? scopeWith(activity.where) : null,
      ignored: activity.ignored.filter((name) => name !== "currency"),
    },
    revenue: {
      scope: isReady && currency !== null ? byDays(scopeWith(inCurrency(revenue.where, status, currency))) : null,
      ignored: revenue.ignored,
    },
    currency,
  };
}

/** `scope` with days for hours: for figures that no hour has. */
export function byDays<S extends Scope | null>(scope: S): S {
  return scope?.grain === "hour" ? { ...scope, grain: "day" } : scope;
}

/** The conditions of `scope` that every one of the metrics called `names` has; the rest is left out. */
export function narrowed(scope: Scope | null, names: readonly string[], page: PageState): Scope | null {
  if (scope === null) return null;
  const { where } = applicableFilters(page.view.filters, names, page.metrics);
  return { ...scope, where: scope.where.filter((one) => where.includes(one) || one.startsWith("currency=")) };
}

function subject(name: string, known: { filters: readonly Filter[]; metrics: readonly MetricDescription[] }) {
  return applicableFilters(known.filters, [name], known.metrics);
}

function inCurrency(where: readonly string[], { currencies }: LoadedStatus, currency: string): readonly string[] {
  const isNamed = where.some((condition) => condition.startsWith("currency="));
  return isNamed || currencies.length < 2 ? where : [...where, `currency=${currency}`];
}

/** Where there are several currencies, one is shown: the one the filters name, else the workspace's own. */
function currencyOf(status: LoadedStatus, where: readonly string[]): string | null {
  const named = where.find((condition) => condition.startsWith("currency="))?.slice("currency=".length);
  return named ?? status.currencies.find((known) => known === status.currency) ?? status.currencies[0] ?? null;
}
