import { type Instant, microsPerSecond } from "../../schema/date.ts";
import { between, threshold } from "../chances.ts";
import { type Company, shardCount } from "../company.ts";
import { opened } from "../day-log.ts";
import { dayKey, draw, mix, purposes, userKey } from "../random.ts";
import type { DirtyRow } from "./dirty-day.ts";

/** Robots that open the editor at a steady pace. */
export interface Bots {
  readonly count: number;
  /** Tell what they do on day `d`, which begins at `start`. */
  on(d: number, start: Instant, tell: (row: DirtyRow) => void): void;
}

/** Chance of a robot's active day. */
const activeDayRate = 0.1;
/** Events of such a day. */
const [fewest, most] = [60, 180];
/** Seconds between two of them. */
const spacingSeconds = 240;

/** The robots of one shard of `people` people: their local numbers and their ids come after those of all people. */
export function botsOf(company: Company, shard: number, people: number): Bots {
  const shards = shardCount(company);
  const count = botCount(company, people);
  const { countries } = company.scenario;
  return {
    count,
    on(d, start, tell) {
      const today = dayKey(company.seed, company.from + d);
      for (let bot = 0; bot < count; bot++) {
        const identity = 2 * company.users + bot * shards + shard;
        const key = userKey(company.seed, identity);
        const luck = mix(key ^ today);
        if (draw(luck, purposes.bot) >= threshold(activeDayRate)) continue;
        const events = between(fewest, most, draw(luck, purposes.botDay));
        const country = (draw(key, purposes.country) >>> 0) % countries.length;
        for (let i = 0; i < events; i++) {
          const place = { platform: 0, country, kind: opened, project: 0 };
          const known = { user: people + bot, identity, isNew: 0, delay: 1, fault: "bot", sameAs: -1 } as const;
          const second = 60 + i * spacingSeconds;
          tell({ second, happenedAt: start + second * microsPerSecond, ...place, ...known });
        }
      }
    },
  };
}

/** How many robots beset `people` people. */
export function botCount({ scenario }: Company, people: number): number {
  return Math.round(people * scenario.dirt.botRate);
}
