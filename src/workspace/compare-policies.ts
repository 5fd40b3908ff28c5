import type { AnswerColumn, AnswerRow } from "../metrics/answer.ts";
import { bucketsIn, stateOf as periodStateOf } from "../metrics/buckets.ts";
import type { Request } from "../metrics/compiled.ts";
import type { Grain } from "../metrics/grain.ts";
import {
  type ArrPolicy,
  basisOf,
  payingPolicyOf,
  policyPresets,
  policyRules,
  type PresetName,
} from "../metrics/policy/arr-policy.ts";
import {
  compilePolicyCustomers,
  compilePolicyTotals,
  type OtherLedger,
} from "../metrics/policy/compile-policy-difference.ts";
import { canonicalQuestion } from "../metrics/shape.ts";
import { readArr } from "../metrics/waterfall/waterfall-question.ts";
import { formatDay } from "../schema/date.ts";
import { UserError } from "../schema/user-error.ts";
import { envelopeOf, type Envelope } from "./activity-envelope.ts";
import { stateOf } from "./ask.ts";
import type { Engine } from "./measure.ts";
import type { Workspace } from "./open.ts";
import { readTimezone } from "./timezone.ts";

/** The range that policies are compared over, as it is typed, and how many customers are named. */
export interface ComparePoliciesText {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly grain?: string | undefined;
  /** How many customers are named a preset, those of the greatest difference; default 20. */
  readonly top?: string | undefined;
}

/** How ARR and churn differ between the configured policy and the presets, and which customers cause it. */
export interface PolicyComparison extends Envelope {
  readonly question: {
    readonly kind: "compare_policies";
    readonly from: string;
    readonly to: string;
    readonly grain: Grain;
    readonly top: number;
  };
  /** Every policy by its name, `configured` first, rule by rule. */
  readonly policies: Readonly<Record<string, ArrPolicy>>;
  readonly columns: readonly AnswerColumn[];
  /** `period`, `state`, `currency`, `policy`, then its closing ARR and churn, and their distance from the configured ones. */
  readonly rows: readonly AnswerRow[];
  readonly customerColumns: readonly AnswerColumn[];
  /** The same for single customers of whom a policy tells otherwise; `because` names the rules that alone make a difference. */
  readonly customers: readonly AnswerRow[];
  readonly warnings: readonly string[];
}

const figures = ["closing", "churn", "closing_difference", "churn_difference"] as const;

/** Compare the configured policy with every preset. UserErrors: `usage`, `nothing_loaded`. */
export async function comparePolicies(ws: Workspace, text: ComparePoliciesText): Promise<PolicyComparison> {
  const top = readTop(text.top);
  return ws.readers.use(async (reader) => {
    const state = stateOf(ws, reader);
    const { from, to, grain } = text;
    const question = readArr({ from, to, grain }, state, readTimezone);
    const request: Request = { question, state, buckets: bucketsIn(question, question.grain), kept: null };
    const engine: Engine = { state, run: (query) => reader.run(query) };
    const policies = { configured: ws.config.policy, ...policyPresets } as const;
    const told = await Promise.all(
      (Object.keys(policyPresets) as PresetName[]).map((name) => compareOne(engine, request, { name, ws, top })),
    );
    const canonical = canonicalQuestion(question);
    return {
      ...envelopeOf(question, state, "events"),
      question: { kind: "compare_policies", from: canonical.from, to: canonical.to, grain: question.grain, top },
      policies,
      columns: columnsOf(["period", "state", "currency", "policy"], state.currencies),
      rows: told.flatMap(({ rows }) => rows).toSorted(inOrder),
      customerColumns: columnsOf(["period", "currency", "policy", "user_id", "because"], state.currencies),
      customers: told.flatMap(({ customers }) => customers),
      warnings: [],
    };
  });
}

interface OneOptions {
  readonly name: PresetName;
  readonly ws: Workspace;
  readonly top: number;
}

async function compareOne(engine: Engine, request: Request, { name, ws, top }: OneOptions) {
  const { policy: own, graceDays } = ws.config;
  const other = policyPresets[name];
  const ledger = (policy: ArrPolicy, users?: readonly string[]): OtherLedger => ({
    paying: payingPolicyOf(policy, graceDays),
    basis: basisOf(policy),
    ownBasis: basisOf(own),
    ...(users === undefined ? {} : { users }),
  });
  const totals = await engine.run(compilePolicyTotals(request, ledger(other)));
  const differing = await engine.run(compilePolicyCustomers(request, ledger(other), top));
  const users = [...new Set(differing.map((row) => String(row["user_id"])))];
  const rules = policyRules.filter((rule) => own[rule] !== other[rule]);
  // Which of the rules that differ makes a difference by itself, customer by customer.
  const causes = new Map<string, string[]>();
  for (const rule of users.length === 0 ? [] : rules) {
    const alone = ledger({ ...own, [rule]: other[rule] }, users);
    for (const row of await engine.run(compilePolicyCustomers(request, alone, 1_000_000))) {
      const key = cellKey(row);
      causes.set(key, [...(causes.get(key) ?? []), rule]);
    }
  }
  const w = engine.state.completeBefore.subscriptions;
  const states = new Map(
    request.buckets.map((bucket) => [bucket.key, periodStateOf(bucket, w, engine.state.lateDays)]),
  );
  return {
    rows: totals.map((row): AnswerRow => {
      const period = Number(row["period"]);
      return {
        period: formatDay(period),
        state: states.get(period) ?? "future",
        currency: row["currency"] ?? null,
        policy: name,
        ...figuresOf(row),
      };
    }),
    customers: differing.map((row): AnswerRow => ({
      period: formatDay(Number(row["period"])),
      currency: row["currency"] ?? null,
      policy: name,
      user_id: row["user_id"] ?? null,
      because: (causes.get(cellKey(row)) ?? ["several rules together"]).join(", "),
      ...figuresOf(row),
    })),
  };
}

function cellKey(row: AnswerRow): string {
  return JSON.stringify([row["period"], row["currency"], row["user_id"]]);
}

function figuresOf(row: AnswerRow): Readonly<Record<(typeof figures)[number], number>> {
  const number = (name: string) => Number(row[name]);
  return {
    closing: number("other_closing"),
    churn: number("other_churn"),
    closing_difference: number("other_closing") - number("own_closing"),
    churn_difference: number("other_churn") - number("own_churn"),
  };
}

function columnsOf(names: readonly string[], [currency, ...others]: readonly string[]): readonly AnswerColumn[] {
  const plain = (name: string, unit: string): AnswerColumn => ({ name, unit, additive: false, overlapping: false });
  const units: Readonly<Record<string, string>> = { period: "date", state: "state" };
  const only = currency === undefined || others.length > 0 ? {} : { currency };
  return [
    ...names.map((name) => plain(name, units[name] ?? "text")),
    ...figures.map((name) => ({ ...plain(name, "minor_units"), ...only })),
  ];
}

function inOrder(a: AnswerRow, b: AnswerRow): number {
  const key = (row: AnswerRow) => `${row["period"]} ${row["currency"]}`;
  return key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;
}

function readTop(text: string | undefined): number {
  if (text === undefined) return 20;
  if (/^\d{1,5}$/.test(text) && Number(text) > 0) return Number(text);
  throw new UserError("usage", `"${text}" is no number of customers.`, "--top takes a whole number from 1.");
}
