import type { Day, Instant } from "../schema/date.ts";
import type { Basis } from "./grain.ts";
import type { ArrPolicy } from "./policy/arr-policy.ts";
import type { Metric } from "./metric.ts";
import type { WeekStart } from "../schema/period.ts";
import type { Timezone } from "../schema/timezone.ts";

/** What is known of the loaded data when a question is read; the same for every question of one generation. */
export interface DataState {
  readonly generation: number;
  readonly zone: Timezone;
  readonly weekStart: WeekStart;
  /** Until when data are complete, as it is told. */
  readonly dataThrough: { readonly events: Instant | null; readonly subscriptions: Instant | null };
  /** The watermark as an exclusive bound: what was declared, or the instant after the last one seen. */
  readonly completeBefore: { readonly events: Instant | null; readonly subscriptions: Instant | null };
  readonly days: {
    readonly events: { readonly first: Day; readonly last: Day } | null;
    readonly subscriptions: { readonly first: Day; readonly last: Day } | null;
  };
  readonly hasDefaultActivity: boolean;
  readonly currencies: readonly string[];
  readonly eventNames: readonly string[];
  /** Every kind of event by the number that places it in the bitmasks of `user_day`. */
  readonly eventKinds: readonly string[];
  /** Whether the engine keeps the histograms of questions' own segments; where it does not, they would be made each time. */
  readonly keepsSegments?: boolean;
  /** How many figures of complete periods later loads have moved; left out where no log of them is kept. */
  readonly restatements?: number;
  /** Days after a period's end during which late data may still move it. */
  readonly lateDays: number;
  /** What answers do where the market disagrees and nothing is asked for; absent: list prices, point to point. */
  readonly policy?: {
    readonly basis: Basis;
    readonly retentionForm: ArrPolicy["retention_form"];
  };
  /** Share of revenue that is left after the cost of serving it, 0–10,000; absent where the configuration names none. */
  readonly grossMarginBasisPoints?: number | null;
  /** Metrics that the workspace adds to the catalogue. */
  readonly ownMetrics?: readonly Metric[];
}
