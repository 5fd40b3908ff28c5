import { z } from "zod";
import {
  type ArrPolicy,
  churnRules,
  discountRules,
  pastDueRules,
  pauseRules,
  policyPresets,
  retentionForms,
} from "../metrics/policy/arr-policy.ts";

/** The keys of `tidemark.yaml` that say how ARR is counted where the market disagrees. */
export const policyKeys = {
  policy: z
    .strictObject({
      preset: z.enum(["tidemark", "stripe", "chartmogul"]).default("tidemark"),
      churn: z.enum(churnRules).optional(),
      discounts: z.enum(discountRules).optional(),
      past_due: z.enum(pastDueRules).optional(),
      pause: z.enum(pauseRules).optional(),
      retention_form: z.enum(retentionForms).optional(),
    })
    .prefault({}),
  gross_margin: z.number().min(0).max(1).optional(),
} as const;

const keys = z.strictObject(policyKeys);

/** What `policyKeys` configure, every default filled in. */
export interface PolicyConfig {
  readonly policy: ArrPolicy;
  /** Share of revenue that is left after the cost of serving it, 0–10,000; null where none is named. */
  readonly grossMarginBasisPoints: number | null;
}

/** The policy that a configuration names: its preset, and the rules that it sets by itself. */
export function readPolicyConfig({ policy, gross_margin: margin }: z.infer<typeof keys>): PolicyConfig {
  const { preset, ...own } = policy;
  const chosen = Object.fromEntries(Object.entries(own).filter(([, rule]) => rule !== undefined));
  return {
    policy: { ...policyPresets[preset], ...chosen },
    grossMarginBasisPoints: margin === undefined ? null : Math.round(margin * 10_000),
  };
}
