import type { Answer, PeriodState } from "../api/contract.ts";
import { type Bucket, bucketOf } from "../format/date.ts";
import type { Unit } from "../format/number.ts";

/** One bucket of a track with its figure; null where the answer has none. */
export interface Point extends Bucket {
  readonly period: string;
  readonly state: PeriodState;
  readonly value: number | null;
}

/** One metric over time, as a chart draws it and a table lists it. */
export interface Track {
  readonly name: string;
  readonly unit: Unit;
  readonly shape: "line" | "bars";
  /** Which of the palette's series colours, 1 to 5. */
  readonly colour: number;
  readonly points: readonly Point[];
}

/** How a metric is drawn. */
export type TrackLook = Pick<Track, "name" | "shape" | "colour">;

/** The track of `metric` in an answer without breakdown; buckets that lie in the future are left out. */
export function trackOf(answer: Answer, metric: string, look: TrackLook): Track {
  const points = answer.rows.map((row): Point => {
    const period = String(row["period"]);
    const value = row[metric];
    const state = stateOf(row["state"]);
    return {
      ...bucketOf(period, answer.question.grain),
      period,
      state,
      value: typeof value === "number" ? value : null,
    };
  });
  return { ...look, unit: unitOf(answer, metric), points: points.filter(({ state }) => state !== "future") };
}

/** What `metric` counts in `answer`. */
export function unitOf(answer: Answer, metric: string): Unit {
  const column = answer.columns.find(({ name }) => name === metric);
  const isMoney = column?.unit === "minor_units";
  return { unit: column?.unit ?? "count", currency: isMoney ? (column.currency ?? null) : null };
}

/** Whether a bucket is over, so that its figure may be compared. */
export function isComplete({ state }: Pick<Point, "state">): boolean {
  return state === "closed" || state === "provisional";
}

/** The bucket that a headline reads: the last complete one, else the last; null where there is none. */
export function latestPoint(points: readonly Point[]): Point | null {
  return points.findLast(isComplete) ?? points.at(-1) ?? null;
}

function stateOf(value: unknown): PeriodState {
  return value === "open" || value === "provisional" || value === "future" ? value : "closed";
}
