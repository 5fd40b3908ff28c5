import type { ColumnBatch } from "../../src/schema/batch.ts";
import { dayOf } from "../../src/schema/date.ts";
import type { RowOf } from "../../src/schema/table.ts";
import type { alias } from "../../src/schema/tables/alias.ts";
import type { event } from "../../src/schema/tables/event.ts";
import type { subscription } from "../../src/schema/tables/subscription.ts";
import type { truthAnswer } from "../../src/schema/tables/truth-answer.ts";
import type { truthDirt } from "../../src/schema/tables/truth-dirt.ts";
import type { truthPerson } from "../../src/schema/tables/truth-person.ts";
import type { truth } from "../../src/schema/tables/truth.ts";
import { microsPerHour } from "../../src/schema/date.ts";
import { type Timezone, utc } from "../../src/schema/timezone.ts";
import { type Company, shardCount } from "../../src/simulate/company.ts";
import { readScenario } from "../../src/workspace/scenario/read-scenario.ts";
import { simulateShard } from "../../src/simulate/shard.ts";
import { batchValue } from "../schema/batch-value.ts";

export type EventRow = RowOf<typeof event>;
export type SubscriptionRow = RowOf<typeof subscription>;
export type TruthRow = RowOf<typeof truth>;
export type AnswerRow = RowOf<typeof truthAnswer>;
export type PersonRow = RowOf<typeof truthPerson>;

/** Everything a company emits, as plain rows, in the order in which it came. */
export interface Emitted {
  readonly events: readonly EventRow[];
  readonly months: readonly { readonly month: string; readonly rows: readonly EventRow[] }[];
  readonly subscriptions: readonly SubscriptionRow[];
  readonly truth: readonly TruthRow[];
  /** Of a dirty company; else empty. */
  readonly aliases: readonly RowOf<typeof alias>[];
  readonly dirt: readonly RowOf<typeof truthDirt>[];
  readonly residual: readonly TruthRow[];
  readonly people: readonly PersonRow[];
  /** Of a full answer key; else empty. */
  readonly answers: readonly AnswerRow[];
}

/** New York in 2025 and 2026, by hand: clocks change at 2:00 local time. */
export const newYork: Timezone = {
  name: "America/New_York",
  version: "by hand",
  changes: [
    { fromInstant: -Infinity, offsetSeconds: -5 * 3_600 },
    { fromInstant: dayOf(2025, 3, 9) * 24 * microsPerHour + 7 * microsPerHour, offsetSeconds: -4 * 3_600 },
    { fromInstant: dayOf(2025, 11, 2) * 24 * microsPerHour + 6 * microsPerHour, offsetSeconds: -5 * 3_600 },
    { fromInstant: dayOf(2026, 3, 8) * 24 * microsPerHour + 7 * microsPerHour, offsetSeconds: -4 * 3_600 },
  ],
};

/** Samoa around the end of 2011, when it skipped the whole of 30 December. */
export const apia: Timezone = {
  name: "Pacific/Apia",
  version: "by hand",
  changes: [
    { fromInstant: -Infinity, offsetSeconds: -10 * 3_600 },
    { fromInstant: dayOf(2011, 12, 30) * 24 * microsPerHour + 10 * microsPerHour, offsetSeconds: 14 * 3_600 },
  ],
};

const tiny = readScenario("tiny");

/** A company for a test: 200 restless users of 2025, unless said otherwise. */
export function companyWith(changes: Partial<Company> = {}): Company {
  return {
    users: 200,
    from: dayOf(2025, 2, 11),
    to: dayOf(2025, 12, 18),
    seed: 1,
    scenario: tiny,
    timezone: utc,
    weekStart: 1,
    ...changes,
  };
}

/** Run every shard of `company`. */
export function emit(company: Company): Emitted {
  const months: { month: string; rows: EventRow[] }[] = [];
  const subscriptions: SubscriptionRow[] = [];
  const truth: TruthRow[] = [];
  const aliases: RowOf<typeof alias>[] = [];
  const dirt: RowOf<typeof truthDirt>[] = [];
  const residual: TruthRow[] = [];
  const people: PersonRow[] = [];
  const answers: AnswerRow[] = [];
  for (let shard = 0; shard < shardCount(company); shard++) {
    const run = simulateShard(company, shard);
    for (const { month, batches } of run.events()) {
      const rows: EventRow[] = [];
      for (const batch of batches) rows.push(...rowsOf<EventRow>(batch));
      months.push({ month, rows });
    }
    for (const batch of run.subscriptions()) subscriptions.push(...rowsOf<SubscriptionRow>(batch));
    for (const batch of run.truth()) truth.push(...rowsOf<TruthRow>(batch));
    for (const batch of run.aliases()) aliases.push(...rowsOf<RowOf<typeof alias>>(batch));
    for (const batch of run.dirt()) dirt.push(...rowsOf<RowOf<typeof truthDirt>>(batch));
    for (const batch of run.people()) people.push(...rowsOf<PersonRow>(batch));
    for (const batch of run.answers()) answers.push(...rowsOf<AnswerRow>(batch));
    for (const batch of run.residual()) residual.push(...rowsOf<TruthRow>(batch));
  }
  const events = months.flatMap(({ rows }) => rows);
  return { events, months, subscriptions, truth, aliases, dirt, residual, people, answers };
}

function rowsOf<Row>(batch: ColumnBatch): Row[] {
  const names = Object.keys(batch.columns);
  return Array.from(
    { length: batch.rows },
    (_, row) => Object.fromEntries(names.map((name) => [name, batchValue(batch, name, row)])) as Row,
  );
}
