import { findMetric } from "../../metrics/catalogue.ts";
import type { TableauField } from "./field.ts";
import { parameterField } from "./parameters.ts";

/** A figure of the dashboard: a field of a mart, and the metric of the catalogue that it is. */
export interface DashboardFigure {
  readonly metric: string;
  readonly mart: string;
  readonly field: string;
}

/** The figures of the dashboard, in its order. */
export const dashboardFigures: readonly DashboardFigure[] = [
  { metric: "mau", mart: "mart_users_month", field: "active_users_figure" },
  { metric: "wau", mart: "mart_users_week", field: "active_users_figure" },
  { metric: "creators", mart: "mart_users_month", field: "creators_figure" },
  { metric: "exporters", mart: "mart_users_month", field: "exporters_figure" },
  { metric: "gross_arr", mart: "mart_arr_waterfall_month", field: "closing_figure" },
  { metric: "projects_created", mart: "mart_events_day", field: "projects_created" },
  { metric: "projects_exported", mart: "mart_events_day", field: "projects_exported" },
  { metric: "editor_opens", mart: "mart_events_day", field: "editor_opens" },
  { metric: "cancel_arr_monthly", mart: "mart_cancel_arr_day", field: "cancel_arr_monthly" },
  { metric: "cancel_arr_yearly", mart: "mart_cancel_arr_day", field: "cancel_arr_yearly" },
];

/** Marts whose figures are read at their latest complete period; those of the others are added over the days chosen. */
export const readAtLatest = ["mart_users_month", "mart_users_week", "mart_arr_waterfall_month"] as const;

/** A sheet of the workbook: figures of one mart, as one number or over time. */
export interface Sheet {
  readonly name: string;
  readonly title: string;
  readonly subtitle: string;
  readonly mart: string;
  readonly fields: readonly string[];
  readonly shape: "number" | "line" | "bar";
  /** The field of time; null for a number. */
  readonly over: string | null;
}

/** Every sheet: one number a figure, then the charts. */
export function sheets(): readonly Sheet[] {
  const numbers = dashboardFigures.map(({ metric, mart, field }): Sheet => {
    const isLatest = readAtLatest.some((name) => name === mart);
    const period = mart === "mart_users_week" ? "week" : "month";
    const title = findMetric(metric).title;
    return {
      name: title,
      title,
      subtitle: isLatest ? `last complete ${period}` : "all of the days chosen",
      mart,
      fields: [field],
      shape: "number",
      over: null,
    };
  });
  return [...numbers, ...charts];
}

const charts: readonly Sheet[] = [
  {
    name: "MAU by month",
    title: "Monthly active users",
    subtitle: "distinct users of each calendar month",
    mart: "mart_users_month",
    fields: ["active_users_figure"],
    shape: "line",
    over: "period",
  },
  {
    name: "WAU by week",
    title: "Weekly active users",
    subtitle: "distinct users of each calendar week",
    mart: "mart_users_week",
    fields: ["active_users_figure"],
    shape: "line",
    over: "period",
  },
  {
    name: "Creators and exporters by month",
    title: "Creators and exporters",
    subtitle: "distinct users of each calendar month",
    mart: "mart_users_month",
    fields: ["creators_figure", "exporters_figure"],
    shape: "line",
    over: "period",
  },
  {
    name: "Feature use by month",
    title: "Feature use",
    subtitle: "events of each calendar month",
    mart: "mart_events_day",
    fields: ["projects_created", "projects_exported", "editor_opens"],
    shape: "bar",
    over: "month_start",
  },
  {
    name: "Gross ARR by month",
    title: "Gross ARR",
    subtitle: "standing at each month's close, list prices",
    mart: "mart_arr_waterfall_month",
    fields: ["closing_figure"],
    shape: "bar",
    over: "period",
  },
  {
    name: "Cancel ARR by month",
    title: "Cancel ARR of monthly and yearly plans",
    subtitle: "by the date of the effective end, list prices",
    mart: "mart_cancel_arr_day",
    fields: ["cancel_arr_monthly", "cancel_arr_yearly"],
    shape: "bar",
    over: "month_start",
  },
];

/** The calculations that the dashboard adds to a mart: what its controls let through, and cancel ARR by interval. */
export function dashboardFields(mart: string): readonly TableauField[] {
  const isLatest = readAtLatest.some((name) => name === mart);
  return [
    working("shown", "Shown", { datatype: "boolean", formula: shownFormula(mart) }),
    ...(isLatest
      ? [
          working("is_latest", "Is the last complete period", {
            datatype: "boolean",
            formula: "[period] = {FIXED : MAX(IF [state] <> 'open' AND [shown] THEN [period] END)}",
          }),
        ]
      : []),
    ...(mart === "mart_cancel_arr_day" ? [cancelField("month"), cancelField("year")] : []),
  ];
}

/**
 * What the controls let through. Marts of users hold a row for every combination, so that exactly one is chosen; the others
 * hold each value once, and All is all of them. Subscriptions have no user type.
 */
function shownFormula(mart: string): string {
  const chosen = (dimension: string) =>
    mart.startsWith("mart_users_")
      ? `[${dimension}] = ${parameterField(dimension)}`
      : `(${parameterField(dimension)} = 'All' OR [${dimension}] = ${parameterField(dimension)})`;
  const isMoney = mart.startsWith("mart_arr_") || mart.startsWith("mart_cancel_");
  return [
    chosen("platform"),
    chosen("country"),
    ...(isMoney ? ["[basis] = 'list'", `[currency] = ${parameterField("currency")}`] : [chosen("user_type")]),
    `[period] >= ${parameterField("from")}`,
    `[period] <= ${parameterField("to")}`,
  ].join(" AND ");
}

function cancelField(interval: "month" | "year"): TableauField {
  const metric = findMetric(interval === "month" ? "cancel_arr_monthly" : "cancel_arr_yearly");
  return {
    name: metric.name,
    caption: metric.title,
    datatype: "real",
    role: "measure",
    aggregation: "User",
    format: "n#,##0;-#,##0",
    folder: "Figures",
    description: metric.meaning,
    formula: `IF COUNTD([currency]) = 1 AND COUNTD([basis]) = 1 THEN SUM(IF [billing_interval] = '${interval}' THEN [cancel_arr] / [minor_units] ELSE 0 END) END`,
  };
}

function working(
  name: string,
  caption: string,
  { datatype, formula }: Pick<TableauField, "datatype" | "formula">,
): TableauField {
  return {
    name,
    caption,
    datatype,
    role: "dimension",
    aggregation: "Count",
    folder: "Workings",
    description: "What the dashboard's controls let through.",
    formula,
  };
}
