import type { Question } from "../metrics/question.ts";
import { publishedGrains } from "../rollup/published-figure.ts";
import type { Day } from "../schema/date.ts";
import type { CalendarGrain } from "../schema/period.ts";
import { sql, value } from "../sql/fragment.ts";
import type { Engine } from "./measure.ts";

/** Which periods are looked up in the log of restatements: those that begin from one day to another, both included. */
export interface Looked {
  readonly metrics: readonly string[];
  readonly grain: CalendarGrain;
  readonly from: Day;
  readonly to: Day;
}

/** The grain at which the log follows the question's periods; null where it does not, or where nothing was ever moved. */
export function followedGrain({ grain, zone, weekStart }: Question, { state }: Engine): CalendarGrain | null {
  const isOwn = zone.name === state.zone.name && (grain !== "week" || weekStart === state.weekStart);
  if (!isOwn || (state.restatements ?? 0) === 0) return null;
  return publishedGrains.find((one) => one === grain) ?? null;
}

/** A period in which a later load moved an amount of the ledger. */
export interface MovedAmount {
  readonly period: Day;
  readonly currency: string;
}

/** The periods and currencies in which a later load moved what was published of one of the amounts. */
export async function movedAmounts(
  { metrics, grain, from, to }: Looked,
  { run }: Pick<Engine, "run">,
): Promise<readonly MovedAmount[]> {
  const rows = await run(sql`select distinct "metric", "period", "currency" from "restatement"
where "grain" = ${value(grain, "text")} and "period" >= ${value(from, "date")} and "period" <= ${value(to, "date")}
  and "currency" is not null
order by "metric", "period", "currency"`);
  return rows
    .filter((row) => metrics.includes(String(row["metric"])))
    .map((row) => ({ period: Number(row["period"]), currency: String(row["currency"]) }));
}

/** First days of the periods in which a later load moved what was published of one of the metrics. */
export async function movedPeriods(
  { metrics, grain, from, to }: Looked,
  { run }: Pick<Engine, "run">,
): Promise<ReadonlySet<Day>> {
  const rows = await run(sql`select distinct "metric", "period" from "restatement"
where "grain" = ${value(grain, "text")} and "period" >= ${value(from, "date")} and "period" <= ${value(to, "date")}
order by "metric", "period"`);
  return new Set(rows.filter((row) => metrics.includes(String(row["metric"]))).map((row) => Number(row["period"])));
}

/** `row` with `restated: true` where its figures were moved. */
export function marked<T extends object>(row: T, isMoved: boolean): T {
  return isMoved ? { ...row, restated: true as const } : row;
}
