import type { Question } from "../question.ts";

/** In which order steps must be taken: as written, as written with nothing else between, or in any order. */
export const funnelOrders = ["ordered", "strict", "any"] as const;
/** What equal instants mean: the source's order, never "after" each other, or either order. */
export const funnelTies = ["order", "strict", "either"] as const;
/** Whether attempts whose window reaches beyond the watermark count. */
export const funnelMaturing = ["include", "exclude"] as const;

/** A funnel as it is typed: flags of the command line or parameters of the URL, nothing checked yet. */
export interface FunnelText {
  /** Event kinds, in order. */
  readonly steps: readonly string[];
  /** `14d`, `12h`, `30m` or `300s`; default `14d`. */
  readonly window?: string | undefined;
  readonly order?: string | undefined;
  readonly ties?: string | undefined;
  readonly maturing?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly where?: readonly string[] | undefined;
  readonly timezone?: string | undefined;
}

/** A checked funnel with every default filled in. */
export interface FunnelQuestion {
  /** Range of the entries, filters and days. */
  readonly scope: Question;
  readonly steps: readonly string[];
  /** From entry to the last step, its end included. */
  readonly windowSeconds: number;
  readonly order: (typeof funnelOrders)[number];
  readonly ties: (typeof funnelTies)[number];
  readonly maturing: (typeof funnelMaturing)[number];
}
