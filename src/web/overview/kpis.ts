/** Which answer of the page a card reads. */
export type KpiSource = "mau" | "wau" | "activity" | "revenue";

/** A card of the overview, and how its metric is drawn and broken down; its title and meaning are the metric's own. */
export interface Kpi {
  readonly metric: string;
  readonly source: KpiSource;
  readonly shape: "line" | "bars";
  /** What is counted in a breakdown over the whole range, where the metric itself has a bucket of its own. */
  readonly inRange: string;
  readonly dimensions: readonly string[];
}

const people = ["platform", "country", "user_type"];
const money = ["plan", "billing_interval", "country"];

/** The seed's ten KPIs, people first, money last. */
export const kpis: readonly [Kpi, ...Kpi[]] = [
  { metric: "mau", source: "mau", shape: "bars", inRange: "active_users", dimensions: people },
  { metric: "wau", source: "wau", shape: "bars", inRange: "active_users", dimensions: people },
  { metric: "creators", source: "activity", shape: "line", inRange: "creators", dimensions: people },
  { metric: "exporters", source: "activity", shape: "line", inRange: "exporters", dimensions: people },
  { metric: "editor_opens", source: "activity", shape: "line", inRange: "editor_opens", dimensions: people },
  { metric: "projects_created", source: "activity", shape: "line", inRange: "projects_created", dimensions: people },
  { metric: "projects_exported", source: "activity", shape: "line", inRange: "projects_exported", dimensions: people },
  { metric: "gross_arr", source: "revenue", shape: "line", inRange: "gross_arr", dimensions: money },
  {
    metric: "cancel_arr_monthly",
    source: "revenue",
    shape: "bars",
    inRange: "cancel_arr_monthly",
    dimensions: ["cancel_reason", "cancel_type", "plan"],
  },
  {
    metric: "cancel_arr_yearly",
    source: "revenue",
    shape: "bars",
    inRange: "cancel_arr_yearly",
    dimensions: ["cancel_reason", "cancel_type", "plan"],
  },
];
