import { getInt64 } from "../../../src/schema/batch.ts";
import { microsPerUtcDay } from "../../../src/schema/date.ts";
import { type Company, shardCount } from "../../../src/simulate/company.ts";
import { simulateShard } from "../../../src/simulate/shard.ts";
import type { Customers } from "./likelihood.ts";

const weekMicros = 7 * microsPerUtcDay;

/** The customers of a simulated company as the model sees them, from the event rows alone: each row is a purchase. */
export function customersOf(company: Company): Customers {
  const { users } = company;
  const [x, first, last] = [new Float64Array(users), new Float64Array(users), new Float64Array(users)];
  for (let shard = 0; shard < shardCount(company); shard++) {
    for (const { batches } of simulateShard(company, shard, { withKey: false }).events()) {
      for (const { rows, columns } of batches) {
        const [ids, times] = [columns["user_id"], columns["occurred_at"]];
        if (ids?.kind !== "numbered" || times?.kind !== "int64") throw new Error("events travel otherwise");
        for (let row = 0; row < rows; row++) {
          const user = getInt64(ids.words, row) - 1;
          const at = getInt64(times.words, row);
          if (first[user] === 0) first[user] = at;
          else x[user] = (x[user] ?? 0) + 1;
          last[user] = at;
        }
      }
    }
  }
  const end = company.to * microsPerUtcDay;
  return {
    x,
    tx: last.map((at, user) => (at - (first[user] ?? 0)) / weekMicros),
    T: first.map((at) => (end - at) / weekMicros),
  };
}
