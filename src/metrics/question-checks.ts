import { UserError } from "../schema/user-error.ts";
import { trialWindowSeconds } from "./compile-trials.ts";
import type { DataState } from "./data-state.ts";
import { comesApartByCurrency, type Metric, subjectOf } from "./metric.ts";
import type { Question } from "./question.ts";
import { readSpan } from "./read-span.ts";

/** Whether `metric` needs the gross margin and the configuration names none. */
export function lacksMargin({ measure }: Metric, { grossMarginBasisPoints }: DataState): boolean {
  const needsMargin = measure.kind === "lifetime_value" && measure.of === "margin";
  return needsMargin && (grossMarginBasisPoints ?? null) === null;
}

/** UserError `not_configured` where `metric` needs the gross margin and the configuration names none. */
export function checkMargin(metric: Metric, state: DataState): void {
  if (!lacksMargin(metric, state)) return;
  throw new UserError(
    "not_configured",
    `"${metric.name}" needs the gross margin, which the configuration does not name.`,
    'Write "gross_margin: 0.8" into tidemark.yaml, or ask for "ltv_revenue", which leaves the margin out.',
  );
}

/** UserError `nothing_loaded` where activity is to be cut by plan and no subscription says who pays for which. */
export function checkPlans(dimensions: readonly string[], metrics: readonly Metric[], state: DataState): void {
  const named = dimensions.find((dimension) => dimension === "plan" || dimension === "billing_interval");
  const looksAtActivity = metrics.some((metric) => subjectOf(metric) === "activity");
  if (named === undefined || !looksAtActivity || state.days.subscriptions !== null) return;
  throw new UserError(
    "nothing_loaded",
    `Activity has a ${named} only through the subscriptions of its users, and no subscriptions are loaded.`,
    'Import them with "tidemark import subscriptions" and run "tidemark load", or ask by a property of the events.',
  );
}

/** The window of trials that the question asks for, where a metric of it has one; UserError `usage` where none has. */
export function readTrialWindow(text: string | undefined, metrics: readonly Metric[]): Pick<Question, "windowSeconds"> {
  if (metrics.some(({ measure }) => measure.kind === "trial_conversion")) {
    return { windowSeconds: text === undefined ? trialWindowSeconds : readSpan("window", text) };
  }
  if (text === undefined) return {};
  throw new UserError(
    "usage",
    `--window does not change ${metrics.map(({ name }) => `"${name}"`).join(", ")}.`,
    'Ask for "trial_conversion" with --window.',
  );
}

/** UserError `usage` where the tail of a breakdown by currency would add amounts of several. */
export function checkTop(top: number | null, by: readonly string[], metrics: readonly Metric[]): void {
  const amount = metrics.find(comesApartByCurrency);
  if (top === null || amount === undefined || !by.includes("currency")) return;
  throw new UserError(
    "usage",
    `"${amount.name}" by currency has no Other: currencies are never added.`,
    "Leave --top out, or name the currencies with --where currency=….",
  );
}

/** The currency that amounts are to be converted into; UserError `usage` where it is none, or nothing can be converted. */
export function readCurrency(text: string | undefined, metrics: readonly Metric[]): Pick<Question, "currency"> {
  if (text === undefined) return {};
  const currency = text.toUpperCase();
  if (!/^[A-Z]{3}$/.test(currency)) {
    throw new UserError("usage", `"${text}" is no currency.`, "Write its ISO 4217 code, such as --currency EUR.");
  }
  const whole = metrics.find(({ measure }) => measure.kind === "lifetime_value");
  if (whole !== undefined) {
    throw new UserError(
      "usage",
      `"${whole.name}" is made of each currency's own customers and is not converted.`,
      'Ask for it with --by currency, or for "arpa" with --currency.',
    );
  }
  if (metrics.some(comesApartByCurrency)) return { currency };
  throw new UserError(
    "usage",
    `--currency does not change ${metrics.map(({ name }) => `"${name}"`).join(", ")}.`,
    "It converts amounts; leave it out.",
  );
}
