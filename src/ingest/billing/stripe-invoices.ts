import type { Instant } from "../../schema/date.ts";
import type { StatusSince, Terms } from "./billing-subscription.ts";

/** The terms of a subscription from an instant on, by billing interval (`month 1`). */
export interface TermsTold {
  readonly from: Instant;
  readonly groups: ReadonlyMap<string, readonly Terms[]>;
}

/** What is paid by one invoice after another. */
export interface Invoices {
  /** The billing interval, where the subscription is paid in several at once; null where it is all of the subscription. */
  readonly key: string | null;
  readonly from: Instant;
  readonly terms: readonly Terms[];
  /** Since when nothing is paid in this interval, and since when something is again. */
  readonly pauses: readonly StatusSince[];
}

/**
 * What is paid together, of a subscription told of once or more. One that is always paid in a single interval stays one,
 * though it changes from month to year; one that is ever paid in several is as many.
 */
export function invoicesOf(told: readonly TermsTold[]): readonly Invoices[] {
  const [first] = told;
  if (first === undefined) return [];
  if (told.every(({ groups }) => groups.size === 1)) {
    return [
      { key: null, from: first.from, terms: told.flatMap(({ groups }) => [...groups.values()].flat()), pauses: [] },
    ];
  }
  const keys = new Set(told.flatMap(({ groups }) => [...groups.keys()]));
  return [...keys].map((key) => {
    const has = told.map(({ groups }) => groups.has(key));
    const begins = has.indexOf(true);
    const pauses = told.flatMap(({ from }, index): readonly StatusSince[] => {
      if (index <= begins || has[index] === has[index - 1]) return [];
      return [{ from, status: has[index] === true ? "active" : "ended" }];
    });
    const terms = told.flatMap(({ groups }) => groups.get(key) ?? []);
    return { key, from: told[begins]?.from ?? first.from, terms, pauses };
  });
}
