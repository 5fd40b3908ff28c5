/** Which answer of the page a card reads. */
export type KpiSource = "mau" | "wau" | "activity" | "revenue";

/** A card of the overview; its title and meaning are the metric's own. */
export interface Kpi {
  readonly metric: string;
  readonly source: KpiSource;
}

/** The seed's ten KPIs, people first, money last. */
export const kpis: readonly Kpi[] = [
  { metric: "mau", source: "mau" },
  { metric: "wau", source: "wau" },
  { metric: "creators", source: "activity" },
  { metric: "exporters", source: "activity" },
  { metric: "editor_opens", source: "activity" },
  { metric: "projects_created", source: "activity" },
  { metric: "projects_exported", source: "activity" },
  { metric: "gross_arr", source: "revenue" },
  { metric: "cancel_arr_monthly", source: "revenue" },
  { metric: "cancel_arr_yearly", source: "revenue" },
];
