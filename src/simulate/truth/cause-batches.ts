import { type ColumnBatch, setInt64 } from "../../schema/batch.ts";
import { truthCause } from "../../schema/tables/truth-cause.ts";
import type { Company } from "../company.ts";
import type { Effect, Multipliers } from "../effects/effect.ts";
import { spanOf } from "../effects/effects.ts";

interface Cause {
  readonly arm: string | null;
  readonly quantity: string;
  readonly size: number;
}

/** The causes planted into `company`: one row for each number of each effect, and for what it leaves as it is none. */
export function* causeBatches(company: Company): Generator<ColumnBatch> {
  const rows = company.scenario.effects.flatMap((effect) => {
    const { from, to } = spanOf(effect, company);
    return causesOf(effect).map((cause) => ({ ...cause, name: effect.name, kind: effect.kind, from, to }));
  });
  if (rows.length === 0) return;
  const words = new Uint32Array(2 * rows.length);
  rows.forEach(({ size }, row) => setInt64(words, row, Math.round(size * 1_000_000)));
  const first = company.from;
  yield {
    table: truthCause,
    rows: rows.length,
    columns: {
      name: { kind: "text", values: rows.map(({ name }) => name) },
      kind: { kind: "text", values: rows.map(({ kind }) => kind) },
      starts_on: { kind: "int32", values: Int32Array.from(rows, ({ from }) => first + from) },
      ends_on: {
        kind: "int32",
        values: Int32Array.from(rows, ({ to }) => (to === Infinity ? 0 : first + to)),
        valid: Uint8Array.from(rows, ({ to }) => (to === Infinity ? 0 : 1)),
      },
      arm: { kind: "text", values: rows.map(({ arm }) => arm) },
      quantity: { kind: "text", values: rows.map(({ quantity }) => quantity) },
      size_millionths: { kind: "int64", words },
    },
  };
}

function causesOf(effect: Effect): readonly Cause[] {
  switch (effect.kind) {
    case "price_change":
      return effect.plans.map((plan) => ({ arm: null, quantity: `price_of_${plan}`, size: 1 + effect.changeRate }));
    case "outage":
      return [
        { arm: null, quantity: "start_hour", size: effect.startHour },
        { arm: null, quantity: "hours", size: effect.hours },
        { arm: null, quantity: "sessions", size: 1 - effect.lostRate },
      ];
    case "campaign":
      return [
        { arm: null, quantity: "arrivals", size: effect.arrivals },
        { arm: null, quantity: "life", size: effect.lifeFactor },
      ];
    case "experiment":
      return effect.arms.flatMap(({ name, share, multipliers }) => [
        { arm: name, quantity: "share", size: share },
        ...changed(multipliers, name),
      ]);
    case "feature_launch":
    case "export_paywall":
    case "shock":
      return changed(effect.multipliers, null);
  }
}

function changed(multipliers: Multipliers, arm: string | null): readonly Cause[] {
  return Object.entries(multipliers).flatMap(([quantity, size]: [string, number]) =>
    size === 1 ? [] : [{ arm, quantity, size }],
  );
}
