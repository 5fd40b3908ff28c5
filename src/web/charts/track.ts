import type { Ask } from "../api/ask.ts";
import type { Answer, AnswerRow, PeriodState } from "../api/contract.ts";
import { type Bucket, bucketOf } from "../format/date.ts";
import type { Unit } from "../format/number.ts";
import type { NumberAddress } from "../state/number-address.ts";

/** One bucket of a track with its figure; null where the answer has none. */
export interface Point extends Bucket {
  readonly period: string;
  readonly state: PeriodState;
  /** Whether a later load moved what was published of it. */
  readonly isRestated?: boolean;
  readonly value: number | null;
  /** Where the figure stands in its answer. */
  readonly address: NumberAddress | null;
}

/** One metric over time, as a chart draws it and a table lists it. */
export interface Track {
  readonly name: string;
  readonly unit: Unit;
  /** `before` is the thin line of the range compared with. */
  readonly shape: "line" | "bars" | "before";
  /** Which of the palette's series colours, 1 to 7; 0 is the quiet one. */
  readonly colour: number;
  /** Whether it is drawn below the axis, for what was lost. */
  readonly isLoss?: boolean;
  /** Whether buckets that are not over are left out: a share of few days says nothing of a week. */
  readonly isFinishedOnly?: boolean;
  readonly points: readonly Point[];
}

/** How a metric is drawn. */
export type TrackLook = Pick<Track, "name" | "shape" | "colour" | "isLoss" | "isFinishedOnly">;

/** What a track reads of an answer. */
export type TrackAnswer = Pick<Answer, "rows" | "columns" | "timezone"> & {
  readonly question: { readonly grain: string };
};

/** An answer and the question it answers. */
export interface Answered<A> {
  readonly ask: Ask<unknown> | null;
  readonly data: A;
}

/** The track of `metric` in an answer; buckets that lie in the future are left out, and rows that `isMeant` does not mean. */
export function trackOf(
  { ask, data }: Answered<TrackAnswer>,
  metric: string,
  look: TrackLook & { readonly isMeant?: (row: AnswerRow) => boolean },
): Track {
  const { isMeant = () => true, ...drawn } = look;
  const points = data.rows.flatMap((row, index) => {
    if (!isMeant(row) || row["state"] === "future") return [];
    if (look.isFinishedOnly === true && row["state"] === "open") return [];
    const address = ask === null ? null : { path: ask.path, pointer: `/rows/${index}/${metric}` };
    return [{ ...pointOf(row, metric, data), address }];
  });
  return { ...drawn, unit: unitOf(data, metric), points };
}

/**
 * The track of the range compared with, each bucket drawn where the one it is compared with stands; null where there is
 * none. `isFinishedOnly` leaves out what stands beside a bucket that is not over: it is cut off at the same day.
 */
export function trackBefore(
  { ask, data }: Answered<Answer>,
  metric: string,
  { name, isFinishedOnly = false }: Pick<TrackLook, "name" | "isFinishedOnly">,
): Track | null {
  const { comparison } = data;
  if (comparison === undefined) return null;
  // Where the range before begins earlier than the data, there is nothing yet to stand for: no figure, not a figure of 0.
  const begins =
    comparison.changeRate[metric] === null ? comparison.rows.findIndex((row) => Number(row[metric] ?? 0) !== 0) : 0;
  // Of a lone bucket at the end nothing can be seen but a dot.
  const isLone = begins > 0 && begins === data.rows.length - 1;
  if (begins < 0 || isLone) return null;
  const points = data.rows.flatMap((row, index) => {
    const before = comparison.rows[index];
    if (index < begins) return [];
    // A range may touch one bucket more than the range before it: that bucket has none to stand beside.
    if (row["state"] === "future" || before === undefined || before["period"] === null) return [];
    if (isFinishedOnly && row["state"] === "open") return [];
    const { start, end } = pointOf(row, metric, data);
    const address = ask === null ? null : { path: ask.path, pointer: `/comparison/rows/${index}/${metric}` };
    const point = pointOf(before, metric, data);
    // Beside a bucket that is not over as many days are counted, so that both fall short alike.
    return [{ ...point, state: row["state"] === "open" ? "open" : point.state, start, end, address }];
  });
  return { name, shape: "before", colour: 0, unit: unitOf(data, metric), points };
}

function pointOf(row: AnswerRow, metric: string, { question, timezone }: TrackAnswer): Omit<Point, "address"> {
  const period = String(row["period"]);
  const value = row[metric];
  return {
    ...bucketOf(period, question.grain, timezone),
    period,
    state: stateOf(row["state"]),
    isRestated: row["restated"] === true,
    value: typeof value === "number" ? value : null,
  };
}

/** Rates that people read as a multiple: 1.3, not 130 %. */
const multiples = ["quick_ratio"];

/** What `metric` counts in an answer. */
export function unitOf({ columns }: Pick<Answer, "columns">, metric: string): Unit {
  const column = columns.find(({ name }) => name === metric);
  const isMoney = column?.unit === "minor_units";
  if (multiples.includes(metric)) return { unit: "ratio", currency: null };
  return { unit: column?.unit ?? "count", currency: isMoney ? (column.currency ?? null) : null };
}

/** Whether a bucket is over, so that its figure may be compared. */
export function isComplete({ state }: Pick<Point, "state">): boolean {
  return state === "closed" || state === "provisional";
}

const stateNames = { open: "so far", provisional: "may still change", closed: "", future: "" } as const;

/** What must be known of a bucket's figure beside the figure, in words; empty where nothing must. */
export function noteOf({ state, isRestated }: Pick<Point, "state" | "isRestated">): string {
  return [stateNames[state], isRestated === true ? "restated" : ""].filter((word) => word !== "").join(", ");
}

/** The bucket that a headline reads: the last complete one, else the last; null where there is none. */
export function latestPoint(points: readonly Point[]): Point | null {
  return points.findLast(isComplete) ?? points.at(-1) ?? null;
}

function stateOf(value: unknown): PeriodState {
  return value === "open" || value === "provisional" || value === "future" ? value : "closed";
}
