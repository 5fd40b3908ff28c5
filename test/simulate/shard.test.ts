import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { ColumnBatch, ColumnData } from "../../src/schema/batch.ts";
import { formatInstant } from "../../src/schema/date.ts";
import { localDayOf, startOfDay } from "../../src/schema/timezone.ts";
import { type Company, shardCount } from "../../src/simulate/company.ts";
import { simulateShard } from "../../src/simulate/shard.ts";
import { readScenario } from "../../src/workspace/scenario/read-scenario.ts";
import { companyWith, emit, newYork } from "./collect.ts";
import { grouped } from "./grouped.ts";

/** More users than one shard holds, for few days. */
const threeShards = companyWith({ users: 140_000, scenario: readScenario("canva-like"), to: companyWith().from + 3 });

describe("the same company", () => {
  test("is the same to the last byte, however often it is simulated", () => {
    expect(hashOf(companyWith({ seed: 9 }), 0)).toBe(hashOf(companyWith({ seed: 9 }), 0));
  });

  test("is another one under another seed, also one beyond 32 bits", () => {
    const seeds = [1, 2, 1 + 2 ** 32, 2 ** 53 - 1];
    expect(new Set(seeds.map((seed) => hashOf(companyWith({ seed }), 0))).size).toBe(seeds.length);
  });

  test("has the same shards in whatever order they are simulated", () => {
    expect(shardCount(threeShards)).toBe(3);
    const forwards = [0, 1, 2].map((shard) => hashOf(threeShards, shard));
    const backwards = [2, 1, 0].map((shard) => hashOf(threeShards, shard));
    expect(backwards.toReversed()).toEqual(forwards);
    expect(new Set(forwards).size).toBe(3);
  });
});

test("no id of an event, project or subscription occurs in two shards, and every user lives in one", () => {
  const shards = [0, 1, 2].map((shard) => numbersOf(threeShards, shard));
  for (const column of ["event_id", "project_id", "user_id", "subscription_id"] as const) {
    const all = shards.flatMap((numbers) => [...numbers[column]]);
    expect(all.length, column).toBeGreaterThan(100);
    expect(new Set(all).size, column).toBe(all.length);
  }
});

describe.each([companyWith({ seed: 6 }), companyWith({ seed: 7, timezone: newYork, weekStart: 7 })])(
  "a company in $timezone.name",
  (company) => {
    const { events, months, subscriptions } = emit(company);
    const start = startOfDay(company.timezone, company.from);
    const end = startOfDay(company.timezone, company.to);

    test("tells its events in order of time, within its range, in files of one UTC month each", () => {
      expect(events.every((row) => row.occurred_at >= start && row.occurred_at < end)).toBe(true);
      expect(events.every((row, i) => i === 0 || row.occurred_at >= (events[i - 1]?.occurred_at ?? 0))).toBe(true);
      expect(events.every((row, i) => i === 0 || row.source_seq > (events[i - 1]?.source_seq ?? 0))).toBe(true);
      expect(
        months.every(({ month, rows }) => rows.every((row) => formatInstant(row.occurred_at).startsWith(month))),
      ).toBe(true);
      expect(new Set(months.map(({ month }) => month)).size).toBe(months.length);
    });

    test("receives an event when it happens or within minutes, never before", () => {
      const delays = events.map((row) => (row.received_at - row.occurred_at) / 1e6);
      expect(Math.min(...delays)).toBe(0);
      expect(Math.max(...delays)).toBeGreaterThan(60);
      expect(Math.max(...delays)).toBeLessThanOrEqual(600);
    });

    test("calls an event new exactly on its user's first active local day", () => {
      const firstDay = new Map<string, number>();
      const wrong = events.filter((row) => {
        const day = localDayOf(company.timezone, row.occurred_at);
        const first = firstDay.get(row.user_id) ?? day;
        firstDay.set(row.user_id, first);
        return row.user_type !== (day === first ? "new" : "returning");
      });
      expect(wrong.slice(0, 3)).toEqual([]);
    });

    test("creates every project before it is opened or exported, by its own user", () => {
      const creator = new Map<string, string>();
      const wrong = events.filter((row) => {
        if (row.event_name === "project_created") creator.set(row.project_id ?? "", row.user_id);
        return row.project_id === null
          ? row.event_name !== "editor_opened"
          : creator.get(row.project_id) !== row.user_id;
      });
      expect(wrong.slice(0, 3)).toEqual([]);
    });

    test("has subscriptions whose versions follow one another without overlap, one at a time for each customer", () => {
      expect(subscriptions.length).toBeGreaterThan(100);
      for (const versions of grouped(subscriptions, ({ user_id }) => user_id).values()) {
        const lived = versions.filter(({ status }) => status !== "ended");
        for (const [i, { valid_from }] of lived.entries()) {
          const before = lived[i - 1];
          if (before !== undefined) expect(before.valid_to ?? Infinity).toBeLessThanOrEqual(valid_from);
        }
      }
      expect(subscriptions.every(({ valid_from, valid_to }) => valid_to === null || valid_to > valid_from)).toBe(true);
    });

    test("knows nothing of its future: no version begins, ends or is told of at or after the end", () => {
      expect(
        subscriptions.filter((row) => Math.max(row.valid_from, row.valid_to ?? 0, row.received_at) >= end),
      ).toEqual([]);
    });
  },
);

