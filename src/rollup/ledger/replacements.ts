import { microsPerUtcDay } from "../../schema/date.ts";

/** An uninterrupted stretch during which one subscription pays. */
export interface Stretch {
  readonly subscription: number;
  readonly user: number;
  readonly currency: number;
  /** Whether the subscription pays for the first time. */
  readonly isFirst: boolean;
  readonly startsAt: number;
  localStart: number;
  /** Infinity while it stands. */
  endsAt: number;
  localEnd: number;
  /** When another subscription of the customer took it over. */
  replacedAt: number | null;
}

/**
 * Find the stretches that another subscription of the same customer replaces: it starts on the local day on which the
 * stretch ends, or within a day of it while nothing else of the customer stands. A subscription starts once: one that
 * resumes or recovers that day replaces nothing.
 */
export function replaceStretches(stretches: readonly Stretch[]): void {
  if (stretches.every(({ subscription }) => subscription === stretches[0]?.subscription)) return;
  for (const own of byCustomer(stretches, (stretch) => stretch)) {
    if (own.length < 2) continue;
    const starts = own.filter(({ isFirst }) => isFirst).toSorted((a, b) => a.startsAt - b.startsAt);
    const startTimes = own.map(({ startsAt }) => startsAt).toSorted((a, b) => a - b);
    const endTimes = own.map(({ endsAt }) => endsAt).toSorted((a, b) => a - b);
    for (const stretch of own) {
      if (stretch.endsAt === Infinity) continue;
      const { sameDay, withinADay } = successorsOf(stretch, starts);
      const standing = () => countBelow(startTimes, stretch.endsAt) - countAtMost(endTimes, stretch.endsAt);
      stretch.replacedAt = sameDay ?? (withinADay !== null && standing() === 0 ? withinADay : null);
    }
  }
}

/** The first of the customer's subscriptions that start on the day of the end, or within a day of it. */
function successorsOf({ startsAt, endsAt, localEnd }: Stretch, starts: readonly Stretch[]) {
  // No local day is further than this from the instants it is made of.
  const reach = 3 * microsPerUtcDay;
  let [sameDay, withinADay]: [number | null, number | null] = [null, null];
  const dayOf = (local: number) => Math.floor(local / microsPerUtcDay);
  for (let i = firstAfter(starts, Math.max(startsAt, endsAt - reach)); i < starts.length; i++) {
    const other = starts[i];
    if (other === undefined || other.startsAt > endsAt + reach) break;
    const { localStart } = other;
    if (dayOf(localStart) === dayOf(localEnd)) sameDay ??= other.startsAt;
    if (localStart >= localEnd && localStart < localEnd + microsPerUtcDay) withinADay ??= other.startsAt;
  }
  return { sameDay, withinADay };
}

function firstAfter(starts: readonly Stretch[], instant: number): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle]?.startsAt ?? Infinity) <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

function countBelow(sorted: readonly number[], limit: number): number {
  return place(sorted, (value) => value < limit);
}

function countAtMost(sorted: readonly number[], limit: number): number {
  return place(sorted, (value) => value <= limit);
}

/** How many values of `sorted`, from its begin, are `within`. */
function place(sorted: readonly number[], within: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (within(sorted[middle] ?? Infinity)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whose something is. */
interface OfCustomer {
  readonly user: number;
  readonly currency: number;
}

/** The items of each user and currency, in their order. */
export function byCustomer<Item>(
  items: readonly Item[],
  customerOf: (item: Item) => OfCustomer,
): Iterable<readonly Item[]> {
  const [first] = items;
  if (first === undefined) return [];
  const one = customerOf(first);
  const isOne = items.every((item) => {
    const { user, currency } = customerOf(item);
    return user === one.user && currency === one.currency;
  });
  if (isOne) return [items];
  const customers = new Map<string, Item[]>();
  for (const item of items) {
    const { user, currency } = customerOf(item);
    const key = `${user} ${currency}`;
    const own = customers.get(key);
    if (own === undefined) customers.set(key, [item]);
    else own.push(item);
  }
  return customers.values();
}
