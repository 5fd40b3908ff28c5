import { type Day, dayOf, formatDay } from "../schema/date.ts";
import type { WeekStart } from "../schema/period.ts";
import type { Timezone } from "../schema/timezone.ts";
import { UserError } from "../schema/user-error.ts";
import type { Scenario } from "./scenario.ts";

/** Everything that decides a simulated company to the last byte: `users` sign up until the local day `to`, exclusive. */
export interface Company {
  readonly users: number;
  readonly from: Day;
  readonly to: Day;
  /** A safe integer from 0. */
  readonly seed: number;
  readonly scenario: Scenario;
  readonly timezone: Timezone;
  readonly weekStart: WeekStart;
  /** Whether the answer key tells causes and people too. */
  readonly truth?: "full";
}

/** Users of a shard, at most: what a worker holds in memory at a time. */
const usersPerShard = 65_536;

/** Users of a company, at most: 30,518 shards. */
export const maxUsers = 2_000_000_000;

/** Length of a company's range, at most: ten years. */
const maxDays = 3_660;

/** Into how many shards `company` is cut, whatever the workers. */
export function shardCount(company: Company): number {
  return Math.ceil(company.users / usersPerShard);
}

/** See to it that `company` can be simulated. Errors: `usage` naming the value that is out of range. */
export function checkCompany(company: Company): void {
  const { users, from, to, seed } = company;
  if (!Number.isInteger(users) || users < 1 || users > maxUsers) {
    throw new UserError("usage", `${users} users cannot be simulated.`, `Ask for 1 to ${maxUsers} users.`);
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new UserError("usage", `The seed ${seed} is no whole number from 0.`, "Use a seed such as 1 or 42.");
  }
  if (!(from < to)) {
    const range = `${formatDay(from)} to ${formatDay(to)}`;
    throw new UserError("usage", `The range ${range} holds no day.`, "--to is exclusive and lies after --from.");
  }
  if (to - from > maxDays || from < dayOf(1971, 1, 1) || to > dayOf(2200, 1, 1)) {
    const range = `${formatDay(from)} to ${formatDay(to)}`;
    throw new UserError("usage", `The range ${range} is too long or too far.`, "Stay within ten years, 1971 to 2199.");
  }
}

/**
 * About how many events `company` will tell: from the personas' rates, at four events an active day, as if everybody were
 * there for half of the time; within a factor of two, before anything is simulated.
 */
export function expectedEvents({ users, from, to, scenario }: Company): number {
  const total = scenario.personas.reduce((sum, { share }) => sum + share, 0);
  const activeDays = scenario.personas.reduce(
    (sum, { share, activeDayRate }) => sum + (share / total) * activeDayRate,
    0,
  );
  return Math.round(users * (1 + (to - from) * activeDays * 2));
}

/** Number of the `local`-th user of `shard`: users are dealt to the shards in turn, so that all shards are alike. */
export function userNumber(local: number, shard: number, shards: number): number {
  return local * shards + shard;
}

/** The local number, within their shard, of user number `user` over all shards. */
export function localNumber(user: number, shards: number): number {
  return Math.floor(user / shards);
}

/** How many users `shard` has. */
export function usersOf(company: Company, shard: number): number {
  const shards = shardCount(company);
  return Math.floor((company.users - 1 - shard) / shards) + 1;
}
