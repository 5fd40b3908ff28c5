import { type Day, formatDay } from "../schema/date.ts";
import { addPeriods, type CalendarGrain, periodStart, type WeekStart } from "../schema/period.ts";
import type { Answer } from "../serve/contract.ts";
import { change, figure } from "./print/figure.ts";
import type { Sheet } from "./print/sheet.ts";

/** The seed's ten KPIs, each at the grain it is usually read. */
const kpis: Readonly<Record<"month" | "week", readonly string[]>> = {
  month: [
    "projects_created",
    "projects_exported",
    "editor_opens",
    "exporters",
    "creators",
    "mau",
    "gross_arr",
    "cancel_arr_monthly",
    "cancel_arr_yearly",
  ],
  week: ["wau"],
};

/** One KPI over its last complete period; money in minor units of `currency`. */
export interface Kpi {
  readonly name: string;
  readonly value: number | null;
  readonly unit: string;
  readonly currency: string | null;
  readonly grain: string;
  readonly from: string;
  /** Exclusive. */
  readonly to: string;
  /** Against the period before; null where unknown. */
  readonly changeRate: number | null;
}

/** How `askKpis` asks. */
export type Ask = (question: {
  readonly metrics: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly grain: string;
  readonly compare: string;
}) => Promise<Answer>;

/** Ask for each KPI over the last month or week that is complete on day `until`. */
export async function askKpis(ask: Ask, until: Day, weekStart: WeekStart): Promise<readonly Kpi[]> {
  const answers: Kpi[] = [];
  for (const grain of ["month", "week"] as const) {
    const { from, to } = lastComplete(grain, until, weekStart);
    answers.push(
      ...kpisOf(await ask({ metrics: kpis[grain], from, to, grain, compare: "previous" }), { grain, from, to }),
    );
  }
  return answers;
}

function lastComplete(
  grain: CalendarGrain,
  until: Day,
  weekStart: WeekStart,
): { readonly from: string; readonly to: string } {
  const end = periodStart(until, grain, weekStart);
  return { from: formatDay(addPeriods(end, grain, -1)), to: formatDay(end) };
}

function kpisOf({ columns, rows, comparison }: Answer, period: Pick<Kpi, "grain" | "from" | "to">): readonly Kpi[] {
  return columns.flatMap(({ name, unit, currency }) => {
    if (!kpis.month.includes(name) && !kpis.week.includes(name)) return [];
    const value = rows[0]?.[name];
    const changeRate = comparison?.changeRate[name] ?? null;
    return [
      {
        name,
        value: typeof value === "number" ? value : null,
        unit,
        currency: currency ?? null,
        ...period,
        changeRate,
      },
    ];
  });
}

/** KPIs for people: figures written in their own units, periods with their last day. */
export function kpiTable(list: readonly Kpi[]): Sheet {
  return {
    columns: [
      { name: "kpi", unit: "text" },
      { name: "value", unit: "figure" },
      { name: "period", unit: "text" },
      { name: "change", unit: "figure" },
    ],
    rows: list.map(({ name, value, unit, currency, grain, from, changeRate }) => ({
      kpi: name,
      value: [figure(value, { name, unit, currency: currency ?? undefined }), currency ?? ""].join(" ").trimEnd(),
      period: grain === "month" ? from.slice(0, 7) : `week of ${from}`,
      change: change(changeRate),
    })),
  };
}

/** KPIs for programs: integers as they are. */
export function kpiRows(list: readonly Kpi[]): Sheet {
  const names = ["name", "value", "unit", "currency", "grain", "from", "to", "changeRate"];
  return { columns: names.map((name) => ({ name, unit: "text" })), rows: list.map((kpi) => ({ ...kpi })) };
}
