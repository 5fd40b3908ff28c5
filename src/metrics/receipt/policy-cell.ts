import { nearestName, UserError } from "../../schema/user-error.ts";
import { bucketsIn } from "../buckets.ts";
import type { DataState } from "../data-state.ts";
import { type ArrPolicy, basisOf, payingPolicyOf, policyPresets, type PresetName } from "../policy/arr-policy.ts";
import { compilePolicyTotals } from "../policy/compile-policy-difference.ts";
import type { FindZone } from "../read-question.ts";
import { columnMetrics } from "../waterfall/column-metrics.ts";
import { noSuchColumn, noSuchGroup } from "./cell-to-read.ts";
import { metricCell } from "./metric-cell.ts";
import type { ProvenCell } from "./proven-cell.ts";
import { readReceipt, type ReceiptText } from "./receipt-question.ts";

const prefix = "policies.";
const columns = ["closing", "churn"] as const;

/** By what a receipt of a policy is read. */
export interface PolicyCellOptions {
  readonly state: DataState;
  readonly findZone: FindZone;
  /** The policy of the loaded ledger. */
  readonly configured: { readonly policy: ArrPolicy; readonly graceDays: number };
}

/**
 * What the ledger of a preset says in a comparison of policies, named as `policies.stripe.closing` or
 * `policies.stripe.churn`, ready to be proven: counted again as that column of an ARR row from spans and movements that the
 * preset's rules make of the versions. Null where the text names something else; UserError `usage` where there is no such cell.
 */
export function readPolicyCell(
  text: ReceiptText,
  { state, findZone, configured }: PolicyCellOptions,
): ProvenCell | null {
  const [metric = ""] = text.metrics;
  if (!metric.startsWith(prefix)) return null;
  const [preset = "", ...rest] = metric.slice(prefix.length).split(".");
  if (!isPreset(preset)) throw noSuchPolicy(preset);
  const column = columns.find((one) => one === rest.join("."));
  if (column === undefined) throw noSuchColumn(rest.join("."), columns);
  refuseSlices(text);
  const other = policyPresets[preset];
  const basis = basisOf(other);
  const { from, to, grain = "month", cell, group, limit, offset } = text;
  const asked = readReceipt(
    { metrics: [`arr.${column}`], from, to, grain, by: ["currency"], cell, group, limit, offset, basis },
    { ...state, ownMetrics: columnMetrics(basis) },
    findZone,
  );
  if (asked.isTotal) {
    throw new UserError("usage", "Policies are compared period by period.", "Name the row's period with --cell.");
  }
  const { question, bucket } = asked;
  const paying = payingPolicyOf(other, configured.graceDays);
  const proven = metricCell(asked, { state, kept: null, convert: null });
  const query = compilePolicyTotals(
    { question, state, buckets: bucketsIn(question, question.grain), kept: null },
    { paying, basis, ownBasis: basisOf(configured.policy) },
  );
  const [currency = ""] = asked.group;
  return {
    ...proven,
    question: { ...proven.question, metric },
    definition: {
      name: metric,
      title: `ARR by the policy ${preset}, ${column}`,
      meaning: `What the ledger says where the rules of ${preset} hold: ${Object.entries(other)
        .map(([rule, chosen]) => `${rule} ${chosen}`)
        .join(", ")}.`,
      rule: { policy: preset, rules: other, column, graceDays: paying.graceDays },
    },
    exists: null,
    ran: {
      query,
      source: "events",
      read(rows) {
        const row = rows.find((one) => Number(one["period"]) === bucket.key && one["currency"] === currency);
        if (row === undefined) throw noSuchGroup(question.by, asked.group);
        return { value: Number(row[`other_${column}`]), currency };
      },
    },
    policy: paying,
  };
}

function isPreset(name: string): name is PresetName {
  return Object.hasOwn(policyPresets, name);
}

function noSuchPolicy(name: string): UserError {
  const names = Object.keys(policyPresets);
  const near = nearestName(name, names);
  return new UserError(
    "usage",
    `No policy is called "${name}".`,
    `${near === null ? "" : `Did you mean "${near}"? `}The presets are ${names.join(", ")}; the configured policy is proven as arr.closing.`,
  );
}

/** UserError `usage` where a slice or another rule is named: whole ledgers are compared. */
function refuseSlices(text: ReceiptText): void {
  const other = (["where", "basis", "currency", "timezone", "weekStart", "event", "top"] as const).find(
    (name) => text[name] !== undefined,
  );
  const [only = "currency", ...more] = text.by ?? [];
  if (other === undefined && only === "currency" && more.length === 0) return;
  throw new UserError(
    "usage",
    `A comparison of policies takes no "${other ?? "by"}".`,
    "It compares whole ledgers by currency: name from, to, grain, the period as cell and the currency as group.",
  );
}
