import type { PayingPolicy } from "../../rollup/arr-span.ts";
import type { Basis } from "../grain.ts";

/** When ARR that is cancelled leaves: where service ends, or as soon as cancelling is asked for. */
export const churnRules = ["effective", "requested"] as const;

/**
 * Whether discounts count: `excluded` reports list prices; `apart` net ones, a change of discount being a movement of its
 * own; `expansion` net ones, a change of discount being expansion or contraction.
 */
export const discountRules = ["excluded", "apart", "expansion"] as const;

/** How long a past-due subscription pays: for `grace_days`, or until it formally ends. */
export const pastDueRules = ["grace", "counts"] as const;

/** What a pause is: a movement of its own, churn and then reactivation, or nothing, so that paused ARR goes on counting. */
export const pauseRules = ["apart", "churn", "counts"] as const;

/**
 * What retention compares: customers at opening and close (`point_to_point`), or the flows of the period by its opening,
 * with what came back among the gains or not.
 */
export const retentionForms = ["point_to_point", "flows", "flows_with_reactivation"] as const;

/** Every rule on which the market disagrees, each as chosen. */
export interface ArrPolicy {
  readonly churn: (typeof churnRules)[number];
  readonly discounts: (typeof discountRules)[number];
  readonly past_due: (typeof pastDueRules)[number];
  readonly pause: (typeof pauseRules)[number];
  readonly retention_form: (typeof retentionForms)[number];
}

/** Names of the rules, in the order in which they are told. */
export const policyRules = ["churn", "discounts", "past_due", "pause", "retention_form"] as const;

/**
 * Whole policies by name. `tidemark` is the default; the others follow what the vendors publish, rule by rule, with the
 * pages named in docs/arr.md.
 */
export const policyPresets = {
  tidemark: {
    churn: "effective",
    discounts: "excluded",
    past_due: "grace",
    pause: "apart",
    retention_form: "point_to_point",
  },
  stripe: {
    churn: "requested",
    discounts: "apart",
    past_due: "counts",
    pause: "apart",
    retention_form: "point_to_point",
  },
  chartmogul: {
    churn: "effective",
    discounts: "expansion",
    past_due: "counts",
    pause: "counts",
    retention_form: "flows_with_reactivation",
  },
} as const satisfies Readonly<Record<string, ArrPolicy>>;

/** The name of a policy preset. */
export type PresetName = keyof typeof policyPresets;

/** What of a policy decides the ledger itself. */
export function payingPolicyOf(
  { churn, discounts, past_due: pastDue, pause }: ArrPolicy,
  graceDays: number,
): PayingPolicy {
  return {
    graceDays: pastDue === "grace" ? graceDays : null,
    churn,
    pause,
    discountChange: discounts === "expansion" ? "expansion" : "apart",
  };
}

/** The price basis of amounts that name none. */
export function basisOf({ discounts }: ArrPolicy): Basis {
  return discounts === "excluded" ? "list" : "net";
}
