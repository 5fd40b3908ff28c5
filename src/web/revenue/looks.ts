import type { MetricsChartLook } from "../figures/metrics-chart.tsx";

/** Standing revenue at list prices and after discounts. */
export const arrLook: MetricsChartLook = {
  title: "Gross and net ARR",
  layout: "together",
  metrics: [
    { metric: "gross_arr", name: "Gross", shape: "line", colour: 1 },
    { metric: "net_arr", name: "Net", shape: "line", colour: 2 },
  ],
};

/** What ended, of monthly and of yearly plans, one on the other. */
export const cancelLook: MetricsChartLook = {
  title: "Cancelled ARR of monthly and of yearly plans",
  layout: "stacked",
  metrics: [
    { metric: "cancel_arr_monthly", name: "Monthly plans", shape: "bars", colour: 2 },
    { metric: "cancel_arr_yearly", name: "Yearly plans", shape: "bars", colour: 4 },
  ],
};

/** What of the opening is still there, without and with what it grew. */
export const retainedLook: MetricsChartLook = {
  title: "Gross and net revenue retention",
  layout: "together",
  metrics: [
    { metric: "nrr", name: "Net", shape: "line", colour: 1 },
    { metric: "grr", name: "Gross", shape: "line", colour: 2 },
  ],
};

/** What of the customers and of the revenue that could leave did. */
export function churnLook(metrics: readonly string[]): MetricsChartLook {
  const names: Readonly<Record<string, string>> = { logo_churn_rate: "Customers", arr_churn_rate: "ARR" };
  return {
    title: "Churn rates",
    layout: "together",
    metrics: metrics.map((metric, index) => ({
      metric,
      name: names[metric] ?? metric,
      shape: "line",
      colour: index === 0 ? 2 : 4,
    })),
  };
}

/** Yearly ARR whose term ends. */
export const renewalLook: MetricsChartLook = {
  title: "Up for renewal",
  layout: "together",
  metrics: [{ metric: "renewal_arr", name: "ARR whose term ends", shape: "bars", colour: 1 }],
};