test("among two thousand users there are customers who do everything that customers do", () => {
  const { subscriptions } = emit(companyWith({ users: 2_000 }));
  const seen = (wanted: (row: (typeof subscriptions)[number]) => boolean): boolean => subscriptions.some(wanted);
  for (const status of ["trialing", "active", "past_due", "ended"])
    expect(seen((row) => row.status === status)).toBe(true);
  for (const reason of ["price", "need_ended", "missing_feature", "competitor", "failed_payment"]) {
    expect(
      seen((row) => row.cancel_reason === reason),
      reason,
    ).toBe(true);
  }
  expect(seen((row) => row.discount_basis_points === 10_000)).toBe(true);
  expect(seen((row) => row.discount_minor > 0 && row.discount_basis_points > 0)).toBe(true);
});

test("a month must be read to its end before the next one is asked for", () => {
  expect(() => [...simulateShard(companyWith(), 0).events()]).toThrow("the batches of 2025-02 were not drained");
});

test("subscriptions and answers are there once the events are told", () => {
  const run = simulateShard(companyWith(), 0);
  expect(() => [...run.subscriptions()]).toThrow("events are drained before");
  expect(() => [...run.truth()]).toThrow("events are drained before");
});

function valuesOf(data: ColumnData): NodeJS.TypedArray | readonly (string | null)[] {
  switch (data.kind) {
    case "dictionary":
      return data.codes;
    case "int64":
    case "numbered":
      return data.words;
    case "utf8":
      throw new Error("A simulation has no texts as bytes.");
    case "int32":
    case "text":
      return data.values;
  }
}

function hashOf(company: Company, shard: number): string {
  const hash = createHash("sha256");
  const add = (batch: ColumnBatch): void => {
    hash.update(`${batch.table.name} ${batch.rows}`);
    for (const data of Object.values(batch.columns)) {
      const values = valuesOf(data);
      hash.update(ArrayBuffer.isView(values) ? values : values.join());
      if ("valid" in data && data.valid !== undefined) hash.update(data.valid);
      if (data.kind === "dictionary") hash.update(data.dictionary.join());
    }
  };
  const run = simulateShard(company, shard);
  for (const { month, batches } of run.events()) {
    hash.update(month);
    for (const batch of batches) add(batch);
  }
  for (const batch of run.subscriptions()) add(batch);
  for (const batch of run.truth()) add(batch);
  return hash.digest("hex");
}

/** The distinct numbers of every id that one shard emits. */
function numbersOf(company: Company, shard: number) {
  const numbers = {
    event_id: new Set<number>(),
    user_id: new Set<number>(),
    project_id: new Set<number>(),
    subscription_id: new Set<number>(),
  };
  const add = (batch: ColumnBatch): void => {
    for (const name of Object.keys(numbers) as (keyof typeof numbers)[]) {
      const data = batch.columns[name];
      if (data?.kind !== "numbered") continue;
      for (let row = 0; row < batch.rows; row++) {
        if (data.valid === undefined || data.valid[row] === 1) numbers[name].add(data.words[2 * row] ?? -1);
      }
    }
  };
  const run = simulateShard(company, shard);
  for (const { batches } of run.events()) for (const batch of batches) add(batch);
  for (const batch of run.subscriptions()) add(batch);
  return numbers;
}
