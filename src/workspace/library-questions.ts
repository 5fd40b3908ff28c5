import type { Answer, PeriodState } from "../metrics/answer.ts";
import type { ActivityText } from "../metrics/activity-question.ts";
import type { funnelMaturing, funnelOrders, FunnelText, funnelTies } from "../metrics/funnel/funnel-question.ts";
import type { Basis, Grain } from "../metrics/grain.ts";
import type { QuestionText } from "../metrics/question.ts";
import type { cohortKinds, RetentionText, retentionModes } from "../metrics/retention/retention-question.ts";
import type { ArrText } from "../metrics/waterfall/waterfall-question.ts";
import type { weekdays } from "../schema/period.ts";

type Weekday = (typeof weekdays)[number];

/** A question of metrics over time, as the library takes it; what is left out takes the default of `tidemark query`. */
export interface MetricQuestion<Metric extends string, Dimension extends string> extends Omit<
  QuestionText,
  "metrics" | "by" | "grain" | "top" | "basis" | "weekStart"
> {
  readonly metrics: readonly Metric[];
  readonly by?: readonly Dimension[] | undefined;
  readonly grain?: Grain | undefined;
  /** How many groups keep their name; the rest becomes Other. */
  readonly top?: number | undefined;
  readonly basis?: Basis | undefined;
  readonly weekStart?: Weekday | undefined;
}

/** A row of a metric question: its period, the groups asked for as texts, and each metric's figure. */
export type MetricRow<Metric extends string, Dimension extends string> = Readonly<
  { period: string; state: PeriodState; history_incomplete?: true; restated?: true } & Record<Dimension, string> &
    Record<Metric, number | null>
>;

/** The answer to a metric question; its rows and totals are typed by what was asked. */
export interface MetricAnswer<Metric extends string, Dimension extends string> extends Omit<Answer, "rows" | "totals"> {
  readonly rows: readonly MetricRow<Metric, Dimension>[];
  readonly totals: Readonly<Record<Metric, number | null>>;
}

/** A question of lifecycle or stickiness, as the library takes it. */
export interface ActivityQuestion extends Omit<ActivityText, "grain" | "weekStart"> {
  readonly grain?: Exclude<Grain, "total"> | undefined;
  readonly weekStart?: Weekday | undefined;
}

/** A question of retention, as the library takes it. */
export interface CohortQuestion
  extends ActivityQuestion, Omit<RetentionText, keyof ActivityText | "cohort" | "mode" | "periods" | "minOccurrences"> {
  readonly cohort?: (typeof cohortKinds)[number] | undefined;
  readonly mode?: (typeof retentionModes)[number] | undefined;
  readonly periods?: number | undefined;
  readonly minOccurrences?: number | undefined;
}

/** A question of a funnel, as the library takes it. */
export interface StepQuestion extends Omit<FunnelText, "order" | "ties" | "maturing"> {
  readonly order?: (typeof funnelOrders)[number] | undefined;
  readonly ties?: (typeof funnelTies)[number] | undefined;
  readonly maturing?: (typeof funnelMaturing)[number] | undefined;
}

/** A question of the ARR waterfall, as the library takes it. */
export interface ArrQuestion extends Omit<ArrText, "grain" | "basis" | "weekStart"> {
  readonly grain?: Exclude<Grain, "hour"> | undefined;
  readonly basis?: Basis | undefined;
  readonly weekStart?: Weekday | undefined;
}
