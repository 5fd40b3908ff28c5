import { between, threshold } from "../chances.ts";
import { type Company, shardCount, userNumber } from "../company.ts";
import type { Population } from "../people/population.ts";
import { draw, purposes } from "../random.ts";

/** Under which ids people act. */
export interface Identities {
  /** Number of the id, over all shards and from 0, that `user` acts under on day `d`. */
  on(user: number, d: number): number;
  /** Everybody who acts under a second id for a while, and whether that it is theirs is ever told. */
  readonly splits: readonly Split[];
}

/** A second id: `identity` acts until day `until`, exclusive. */
export interface Split {
  readonly user: number;
  readonly identity: number;
  readonly until: number;
  readonly isTold: boolean;
}

/** Days until who acts under a second id is recognised, at most. */
const longestUnknownDays = 30;

/** The ids of one shard's people: a second id lies behind the ids of all people by as many as there are. */
export function identitiesOf(company: Company, shard: number, population: Population): Identities {
  const { splitRate, lostAliasRate } = company.scenario.dirt;
  const shards = shardCount(company);
  const until = new Int32Array(population.count).fill(-1);
  const splits: Split[] = [];
  for (let user = 0; user < population.count && splitRate > 0; user++) {
    const key = population.key[user] ?? 0;
    if (draw(key, purposes.split) >= threshold(splitRate)) continue;
    const days = between(1, longestUnknownDays, draw(key, purposes.split, 1));
    until[user] = Math.max(0, population.signUp[user] ?? 0) + days;
    splits.push({
      user,
      identity: company.users + userNumber(user, shard, shards),
      until: until[user] ?? 0,
      isTold: draw(key, purposes.alias) >= threshold(lostAliasRate),
    });
  }
  return {
    splits,
    on: (user, d) => userNumber(user, shard, shards) + (d < (until[user] ?? -1) ? company.users : 0),
  };
}
