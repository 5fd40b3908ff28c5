import type { ColumnBatch } from "../schema/batch.ts";
import { type Customers, customersOf } from "./billing/customers.ts";
import { subscriptionBatches } from "./billing/subscription-batches.ts";
import { type Company, checkCompany, shardCount } from "./company.ts";
import { dayLog } from "./day-log.ts";
import { daysOf } from "./days.ts";
import { dirtyShard } from "./dirt/dirty-shard.ts";
import { isDirty } from "./dirt/is-dirty.ts";
import { eventBatches, type MonthBatch } from "./event-batches.ts";
import { effectsOf } from "./effects/effects.ts";
import { buyersOf, buyingProcess } from "./people/buyers.ts";
import { clocksOf } from "./people/clocks.ts";
import { hoursOf } from "./people/hours.ts";
import { needOf } from "./people/need.ts";
import { populationOf } from "./people/population.ts";
import { visitsOf } from "./people/visits.ts";
import { dayKey, mix } from "./random.ts";
import { activityPass, passDay } from "./second-pass/activity-pass.ts";
import { answerBatches } from "./second-pass/answer-batches.ts";
import { ledgerRows } from "./second-pass/ledger-key.ts";
import { activityKey } from "./truth/activity-key.ts";
import { arrKey } from "./truth/arr-key.ts";
import { bucketsOf } from "./truth/buckets.ts";
import { activityRows, arrRows, keyMetrics } from "./truth/key-rows.ts";
import { causeBatches } from "./truth/cause-batches.ts";
import { peopleBatches } from "./truth/people-batches.ts";
import { activitySegments } from "./truth/segments.ts";
import { truthBatches } from "./truth/truth-batches.ts";

/** The events of one UTC month (`2026-01`). Its batches are drained before the next month is asked for. */
export interface ShardMonth {
  readonly month: string;
  readonly batches: Iterable<ColumnBatch>;
}

/**
 * One shard of a company on its way: drain `events`, then `subscriptions`, then `truth`. Events come in order of
 * (occurred_at, user). A batch of events holds until the next one is asked for; memory does not grow with events.
 */
export interface ShardRun {
  events(): Iterable<ShardMonth>;
  subscriptions(): Iterable<ColumnBatch>;
  truth(): Iterable<ColumnBatch>;
  /** Who pays at the end, and what: local numbers. */
  standing(): ReturnType<Customers["standing"]>;
  /** Who the people are, and (in the first shard) what was planted: for a full answer key. */
  people(): Iterable<ColumnBatch>;
  causes(): Iterable<ColumnBatch>;
  /** What lifecycle, retention, funnel, stickiness and the ARR ledger must answer: of a full answer key, else empty. */
  answers(): Iterable<ColumnBatch>;
  /** Of a dirty company, else empty: aliases, what was spoilt, and what of the answer key no one could recover. */
  aliases(): Iterable<ColumnBatch>;
  dirt(): Iterable<ColumnBatch>;
  residual(): Iterable<ColumnBatch>;
}

