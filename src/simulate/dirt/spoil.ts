import { microsPerSecond } from "../../schema/date.ts";
import { between, threshold } from "../chances.ts";
import { type Company, shardCount } from "../company.ts";
import type { DayLog } from "../day-log.ts";
import type { Days } from "../days.ts";
import type { Population } from "../people/population.ts";
import { dayKey, draw, mix, purposes } from "../random.ts";
import { botsOf } from "./bots.ts";
import { type DirtyDay, dirtyDay, type DirtyRow, type Fault } from "./dirty-day.ts";
import type { Identities } from "./identities.ts";

/** Days that a clock may be behind, and so how long a day is held back. */
const heldDays = 2;
const [hourSeconds, daySeconds] = [3_600, 86_400];
/** A wrong clock is behind by 1 to 26 hours; a phone's batch comes 1 to 14 days late. */
const [leastSkew, mostSkew, mostLate] = [hourSeconds, 26 * hourSeconds, 14 * daySeconds];

/** A clean company's days on their way to being dirty ones. */
export interface Spoiler {
  /** Day `d` has been lived: spoil its log. Returns the day that nothing can be added to any more, with its index. */
  day(d: number, log: DayLog): { readonly d: number; readonly rows: DirtyDay } | null;
  /** The days that are still held back, once the last day is lived. */
  rest(): readonly { readonly d: number; readonly rows: DirtyDay }[];
}

/** Who is spoilt: the people of one shard, and their second ids. */
export interface Spoilt {
  readonly shard: number;
  readonly population: Population;
  readonly days: Days;
  readonly identities: Identities;
}

/** Spoils the days of one shard of `company` as its scenario's dirt says. */
export function spoilerOf(company: Company, { shard, population, days, identities }: Spoilt): Spoiler {
  const { dirt, platforms, countries } = company.scenario;
  const shards = shardCount(company);
  const bots = botsOf(company, shard, population.count);
  const held = new Map<number, DirtyDay>();
  let told = 0;

  function faultOf(luck: number, isPhone: boolean): Fault {
    const chance = (luck >>> 0) / 4_294_967_296;
    let reached = 0;
    const among: readonly (readonly [Fault, number])[] = [
      ["duplicate", dirt.duplicateRate],
      ["conflict", dirt.conflictRate],
      ["clock_skew", isPhone ? dirt.skewRate : 0],
      ["missing_platform", dirt.missingRate / 3],
      ["missing_country", dirt.missingRate / 3],
      ["missing_user", dirt.missingRate / 3],
    ];
    for (const [fault, rate] of among) {
      reached += rate;
      if (chance < reached) return fault;
    }
    return "none";
  }

  /** Seconds until a phone's batch of day `d` is received, 0 where it is not late. */
  function lateness(user: number, d: number): number {
    const luck = draw(mix((population.key[user] ?? 0) ^ dayKey(company.seed, company.from + d)), purposes.late);
    return luck < threshold(dirt.lateRate) ? between(daySeconds, mostLate, mix(luck)) : 0;
  }

  function spoil(d: number, row: DirtyRow, { luck, late }: { luck: number; late: number }): void {
    const isPhone = row.platform > 0;
    const size = draw(luck, purposes.dirtSize);
    // Seconds from this row's instant to the end: nothing is received after it.
    const left = Math.max(
      0,
      ((days.starts[days.count] ?? 0) - (days.starts[d] ?? 0)) / microsPerSecond - row.second - 1,
    );
    const fault = faultOf(luck, isPhone);
    const isLate = late > row.second && isPhone && fault === "none";
    const delay = Math.min(left, isLate ? late - row.second : row.delay);
    const spoilt: DirtyRow = { ...row, delay, fault: isLate ? "late" : fault };
    const into = dayAt(d);
    switch (spoilt.fault) {
      case "duplicate":
      case "conflict": {
        const sameAs = into.add({ ...spoilt, fault: "none" });
        const platform = fault === "conflict" ? (row.platform + 1) % (platforms.length + 1) : row.platform;
        const copied = delay + between(1, hourSeconds, size);
        if (copied <= left) into.add({ ...spoilt, platform, delay: copied, sameAs });
        return;
      }
      case "clock_skew": {
        addSkewed(d, spoilt, between(leastSkew, mostSkew, size));
        return;
      }
      case "missing_platform":
        into.add({ ...spoilt, platform: platforms.length });
        return;
      case "missing_country":
        into.add({ ...spoilt, country: countries.length });
        return;
      case "none":
      case "late":
      case "missing_user":
      case "bot":
        into.add(spoilt);
    }
  }

  /** A row whose clock was behind: told under an earlier instant, be it of an earlier day; never before the first day. */
  function addSkewed(d: number, row: DirtyRow, skew: number): void {
    let [day, second] = [d, row.second - skew];
    while (second < 0 && day > 0) second += days.seconds[--day] ?? 0;
    if (second < 0) dayAt(d).add({ ...row, fault: "none" });
    else dayAt(day).add({ ...row, second, delay: row.delay + skew });
  }

  function dayAt(d: number): DirtyDay {
    const day = held.get(d) ?? dirtyDay();
    held.set(d, day);
    return day;
  }

  return {
    day(d, log) {
      const columns = log.columns();
      for (let at = 0; at < log.rows(); at++) {
        const user = columns.user[at] ?? 0;
        const number = ++told * shards + shard;
        const platform = columns.platform[at] ?? 0;
        const row: DirtyRow = {
          second: columns.second[at] ?? 0,
          user,
          identity: identities.on(user, d),
          project: columns.project[at] ?? 0,
          kind: columns.kind[at] ?? 0,
          platform,
          country: columns.country[at] ?? 0,
          isNew: columns.isNew[at] ?? 0,
          delay: mix(number) & 3,
          fault: "none",
          happenedAt: (days.starts[d] ?? 0) + (columns.second[at] ?? 0) * microsPerSecond,
          sameAs: -1,
        };
        const luck = draw(mix(number ^ dayKey(company.seed, company.from)), purposes.dirt);
        spoil(d, row, { luck, late: platform > 0 ? lateness(user, d) : 0 });
      }
      bots.on(d, days.starts[d] ?? 0, (row) => dayAt(d).add(row));
      dayAt(d);
      return d < heldDays ? null : taken(d - heldDays);
    },
    rest: () => [...held.keys()].toSorted((a, b) => a - b).map(taken),
  };

  function taken(d: number) {
    const rows = dayAt(d);
    held.delete(d);
    return { d, rows };
  }
}
