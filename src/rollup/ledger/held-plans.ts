import type { PayingSpan } from "./paying-spans.ts";
import type { ToldVersion } from "./told-version.ts";

/** Which version's plan a user holds during [from, to); Infinity while it stands. */
export interface HeldPlan {
  readonly version: ToldVersion;
  readonly from: number;
  readonly to: number;
}

/**
 * What each user pays for between any two instants at which something of theirs changes: the subscription with the greatest
 * list ARR (tie: the smaller id); what `userPlanQuery` says. `spans` are by subscription and time.
 */
export function heldPlans(spans: readonly PayingSpan[]): HeldPlan[] {
  const users = new Map<number, PayingSpan[]>();
  for (const span of spans) {
    const own = users.get(span.version.user);
    if (own === undefined) users.set(span.version.user, [span]);
    else own.push(span);
  }
  return [...users.values()].flatMap(ofUser);
}

function ofUser(spans: readonly PayingSpan[]): HeldPlan[] {
  const ends = spans.map(({ to }) => to).filter((to) => to !== Infinity);
  const changes = [...new Set([...spans.map(({ from }) => from), ...ends])].toSorted((a, b) => a - b);
  const begins = spans.toSorted((a, b) => a.from - b.from);
  const plans: HeldPlan[] = [];
  let standing: PayingSpan[] = [];
  let next = 0;
  for (const [i, at] of changes.entries()) {
    standing = standing.filter(({ to }) => to > at);
    for (let span = begins[next]; span !== undefined && span.from <= at; span = begins[next]) {
      standing.push(span);
      next += 1;
    }
    const [first, ...others] = standing;
    if (first === undefined) continue;
    const { version } = others.reduce((best, span) => (isGreater(span, best) ? span : best), first);
    plans.push({ version, from: at, to: changes[i + 1] ?? Infinity });
  }
  return plans;
}

function isGreater(one: PayingSpan, other: PayingSpan): boolean {
  if (one.list !== other.list) return one.list > other.list;
  return one.version.subscription < other.version.subscription;
}