/** Simulate shard number `shard` of `company`; `withKey: false` leaves out the answer key, to measure what it costs. */
export function simulateShard(company: Company, shard: number, { withKey = true } = {}): ShardRun {
  checkCompany(company);
  if (shard < 0 || shard >= shardCount(company)) throw new Error(`the company has no shard ${shard}`);
  const days = daysOf(company);
  const clocks = clocksOf(company, days);
  const hours = hoursOf(company.scenario.hours);
  const effects = effectsOf(company);
  const population = populationOf(company, shard, clocks);
  const pays = new Uint8Array(population.count);
  const need = needOf(company, population, { clocks, hours, pays });
  const grains = bucketsOf(company);
  const segments = activitySegments(company);
  const key = withKey ? activityKey(population.count, segments, grains) : null;
  const arr = withKey ? arrKey(company) : null;
  const { count: users } = population;
  const pass = company.truth === "full" ? activityPass(company, { users, days, segments, grains }) : null;
  const log = dayLog();
  const visits = visitsOf(company, { population, days, clocks, hours, need, pays }, { log, key });
  const { lastActive } = visits;
  const customers = customersOf(company, { population, days, effects, lastActive, pays }, arr);
  const dirty = isDirty(company.scenario.dirt) ? dirtyShard(company, shard, { population, days, grains }) : null;
  const process = buyingProcess(company);
  const buyers = process === null ? null : buyersOf({ process, population, days }, { log, key });
  let isLived = false;

  function* live(): Generator<MonthBatch, undefined> {
    const toBatches = eventBatches(company, shard);
    const active = new Int32Array(population.count);
    let signedUp = 0;
    for (let d = 0; d < days.count; d++) {
      const today = dayKey(company.seed, company.from + d);
      while (signedUp < population.count && (population.signUp[signedUp] ?? 0) <= d) signedUp++;
      const planted = effects.on(d);
      key?.startDay(d);
      visits.startDay(d, planted);
      customers.startDay(d);
      log.clear();
      buyers?.buyOn(d);
      const isIdle = buyers !== null || days.seconds[d] === 0;
      const found = isIdle ? 0 : need.activeOn({ d, key: today, signedUp, effects: planted }, active);
      for (let i = 0; i < found; i++) {
        const user = active[i] ?? 0;
        const userDay = mix((population.key[user] ?? 0) ^ today);
        const second = visits.visit(user, userDay);
        if (second >= 0) customers.exported(user, { d, second, key: userDay });
      }
      if (pass !== null) passDay(pass, d, log);
      if (dirty === null) yield* toBatches(log, days.starts[d] ?? 0);
      else yield* dirty.day(d, log);
    }
    if (dirty !== null) yield* dirty.end();
    isLived = true;
    return undefined;
  }

  function afterLife(): void {
    if (!isLived) throw new Error("a shard's events are drained before anything else is asked of it");
  }

  return {
    events: () => byMonth(live()),
    *subscriptions() {
      afterLife();
      yield* subscriptionBatches(company, shard, { versions: customers.versions, end: days.starts[days.count] ?? 0 });
    },
    people: () => peopleBatches(company, shard, population),
    causes: () => (shard === 0 ? causeBatches(company) : []),
    *answers() {
      afterLife();
      if (pass === null) return;
      // Of a clean company no row is kept; the residual of a dirty one is told by comparing.
      const clean = dirty === null ? pass.rows() : [...pass.rows()];
      yield* answerBatches(clean, { shard, part: "clean" });
      yield* answerBatches(ledgerRows(company, customers.versions, grains), { shard, part: "clean" });
      if (dirty !== null) yield* dirty.fullResidual(clean);
    },
    standing() {
      afterLife();
      return customers.standing();
    },
    *aliases() {
      afterLife();
      if (dirty !== null) yield* dirty.aliases();
    },
    *dirt() {
      afterLife();
      if (dirty !== null) yield* dirty.dirt();
    },
    *residual() {
      afterLife();
      if (dirty !== null && key !== null) yield* dirty.residual(activityRows(key, segments.segments, grains));
    },
    *truth() {
      afterLife();
      if (key === null || arr === null) return;
      const names = {
        shard,
        metrics: keyMetrics,
        segments: [...segments.segments, ...arr.segments],
        currencies: company.scenario.billing.markets.map(({ currency }) => currency),
      };
      yield* truthBatches(activityRows(key, segments.segments, grains), names);
      yield* truthBatches(arrRows(arr, company, grains), names);
    },
  };
}

/** `batches`, which are in time order, month by month. */
function* byMonth(batches: Iterator<MonthBatch, undefined>): Generator<ShardMonth> {
  let next = batches.next().value;
  function* ofMonth(month: string): Generator<ColumnBatch> {
    while (next?.month === month) {
      yield next.batch;
      next = batches.next().value;
    }
  }
  while (next !== undefined) {
    const { month }: MonthBatch = next;
    yield { month, batches: ofMonth(month) };
    if (next?.month === month) throw new Error(`the batches of ${month} were not drained`);
  }
}
