import { nearestName, UserError } from "../schema/user-error.ts";
import { dimensionsOf } from "./dimensions.ts";
import type { MetricDescription } from "./answer.ts";
import { heldByAll } from "./held-by.ts";
import { activeUsers } from "./kpi/active-users.ts";
import { arpa } from "./kpi/arpa.ts";
import { cancelArrMonthly } from "./kpi/cancel-arr-monthly.ts";
import { cancelArrOther } from "./kpi/cancel-arr-other.ts";
import { cancelArrYearly } from "./kpi/cancel-arr-yearly.ts";
import { cancelArr } from "./kpi/cancel-arr.ts";
import { creationRate } from "./kpi/creation-rate.ts";
import { creators } from "./kpi/creators.ts";
import { dau } from "./kpi/dau.ts";
import { discountArr } from "./kpi/discount-arr.ts";
import { editorOpens } from "./kpi/editor-opens.ts";
import { editors } from "./kpi/editors.ts";
import { events } from "./kpi/events.ts";
import { exportRate } from "./kpi/export-rate.ts";
import { exporters } from "./kpi/exporters.ts";
import { grossArr } from "./kpi/gross-arr.ts";
import { grossNewArr } from "./kpi/gross-new-arr.ts";
import { grr12m } from "./kpi/grr-12m.ts";
import { grr } from "./kpi/grr.ts";
import { mau28d } from "./kpi/mau-28d.ts";
import { mau30d } from "./kpi/mau-30d.ts";
import { mau } from "./kpi/mau.ts";
import { netArr } from "./kpi/net-arr.ts";
import { netNewArr } from "./kpi/net-new-arr.ts";
import { nrr12m } from "./kpi/nrr-12m.ts";
import { nrr } from "./kpi/nrr.ts";
import { payingCustomers } from "./kpi/paying-customers.ts";
import { newUsers } from "./kpi/new-users.ts";
import { projectsCreated } from "./kpi/projects-created.ts";
import { projectsExported } from "./kpi/projects-exported.ts";
import { qau } from "./kpi/qau.ts";
import { quickRatio } from "./kpi/quick-ratio.ts";
import { returningUsers } from "./kpi/returning-users.ts";
import { stickiness } from "./kpi/stickiness.ts";
import { wau7d } from "./kpi/wau-7d.ts";
import { wau } from "./kpi/wau.ts";
import { yau } from "./kpi/yau.ts";
import { cancelRequestedArr } from "./kpi/cancel-requested-arr.ts";
import { savedArr } from "./kpi/saved-arr.ts";
import { pendingCancelArr } from "./kpi/pending-cancel-arr.ts";
import { logoChurnRate } from "./kpi/logo-churn-rate.ts";
import { arrChurnRate } from "./kpi/arr-churn-rate.ts";
import { earlyEndRate } from "./kpi/early-end-rate.ts";
import { ltvRevenue } from "./kpi/ltv-revenue.ts";
import { ltv } from "./kpi/ltv.ts";
import { renewalArr } from "./kpi/renewal-arr.ts";
import { renewalPendingCancelArr } from "./kpi/renewal-pending-cancel-arr.ts";
import { trialConversion } from "./kpi/trial-conversion.ts";
import { additivityOf, grainsOf, isAdditive, type Metric, nullRuleOf, subjectOf, unitOf } from "./metric.ts";

/** Every metric, in the order in which people read them. One file each under `kpi/`. */
export const catalogue: readonly Metric[] = [
  projectsCreated,
  projectsExported,
  editorOpens,
  events,
  creators,
  exporters,
  editors,
  activeUsers,
  newUsers,
  returningUsers,
  dau,
  wau,
  mau,
  qau,
  yau,
  wau7d,
  mau28d,
  mau30d,
  stickiness,
  creationRate,
  exportRate,
  grossArr,
  netArr,
  discountArr,
  grossNewArr,
  netNewArr,
  cancelArr,
  cancelArrMonthly,
  cancelArrYearly,
  cancelArrOther,
  cancelRequestedArr,
  pendingCancelArr,
  savedArr,
  grr,
  nrr,
  grr12m,
  nrr12m,
  logoChurnRate,
  arrChurnRate,
  earlyEndRate,
  quickRatio,
  payingCustomers,
  arpa,
  ltvRevenue,
  ltv,
  renewalArr,
  renewalPendingCancelArr,
  trialConversion,
];

/** The metric of the catalogue called `name`; UserError `usage` where there is none. */
export function findMetric(name: string): Metric {
  return metricNamed(name, []);
}

/**
 * The metric called `name`, of the catalogue or of `own`, a workspace's. An amount's name with `_net` behind it is the same metric after discounts. UserError `usage`
 * with the nearest name where there is none.
 */
export function metricNamed(name: string, own: readonly Metric[]): Metric {
  const all = [...catalogue, ...own];
  const found = all.find((metric) => metric.name === name) ?? netVariant(name);
  if (found !== null) return found;
  const near = nearestName(
    name,
    all.map((metric) => metric.name),
  );
  throw new UserError(
    "usage",
    `No metric is called "${name}".`,
    `${near === null ? "" : `Did you mean "${near}"? `}List them with "tidemark metrics".`,
  );
}

function netVariant(name: string): Metric | null {
  if (!name.endsWith("_net")) return null;
  const base = catalogue.find((metric) => `${metric.name}_net` === name && metric.basis === "list");
  return base === undefined ? null : onNetBasis(base, name);
}

/** `metric` after discounts, under `name`. */
export function onNetBasis(metric: Metric, name: string): Metric {
  return {
    ...metric,
    name,
    title: `${metric.title}, net`,
    meaning: `${metric.meaning} After discounts.`,
    basis: "net",
  };
}

/** What is told of a metric to people and programs. */
export function describeMetric(metric: Metric): MetricDescription {
  const subject = subjectOf(metric);
  return {
    name: metric.name,
    title: metric.title,
    meaning: metric.meaning,
    unit: unitOf(metric),
    goodDirection: metric.goodDirection,
    additive: isAdditive(metric),
    additivity: additivityOf(metric),
    nullRule: nullRuleOf(metric),
    tests: metric.tests === undefined ? [] : [...metric.tests, ...heldByAll],
    source: subject === "activity" ? "events" : "versions of subscriptions",
    subject,
    grains: grainsOf(metric),
    defaultGrain: metric.defaultGrain,
    dimensions: dimensionsOf(metric),
  };
}
