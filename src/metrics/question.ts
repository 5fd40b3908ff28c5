import type { Instant } from "../schema/date.ts";
import type { WeekStart } from "../schema/period.ts";
import type { Timezone } from "../schema/timezone.ts";
import type { Filter } from "./filter.ts";
import type { Basis, Grain } from "./grain.ts";
import type { Metric } from "./metric.ts";

/** A question as it is typed: flags of the command line or parameters of the URL, all text, nothing checked yet. */
export interface QuestionText {
  readonly metrics: readonly string[];
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly grain?: string | undefined;
  readonly by?: readonly string[] | undefined;
  /** `DIM=VALUE` or `DIM!=VALUE`; an empty value means Unknown. */
  readonly where?: readonly string[] | undefined;
  readonly event?: readonly string[] | undefined;
  readonly top?: string | undefined;
  readonly compare?: string | undefined;
  readonly basis?: string | undefined;
  /** Currency into which amounts of all currencies are converted at declared rates. */
  readonly currency?: string | undefined;
  /** How long a trial has to become paying: `30d`, `12h`. */
  readonly window?: string | undefined;
  readonly timezone?: string | undefined;
  readonly weekStart?: string | undefined;
}

export type { Filter } from "./filter.ts";

/** What to compare the range with: the range before it, the same range a year earlier, or a named range of days. */
export type Compare =
  | { readonly kind: "previous" }
  | { readonly kind: "previous_year" }
  | { readonly kind: "range"; readonly from: Instant; readonly to: Instant };

/** A checked question with every default filled in. The range is half-open: [from, to). */
export interface Question {
  readonly metrics: readonly Metric[];
  readonly from: Instant;
  readonly to: Instant;
  readonly grain: Grain;
  readonly by: readonly string[];
  readonly where: readonly Filter[];
  /** Event kinds the question names; empty = the metric's own, `["*"]` = any event. */
  readonly event: readonly string[];
  readonly top: number | null;
  readonly compare: Compare | null;
  readonly basis: Basis;
  /** Currency into which amounts are converted at constant rates, those of the watermark's day; absent where none is named. */
  readonly currency?: string;
  /** How long a trial has to become paying; absent where no metric of the question asks. */
  readonly windowSeconds?: number;
  /** Timezone and week start of this answer; the workspace's own unless the question names others. */
  readonly zone: Timezone;
  readonly weekStart: WeekStart;
}
