import type { Company } from "../company.ts";
import type { Days } from "../days.ts";
import { countingSort } from "../counting-sort.ts";
import { activityPass, type PassedEvent } from "../second-pass/activity-pass.ts";
import { fullResidual } from "../second-pass/full-residual.ts";
import type { FullRow } from "../second-pass/full-row.ts";
import { activityKey } from "../truth/activity-key.ts";
import type { Buckets } from "../truth/buckets.ts";
import { activityRows, type KeyRow } from "../truth/key-rows.ts";
import { activitySegments, type ActivitySegments } from "../truth/segments.ts";
import type { DirtyDay } from "./dirty-day.ts";
import type { Split } from "./identities.ts";

/** The answer key of what can be made of the dirty rows at best. */
export interface RecoveredKey {
  /** Day `d` as it was told; days come in order. */
  day(d: number, rows: DirtyDay): void;
  /** Where it differs from the clean company's key: the residual, as differences that are not zero. */
  residual(clean: Iterable<KeyRow>): Generator<KeyRow>;
  /** The same of a full answer key's second pass; empty where the company has none. */
  fullResidual(clean: Iterable<FullRow>): Iterable<FullRow>;
  readonly segments: ActivitySegments;
}

/**
 * An empty key for a shard of `people` people and robots. What it counts is what the rules allow to be known: a copy of a
 * row does not count, a second id is its owner's where an alias says so, everything else stands as it was told.
 */
export function recoveredKey(
  company: Company,
  grains: readonly Buckets[],
  { people, splits, days }: { readonly people: number; readonly splits: readonly Split[]; readonly days: Days },
): RecoveredKey {
  const segments = activitySegments(company, true);
  // Whoever nobody knows to be somebody stands for one more person.
  const strangers = new Map(splits.filter(({ isTold }) => !isTold).map((split, i) => [split.identity, people + i]));
  const count = people + strangers.size;
  const key = activityKey(count, segments, grains);
  const pass = company.truth === "full" ? activityPass(company, { users: count, days, segments, grains }) : null;
  const firstDay = new Int32Array(count).fill(-1);
  const sort = countingSort(count);
  return {
    segments,
    day(d, rows) {
      const told = rows.columns();
      const { dirt } = told;
      if (dirt === undefined) throw new Error("a dirty day is told without its dirt");
      const isOwn = (row: number): boolean => (dirt.sameAs[row] ?? -1) < 0;
      const who = told.user.map((user, row) => strangers.get(dirt.identity[row] ?? -1) ?? user);
      const eventOf = (row: number): PassedEvent => ({
        user: who[row] ?? 0,
        second: told.second[row] ?? 0,
        kind: told.kind[row] ?? 0,
        platform: told.platform[row] ?? 0,
        country: told.country[row] ?? 0,
      });
      if (pass !== null) for (const row of rows.order()) if (isOwn(row)) pass.event(d, eventOf(row));
      key.startDay(d);
      const byUser = new Int32Array(who.length);
      sort(who, byUser);
      const counted = byUser.filter(isOwn);
      counted.forEach((row, i) => {
        const { user, platform, country, kind } = eventOf(row);
        if (firstDay[user] === -1) firstDay[user] = d;
        key.session({ platform, country, isNew: firstDay[user] === d ? 1 : 0 });
        key.event(kind);
        if (i + 1 === counted.length || who[counted[i + 1] ?? 0] !== user) key.endOfUserDay(user);
      });
    },
    fullResidual: (clean) => (pass === null ? [] : fullResidual(clean, pass.rows())),
    *residual(clean) {
      const before = new Map<string, KeyRow>();
      for (const row of clean) if (row.currency === null) before.set(nameOf(row), row);
      for (const row of activityRows(key, segments.segments, grains)) {
        const name = nameOf(row);
        const value = row.value - (before.get(name)?.value ?? 0);
        before.delete(name);
        if (value !== 0) yield { ...row, value };
      }
      for (const row of before.values()) if (row.value !== 0) yield { ...row, value: -row.value };
    },
  };
}

function nameOf({ metric, grain, period, segment }: KeyRow): string {
  return `${metric} ${grain} ${period} ${segment.dimension ?? ""} ${segment.value ?? ""}`;
}
