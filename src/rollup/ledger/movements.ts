import type { PayingSpan } from "./paying-spans.ts";
import { byCustomer } from "./replacements.ts";
import type { ToldVersion } from "./told-version.ts";

/** Kinds of movement, each with its number. */
export const movementKinds = [
  "new",
  "expansion",
  "reactivation",
  "resume",
  "switch_in",
  "contraction",
  "churn",
  "pause",
  "switch_out",
  "discount_change",
] as const;

/** Why standing ARR changed. */
export type MovementKind = (typeof movementKinds)[number];

/** One change of standing ARR. */
export interface Movement {
  /** Whose it is, and the slice it happens in. */
  readonly version: ToldVersion;
  readonly at: number;
  readonly kind: MovementKind;
  /** Signed, never 0. */
  readonly amount: number;
}

/** An instant at which one subscription's standing ARR or its slice changes. */
interface Boundary {
  readonly at: number;
  readonly before: number;
  /** The new price under the old discount. */
  readonly terms: number;
  readonly after: number;
  readonly pauses: boolean;
  readonly resumes: boolean;
  /** What stood before and what stands now; whoever did not pay before, or does not now, has the other. */
  readonly old: ToldVersion;
  readonly now: ToldVersion;
}

/**
 * The movements of one customer's spans on one price basis: what `arrMovementQuery` says, one customer at a time. The kind
 * is decided per currency and instant. `spans` are by subscription and time.
 */
export function movementsOf(spans: readonly PayingSpan[], basis: "list" | "net"): Movement[] {
  const movements: Movement[] = [];
  for (const own of byCustomer(spans, ({ version }) => version)) addCustomer(own, basis, movements);
  return movements;
}

function addCustomer(spans: readonly PayingSpan[], basis: "list" | "net", movements: Movement[]): void {
  const boundaries = boundariesOf(spans, basis);
  let standing = 0;
  let isFirst = true;
  for (let i = 0; i < boundaries.length;) {
    const at = boundaries[i]?.at;
    let end = i + 1;
    while (boundaries[end]?.at === at) end += 1;
    const instant = boundaries.slice(i, end);
    const opening = standing;
    for (const { before, after } of instant) standing += after - before;
    addInstant(instant, { opening, closing: standing, isFirst }, movements);
    isFirst = false;
    i = end;
  }
}

/** Every boundary in order of time, those of one instant by subscription. */
function boundariesOf(spans: readonly PayingSpan[], basis: "list" | "net"): Boundary[] {
  const boundaries: Boundary[] = [];
  let isOne = true;
  for (const [i, span] of spans.entries()) {
    const { version, from, to, endsBy } = span;
    const amount = span[basis];
    const previous = neighbour(spans[i - 1], version);
    const next = neighbour(spans[i + 1], version);
    if (i > 0 && previous === undefined) isOne = false;
    const before = previous?.to === from ? previous[basis] : 0;
    const terms = before === 0 || basis === "list" ? amount : span.netTerms;
    boundaries.push({
      at: from,
      before,
      terms,
      after: amount,
      pauses: false,
      resumes: previous?.endsBy === "pause",
      old: previous?.version ?? version,
      now: version,
    });
    if (to === Infinity || next?.from === to) continue;
    const pauses = endsBy === "pause";
    boundaries.push({ at: to, before: amount, terms: 0, after: 0, pauses, resumes: false, old: version, now: version });
  }
  // What one subscription does is in order already; the sort keeps the order of subscriptions within an instant.
  return isOne ? boundaries : boundaries.toSorted((a, b) => a.at - b.at);
}

function neighbour(span: PayingSpan | undefined, { subscription }: ToldVersion): PayingSpan | undefined {
  return span?.version.subscription === subscription ? span : undefined;
}

interface Customer {
  readonly opening: number;
  readonly closing: number;
  readonly isFirst: boolean;
}

function addInstant(instant: readonly Boundary[], customer: Customer, movements: Movement[]): void {
  const gaining = gainOf(instant, customer);
  if (gaining !== null) {
    for (const { at, after, now } of instant) push(movements, { version: now, at, kind: gaining, amount: after });
    return;
  }
  if (customer.closing === 0) {
    const kind = instant.some(({ pauses }) => pauses) ? "pause" : "churn";
    for (const { at, before, old } of instant) push(movements, { version: old, at, kind, amount: -before });
    return;
  }
  addChanges(instant, movements);
}

/** How a customer of whom nothing stood comes to pay; null for one who did. */
function gainOf(instant: readonly Boundary[], { opening, isFirst }: Customer): MovementKind | null {
  if (opening !== 0) return null;
  if (isFirst) return "new";
  return instant.some(({ resumes }) => resumes) ? "resume" : "reactivation";
}

/** What happens to a customer who paid before and pays on: changes, switches, and subscriptions that begin and end. */
function addChanges(instant: readonly Boundary[], movements: Movement[]): void {
  const switches: Movement[] = [];
  const started = sum(instant, ({ before, after }) => (before === 0 ? after : 0));
  const ended = sum(instant, ({ before, after }) => (after === 0 ? before : 0));
  const carriedOver = Math.min(started, ended);
  let [startedSoFar, endedSoFar] = [0, 0];
  for (const { at, before, terms, after, old, now } of instant) {
    const [wasStarted, wasEnded] = [Math.min(startedSoFar, carriedOver), Math.min(endedSoFar, carriedOver)];
    if (before === 0) startedSoFar += after;
    if (after === 0) endedSoFar += before;
    if (before === 0) {
      const replaced = Math.min(startedSoFar, carriedOver) - wasStarted;
      switches.push({ version: now, at, kind: "switch_in", amount: replaced });
      push(movements, { version: now, at, kind: "expansion", amount: after - replaced });
    } else if (after === 0) {
      const replaced = Math.min(endedSoFar, carriedOver) - wasEnded;
      switches.push({ version: old, at, kind: "switch_out", amount: -replaced });
      push(movements, { version: old, at, kind: "contraction", amount: replaced - before });
    } else {
      const gained = terms - before;
      if (old.slice !== now.slice) {
        const carried = Math.min(before, terms);
        switches.push({ version: old, at, kind: "switch_out", amount: -carried });
        switches.push({ version: now, at, kind: "switch_in", amount: carried });
      }
      if (gained > 0) push(movements, { version: now, at, kind: "expansion", amount: gained });
      else push(movements, { version: old, at, kind: "contraction", amount: gained });
      push(movements, { version: now, at, kind: "discount_change", amount: after - terms });
    }
  }
  addSwitches(switches, movements);
}

/** A replacement within one slice carries over nothing: switches of one instant and slice cancel. */
function addSwitches(switches: readonly Movement[], movements: Movement[]): void {
  const slices = new Map<number, Movement>();
  for (const one of switches) {
    const other = slices.get(one.version.slice);
    const isLater = other === undefined || one.version.subscription >= other.version.subscription;
    slices.set(one.version.slice, {
      ...one,
      version: isLater ? one.version : other.version,
      amount: one.amount + (other?.amount ?? 0),
    });
  }
  for (const one of slices.values()) push(movements, { ...one, kind: one.amount > 0 ? "switch_in" : "switch_out" });
}

function push(movements: Movement[], movement: Movement): void {
  if (movement.amount !== 0) movements.push(movement);
}

function sum(instant: readonly Boundary[], amount: (boundary: Boundary) => number): number {
  return instant.reduce((total, boundary) => total + amount(boundary), 0);
}
