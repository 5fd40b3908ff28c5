import { type ColumnBatch, getInt64 } from "../../schema/batch.ts";
import type { Company } from "../company.ts";
import { annual } from "../billing/standing.ts";
import { localNumber, shardCount } from "../company.ts";
import { simulateShard } from "../shard.ts";

/** What became of every user of one shard; index = local number. */
export interface Outcome {
  /** UTC months in which the user did anything. */
  readonly activeMonths: Uint16Array;
  /** List-price ARR at the end, in the minor units of the user's market, and that market. */
  readonly arrMinor: Float64Array;
  readonly market: Uint8Array;
  /** The answer key's rows. */
  readonly truth: readonly ColumnBatch[];
}

/** Live one shard of `company` and see what becomes of its `users` users; nothing is written. */
export function outcomeOf(company: Company, shard: number, users: number): Outcome {
  const shards = shardCount(company);
  const run = simulateShard(company, shard);
  const activeMonths = new Uint16Array(users);
  const lastMonth = new Int16Array(users).fill(-1);
  let month = 0;
  for (const { batches } of run.events()) {
    for (const { rows, columns } of batches) {
      const ids = columns["user_id"];
      if (ids?.kind !== "numbered") throw new Error("users travel otherwise");
      for (let row = 0; row < rows; row++) {
        const user = localNumber(getInt64(ids.words, row) - 1, shards);
        if (lastMonth[user] === month) continue;
        lastMonth[user] = month;
        activeMonths[user] = (activeMonths[user] ?? 0) + 1;
      }
    }
    month++;
  }
  const arrMinor = new Float64Array(users);
  const market = new Uint8Array(users);
  for (const { user, standing } of run.standing()) {
    arrMinor[user] = (arrMinor[user] ?? 0) + annual(standing).list;
    market[user] = standing.market;
  }
  return { activeMonths, arrMinor, market, truth: [...run.truth()] };
}
