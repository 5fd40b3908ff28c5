import { UserError } from "../../schema/user-error.ts";
import type { DataState } from "../data-state.ts";
import type { FindZone } from "../read-question.ts";
import { explainCell } from "./explain-cell.ts";
import { funnelCell } from "./funnel-cell.ts";
import { lifecycleCell } from "./lifecycle-cell.ts";
import type { ProvenCell } from "./proven-cell.ts";
import type { ReceiptText } from "./receipt-question.ts";
import { retentionCell } from "./retention-cell.ts";
import { stickinessCell } from "./stickiness-cell.ts";

const readers = {
  lifecycle: lifecycleCell,
  stickiness: stickinessCell,
  retention: retentionCell,
  funnel: funnelCell,
  explain: explainCell,
} as const;

/**
 * The cell of a lifecycle, stickiness, retention, funnel or explanation that the text names as `lifecycle.dormant` and so
 * on; null where it names a metric. UserError `usage` where there is no such cell.
 */
export function readActivityCell(text: ReceiptText, state: DataState, findZone: FindZone): ProvenCell | null {
  const [metric = "", ...others] = text.metrics;
  const [kind = "", ...rest] = metric.split(".");
  refuseForeign(text, kind);
  if (others.length > 0 || rest.length === 0 || !isKind(kind)) return null;
  return readers[kind]({ text, state, findZone, column: rest.join(".") });
}

function isKind(kind: string): kind is keyof typeof readers {
  return Object.hasOwn(readers, kind);
}

/** Parameters that only one kind of answer knows. */
const owned: Readonly<Record<string, { readonly of: string; readonly parameters: readonly (keyof ReceiptText)[] }>> = {
  retention: {
    of: "a retention",
    parameters: ["startEvent", "returnEvent", "cohort", "mode", "periods", "minOccurrences"],
  },
  funnel: { of: "a funnel", parameters: ["steps", "order", "ties", "maturing"] },
  explain: { of: "an explanation", parameters: ["compare"] },
  arr: { of: "a column of an ARR row", parameters: ["fx"] },
};

function refuseForeign(text: ReceiptText, kind: string): void {
  for (const [owner, { of, parameters }] of Object.entries(owned)) {
    const foreign = parameters.find((parameter) => text[parameter] !== undefined);
    if (owner === kind || foreign === undefined) continue;
    throw new UserError("usage", `"${foreign}" belongs to the receipt of ${of}.`, "Leave it out.");
  }
}
