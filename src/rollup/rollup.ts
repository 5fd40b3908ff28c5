import type { Table } from "../schema/table.ts";

/** What a question needs of the rows that answer it. Days are the workspace's own. */
export interface Need {
  readonly counts: "events" | "users";
  /** What the histogram calls the activity looked at; null where it is several kinds of the question's own choice. */
  readonly activity: string | null;
  /** How users are told from one another: once in each bucket, or by when they were active before. */
  readonly users: "once" | "by_last_seen";
  /** Whether every bucket is made of whole months. */
  readonly wholeMonths: boolean;
  readonly by: readonly string[];
  readonly where: readonly { readonly dimension: string; readonly isOneValue: boolean }[];
  /** Whether several values of a group are put together as Other. */
  readonly mergesGroups: boolean;
}

/** Which questions a rollup answers exactly. */
export interface Coverage {
  readonly counts: readonly Need["counts"][];
  /** `any` kind of event; or only what `activity_gap` holds; or the qualifying kinds together alone. */
  readonly activities: "any" | "kept" | "qualifying";
  readonly users: readonly Need["users"][];
  readonly wholeMonthsOnly: boolean;
  readonly dimensions: readonly string[];
  /** Whether several values, or several dimensions, may be looked at together. */
  readonly combines: boolean;
}

/** A table of precomputed rows and the questions it can answer exactly. */
export interface Rollup {
  readonly table: Table;
  /** Whether a row belongs to one user, so that a user who stands in several rows can be counted once. */
  readonly keepsUsers: boolean;
  readonly covers: readonly Coverage[];
}

/**
 * A rollup whose coverage can be true. A user may have several platforms, countries or types, so counts of users by one of
 * them overlap: an Error where rows without users claim that their counts of users may be put together.
 */
export function defineRollup(rollup: Rollup): Rollup {
  for (const { counts, combines } of rollup.covers) {
    if (!rollup.keepsUsers && combines && counts.includes("users")) {
      throw new Error(`Users of ${rollup.table.name} overlap between its groups and cannot be added`);
    }
  }
  return rollup;
}

/** Whether `rollup` answers a question of this `need` exactly. */
export function canAnswer({ covers }: Pick<Rollup, "covers">, need: Need): boolean {
  return covers.some((coverage) => meets(coverage, need));
}

function meets(coverage: Coverage, need: Need): boolean {
  const named = [...new Set([...need.by, ...need.where.map(({ dimension }) => dimension)])];
  const holdsActivity =
    coverage.activities === "any" ||
    (need.activity !== null && (coverage.activities === "kept" || need.activity === "activity"));
  return (
    coverage.counts.includes(need.counts) &&
    holdsActivity &&
    coverage.users.includes(need.users) &&
    (need.wholeMonths || !coverage.wholeMonthsOnly) &&
    named.every((dimension) => coverage.dimensions.includes(dimension)) &&
    (coverage.combines || isOneSegment(need, named))
  );
}

/** Whether every figure asked for is about everybody, or about one value of the only dimension named. */
function isOneSegment({ by, where, mergesGroups }: Need, named: readonly string[]): boolean {
  if (named.length === 0) return true;
  if (named.length > 1 || mergesGroups) return false;
  // Broken down by it, each figure is of one value however many are looked at.
  return by.length > 0 || (where.length === 1 && where.every(({ isOneValue }) => isOneValue));
}
