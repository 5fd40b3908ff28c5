import type { Day } from "../../schema/date.ts";
import { periodStart, type WeekStart } from "../../schema/period.ts";
import { keptGrains } from "../arr-kept.ts";
import type { Movement } from "./movements.ts";
import { byCustomer } from "./replacements.ts";

/** How ARR at the opening of one period changed, of all customers of one group. */
export interface KeptTotal {
  /** The group's number. */
  readonly group: number;
  /** Place in `keptGrains`. */
  readonly grain: number;
  readonly period: Day;
  readonly lost: number;
  readonly moved: number;
}

/** How customers' movements are taken in. */
export interface KeptHow {
  /** 1 adds them, -1 takes them away. */
  readonly sign: 1 | -1;
  readonly dayOf: (instant: number) => Day;
  /** The groups that a slice is part of, one per dimension; a group is of one currency. */
  readonly groupsOf: (slice: number) => readonly number[];
}

/** What `arr_kept` says on one price basis, added up customer by customer. */
export interface KeptTotals {
  /** Take in all movements of some customers, those of each in order of time. */
  add(movements: readonly Movement[], how: KeptHow): void;
  rows(): Generator<KeptTotal>;
}

/** What was lost and moved in each period of one grain. */
type Periods = Map<Day, { lost: number; moved: number }>;

/** Nothing added yet; weeks begin on `weekStart`. */
export function keptTotals(weekStart: WeekStart): KeptTotals {
  const starts = new Map<Day, readonly Day[]>();
  const startsOf = (day: Day): readonly Day[] => {
    let found = starts.get(day);
    if (found === undefined) starts.set(day, (found = keptGrains.map((grain) => periodStart(day, grain, weekStart))));
    return found;
  };
  // Added up by what is added to the same groups, which is a slice as a rule, and to each of those at the end.
  const totals = new Map<readonly number[], readonly Periods[]>();
  return {
    add(all, { sign, dayOf, groupsOf }) {
      for (const movements of byCustomer(all, ({ version }) => version)) {
        // The first movement is a customer's beginning, before which there was nothing to become of.
        if (movements.length < 2) continue;
        const steps = movements.map(({ version, at, amount }) => {
          return { amount, starts: startsOf(dayOf(at)), groups: groupsOf(version.slice) };
        });
        for (const { groups, of } of partsOf(steps)) {
          const grains = totals.get(groups) ?? noPeriods();
          totals.set(groups, grains);
          for (const [grain, periods] of grains.entries()) addChanges(periods, of, { grain, sign });
        }
      }
    },
    *rows() {
      const sums = new Map<number, readonly Periods[]>();
      for (const [groups, grains] of totals) {
        for (const group of groups) {
          const sum = sums.get(group) ?? noPeriods();
          sums.set(group, sum);
          for (const [grain, periods] of grains.entries()) {
            for (const [period, { lost, moved }] of periods) addTo(sum[grain], period, { lost, moved });
          }
        }
      }
      for (const [group, grains] of sums) {
        for (const [grain, periods] of grains.entries()) {
          for (const [period, total] of periods) {
            if (total.lost !== 0 || total.moved !== 0) yield { group, grain, period, ...total };
          }
        }
      }
    },
  };
}

function noPeriods(): readonly Periods[] {
  return keptGrains.map(() => new Map());
}

function addTo(periods: Periods | undefined, period: Day, { lost, moved }: { lost: number; moved: number }): void {
  const total = periods?.get(period);
  if (total === undefined) periods?.set(period, { lost, moved });
  else {
    total.lost += lost;
    total.moved += moved;
  }
}

interface KeptStep {
  readonly amount: number;
  /** First day of the period of each grain that it happened in. */
  readonly starts: readonly Day[];
  readonly groups: readonly number[];
}

/** The steps of each group, those of groups with the same steps told once: of most customers all are of one slice. */
function partsOf(
  steps: readonly KeptStep[],
): { readonly groups: readonly number[]; readonly of: readonly KeptStep[] }[] {
  const first = steps[0]?.groups ?? [];
  if (steps.every(({ groups }) => groups === first)) return [{ groups: first, of: steps }];
  return [...new Set(steps.flatMap(({ groups }) => groups))].map((group) => {
    return { groups: only(group), of: steps.filter(({ groups }) => groups.includes(group)) };
  });
}

const alone: (readonly number[])[] = [];

/** One group alone, always the same list. */
function only(group: number): readonly number[] {
  return (alone[group] ??= [group]);
}

/** Add how much one customer's ARR changed in each period at whose opening there was some. */
function addChanges(
  periods: Periods,
  steps: readonly KeptStep[],
  { grain, sign }: { readonly grain: number; readonly sign: 1 | -1 },
): void {
  let standing = 0;
  for (let i = 0; i < steps.length;) {
    const period = steps[i]?.starts[grain];
    const opening = standing;
    for (; i < steps.length && steps[i]?.starts[grain] === period; i++) standing += steps[i]?.amount ?? 0;
    if (period === undefined || opening <= 0 || standing === opening) continue;
    const by = sign * (standing - opening);
    addTo(periods, period, { lost: standing < opening ? by : 0, moved: by });
  }
}
