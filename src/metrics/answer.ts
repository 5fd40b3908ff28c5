import type { Basis, Grain } from "./grain.ts";

/** A bucket's state: `open` while data still come in, `provisional` while late data may, then `closed`; or `future`. */
export type PeriodState = "open" | "provisional" | "closed" | "future";

/** A column of the rows. Only where `additive` is true may values of different rows be summed. */
export interface AnswerColumn {
  readonly name: string;
  /** `date`, `instant`, `state`, `text`, `count`, `minor_units` or `rate`. */
  readonly unit: string;
  readonly currency?: string;
  readonly additive: boolean;
  /** True where one user may stand in several groups, so that groups overlap. */
  readonly overlapping: boolean;
}

/**
 * `period` and `state`, then the groups asked for by name, then one value per metric. `history_incomplete` stands, true,
 * where a figure looks back to before the data begin; `restated` stands, true, where a later load moved what was
 * published of a complete period.
 */
export type AnswerRow = Readonly<Record<string, string | number | true | null>>;

/** A half-open range as it is printed: local days, or instants within them. */
export interface DateRange {
  readonly from: string;
  readonly to: string;
}

/**
 * The same question over another range. Each row stands beside the answer's row at its place: hours of the same local time,
 * days of the same date a year earlier, else the bucket at the same place; `period` null where there is none.
 */
export interface Comparison {
  readonly from: string;
  readonly to: string;
  /**
   * What of both ranges `totals` and `changeRate` compare, half-open: all of it, or where one is open its complete days and
   * as many of the other; null where no day is complete.
   */
  readonly compared: { readonly now: DateRange; readonly before: DateRange } | null;
  readonly rows: readonly AnswerRow[];
  readonly totals: Readonly<Record<string, number | null>>;
  /** (now − then) ÷ |then| over complete periods, per metric; null where `then` is 0 or unknown. */
  readonly changeRate: Readonly<Record<string, number | null>>;
}

/** A question with every default filled in, as it is printed; the same text means the same answer in one generation. */
export interface CanonicalQuestion {
  readonly kind: "query";
  readonly metrics: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly grain: Grain;
  readonly by: readonly string[];
  readonly where: readonly string[];
  readonly event: readonly string[];
  readonly top: number | null;
  readonly compare: string | null;
  readonly basis: Basis;
  /** Currency into which amounts were converted; only where one was named. */
  readonly currency?: string;
  /** How long a trial has to become paying; only where a metric of the question asks. */
  readonly windowSeconds?: number;
  readonly timezone: string;
  readonly weekStart: string;
}

/** Every answer of Tidemark, whichever door it leaves by. */
export interface Answer {
  readonly schemaVersion: 1;
  readonly question: CanonicalQuestion;
  readonly timezone: string;
  readonly weekStart: string;
  /** Until when data are complete, as UTC instants; null where there are none. */
  readonly dataThrough: { readonly events: string | null; readonly subscriptions: string | null };
  readonly generation: number;
  readonly source: "rollup" | "events";
  readonly columns: readonly AnswerColumn[];
  readonly rows: readonly AnswerRow[];
  /** The same question without its breakdown at grain `total`, recounted, never summed; per metric. */
  readonly totals: Readonly<Record<string, number | null>>;
  readonly comparison?: Comparison;
  readonly warnings: readonly string[];
}

/** What `tidemark metrics` and `/v1/metrics` tell of a metric. */
export interface MetricDescription {
  readonly name: string;
  readonly title: string;
  readonly meaning: string;
  readonly unit: "count" | "minor_units" | "rate";
  readonly goodDirection: "up" | "down" | "none";
  readonly additive: boolean;
  /** Along what figures may be summed: buckets and groups that do not overlap, buckets alone, or nothing. */
  readonly additivity: "full" | "over_time" | "none";
  /** What stands where nothing happened. */
  readonly nullRule: string;
  /** Tests of Tidemark that hold it, as file and title; none for a workspace's own metrics. */
  readonly tests: readonly string[];
  /** The base rows that it is counted from. */
  readonly source: string;
  readonly subject: "activity" | "subscription";
  readonly grains: readonly Grain[];
  readonly defaultGrain: Grain;
  readonly dimensions: readonly string[];
}
