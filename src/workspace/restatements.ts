import { formatDay } from "../schema/date.ts";
import { sql } from "../sql/fragment.ts";
import type { Workspace } from "./open.ts";

/** A figure of everybody, of a period that was complete, which a later load moved from `before` to `after`. */
export interface Restatement {
  readonly generation: number;
  readonly metric: string;
  readonly grain: string;
  /** First day of the period. */
  readonly period: string;
  /** Currency of an amount, in minor units; null for counts. */
  readonly currency: string | null;
  readonly before: number;
  readonly after: number;
  /** after − before. */
  readonly change: number;
  /** Events of the period that arrived with that load and count; of an amount, subscriptions that it told otherwise. */
  readonly late: number;
  /** Events of the period that load found twice, or that another body replaced. */
  readonly deduplicated: number;
  readonly cause: string;
}

/** The whole log of restatements, the latest load first. UserError `nothing_loaded` before any load. */
export async function restatements(ws: Workspace): Promise<readonly Restatement[]> {
  return ws.readers.use(async (reader) => {
    if ((reader.generation.restatements ?? 0) === 0) return [];
    const rows = await reader.run(sql`select * from "restatement"
order by "generation" desc, "grain", "period", "metric", "currency"`);
    return rows.map((row) => ({
      generation: Number(row["generation"]),
      metric: String(row["metric"]),
      grain: String(row["grain"]),
      period: formatDay(Number(row["period"])),
      currency: row["currency"] === null ? null : String(row["currency"]),
      before: Number(row["before"]),
      after: Number(row["after"]),
      change: Number(row["after"]) - Number(row["before"]),
      late: Number(row["late"]),
      deduplicated: Number(row["deduplicated"]),
      cause: String(row["cause"]),
    }));
  });
}
