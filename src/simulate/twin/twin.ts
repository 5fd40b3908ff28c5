import { type ColumnBatch, getInt64 } from "../../schema/batch.ts";
import { type Company, shardCount, usersOf } from "../company.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import { withPolicy } from "./policy.ts";

/** A figure as it was and under the policy; the difference is the true effect: luck is the same in both. */
export interface TwinFigure {
  readonly metric: "mau" | "gross_arr" | "net_arr";
  /** First day of the month. */
  readonly period: number;
  readonly currency: string | null;
  readonly base: number;
  readonly twin: number;
}

/** What a policy does, person by person. */
export interface TwinTotals {
  /** Null for activity, else of this currency's ARR at the end. */
  readonly currency: string | null;
  /** The mean over all users of the twin less the base: active months, or ARR in minor units. */
  readonly effectPerUser: number;
  readonly effectInTotal: number;
  /** Users whose figure is greater, and smaller, under the policy. */
  readonly usersUp: number;
  readonly usersDown: number;
}

/** A company beside itself under one other policy. */
export interface Twin {
  readonly figures: readonly TwinFigure[];
  readonly totals: readonly TwinTotals[];
}

/**
 * Live `company` twice, once under `policy`, by the same draws: whoever is not touched by the policy does the same in both,
 * so every difference is an effect of it and none is chance. A step is one shard lived twice.
 */
export function* twinOf(company: Company, policy: string): Generator<void, Twin> {
  const other = { ...company, scenario: withPolicy(company.scenario, policy) };
  const shards = shardCount(company);
  const figures = new Map<string, { figure: TwinFigure; base: number; twin: number }>();
  const months = newTotals();
  const arr = company.scenario.billing.markets.map(newTotals);
  for (let shard = 0; shard < shards; shard++) {
    const users = usersOf(company, shard);
    const [base, twin] = [outcomeOf(company, shard, users), outcomeOf(other, shard, users)];
    addFigures(figures, base.truth, "base");
    addFigures(figures, twin.truth, "twin");
    compare({ base, twin, users }, months, arr);
    yield;
  }
  const total = ({ sum, up, down }: Totals, currency: string | null): TwinTotals => {
    return { currency, effectPerUser: sum / company.users, effectInTotal: sum, usersUp: up, usersDown: down };
  };
  return {
    figures: [...figures.values()].map(({ figure, base, twin }) => ({ ...figure, base, twin })),
    totals: [
      total(months, null),
      ...company.scenario.billing.markets.map(({ currency }, i) => total(arr[i] ?? newTotals(), currency)),
    ],
  };
}

interface Totals {
  sum: number;
  up: number;
  down: number;
}

function newTotals(): Totals {
  return { sum: 0, up: 0, down: 0 };
}

function compare(
  { base, twin, users }: { base: Outcome; twin: Outcome; users: number },
  months: Totals,
  arr: readonly Totals[],
): void {
  for (let user = 0; user < users; user++) {
    add(months, (twin.activeMonths[user] ?? 0) - (base.activeMonths[user] ?? 0));
    const [before, after] = [base.arrMinor[user] ?? 0, twin.arrMinor[user] ?? 0];
    const totals = arr[(after > 0 ? twin.market[user] : base.market[user]) ?? 0];
    if (totals !== undefined) add(totals, after - before);
  }
}

function add(totals: Totals, effect: number): void {
  totals.sum += effect;
  if (effect > 0) totals.up++;
  if (effect < 0) totals.down++;
}

const compared = ["mau", "gross_arr", "net_arr"] as const;

/** Add a shard's figures of whole months to one side. */
function addFigures(
  figures: Map<string, { figure: TwinFigure; base: number; twin: number }>,
  truth: readonly ColumnBatch[],
  side: "base" | "twin",
): void {
  for (const { rows, columns } of truth) {
    const text = (name: string, row: number): string | null => {
      const column = columns[name];
      return column?.kind === "dictionary" ? (column.dictionary[column.codes[row] ?? 0] ?? null) : null;
    };
    const [periods, values] = [columns["period"], columns["value"]];
    if (periods?.kind !== "int32" || values?.kind !== "int64") throw new Error("the answer key travels otherwise");
    for (let row = 0; row < rows; row++) {
      const metric = compared.find((name) => name === text("metric", row));
      if (metric === undefined || text("grain", row) !== "month" || text("dimension", row) !== null) continue;
      const figure = { metric, period: periods.values[row] ?? 0, currency: text("currency", row), base: 0, twin: 0 };
      const id = `${metric} ${figure.period} ${figure.currency}`;
      const entry = figures.get(id) ?? { figure, base: 0, twin: 0 };
      entry[side] += getInt64(values.words, row);
      figures.set(id, entry);
    }
  }
}
