import type { ColumnBatch } from "../../schema/batch.ts";
import type { Company } from "../company.ts";
import type { DayLog } from "../day-log.ts";
import type { Days } from "../days.ts";
import { eventBatches, type MonthBatch } from "../event-batches.ts";
import { answerBatches } from "../second-pass/answer-batches.ts";
import type { FullRow } from "../second-pass/full-row.ts";
import type { Population } from "../people/population.ts";
import type { Buckets } from "../truth/buckets.ts";
import { type KeyRow, keyMetrics } from "../truth/key-rows.ts";
import { truthBatches } from "../truth/truth-batches.ts";
import { truthResidual } from "../../schema/tables/truth-residual.ts";
import { botCount } from "./bots.ts";
import { aliasBatches, dirtList } from "./dirt-list.ts";
import type { DirtyDay } from "./dirty-day.ts";
import { identitiesOf } from "./identities.ts";
import { recoveredKey } from "./recovered-key.ts";
import { spoilerOf } from "./spoil.ts";

/** A shard whose rows are spoilt on their way out. */
export interface DirtyShard {
  /** The batches of whatever can be told for good once day `d` is lived. */
  day(d: number, log: DayLog): Generator<MonthBatch>;
  /** The batches of the last days. */
  end(): Generator<MonthBatch>;
  aliases(): Generator<ColumnBatch>;
  dirt(): Generator<ColumnBatch>;
  /** What no one could recover, against the clean key. */
  residual(clean: Iterable<KeyRow>): Generator<ColumnBatch>;
  fullResidual(clean: Iterable<FullRow>): Generator<ColumnBatch>;
}

/** The dirty rows of one shard of `company`. */
export function dirtyShard(
  company: Company,
  shard: number,
  { population, days, grains }: { population: Population; days: Days; grains: readonly Buckets[] },
): DirtyShard {
  const identities = identitiesOf(company, shard, population);
  const { splits } = identities;
  const spoiler = spoilerOf(company, { shard, population, days, identities });
  const people = population.count + botCount(company, population.count);
  const recovered = recoveredKey(company, grains, { people, splits: withoutAlias(splits, days.count), days });
  const list = dirtList(company, shard, withoutAlias(splits, days.count));
  const toBatches = eventBatches(company, shard);

  function* tell({ d, rows }: { readonly d: number; readonly rows: DirtyDay }): Generator<MonthBatch> {
    recovered.day(d, rows);
    yield* toBatches(rows, days.starts[d] ?? 0);
    list.day(rows);
  }

  return {
    *day(d, log) {
      const done = spoiler.day(d, log);
      if (done !== null) yield* tell(done);
    },
    *end() {
      for (const done of spoiler.rest()) yield* tell(done);
    },
    aliases: () => aliasBatches(company, shard, { splits, days }),
    dirt: () => list.batches(),
    fullResidual: (clean) => answerBatches(recovered.fullResidual(clean), { shard, part: "residual" }),
    *residual(clean) {
      const names = { shard, metrics: keyMetrics, segments: recovered.segments.segments, currencies: [] };
      for (const batch of truthBatches(recovered.residual(clean), names)) yield { ...batch, table: truthResidual };
    },
  };
}

/** Who is not recognised before the end has no alias that could be told. */
function withoutAlias<T extends { readonly until: number; readonly isTold: boolean }>(
  splits: readonly T[],
  days: number,
): readonly T[] {
  return splits.map((split) => ({ ...split, isTold: split.isTold && split.until < days }));
}
