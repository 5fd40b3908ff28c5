import { offsetAt, type Timezone } from "../../src/schema/timezone.ts";

/** One version of a subscription as a source tells it; instants in µs UTC, amounts in minor units. */
export interface Version {
  readonly sub: string;
  readonly user: string;
  readonly from: number;
  readonly to: number | null;
  readonly plan: string;
  readonly interval: "week" | "month" | "year";
  readonly count: number;
  readonly seats: number;
  readonly price: number;
  readonly off: number;
  readonly offBasisPoints: number;
  readonly currency: string;
  readonly status: "trialing" | "active" | "past_due" | "paused" | "ended";
  readonly trialEnds: number | null;
  readonly requested: number | null;
  readonly reason: string;
  readonly termEnds: number | null;
}

/** What stands for one subscription during [from, to), and how that ends. */
export interface Stand {
  readonly version: Version;
  readonly from: number;
  to: number;
  readonly paidTo: number;
  readonly amount: number;
  /** The price under the discount of the stand before. */
  readonly terms: number;
  end: "goes on" | "end" | "pause" | "replaced";
}

/** What one customer's ARR in one currency did at one instant. */
export interface Moved {
  readonly user: string;
  readonly currency: string;
  readonly at: number;
  readonly kind: string;
  readonly amount: number;
}

/** A subscription that ended, and what it had standing. */
export interface Ended {
  readonly version: Version;
  readonly at: number;
  readonly amount: number;
}

/** The whole history, told from the versions by walking from instant to instant. */
export interface History {
  readonly stands: readonly Stand[];
  readonly moved: readonly Moved[];
  readonly ended: readonly Ended[];
}

const hour = 3_600_000_000;
const forever = Number.MAX_SAFE_INTEGER;

/** Numerator ÷ denominator, rounded half away from zero. */
export function halfAway(numerator: number, denominator: number): number {
  const [n, d] = [BigInt(Math.abs(numerator)), BigInt(denominator)];
  const rounded = Number((n * 2n + d) / (d * 2n));
  return numerator < 0 ? -rounded : rounded;
}

function yearly(version: Version, discount: Pick<Version, "off" | "offBasisPoints">, basis: "list" | "net"): number {
  const list = version.price * version.seats;
  const left = list - discount.off;
  const net = Math.max(0, left - halfAway(left * discount.offBasisPoints, 10_000));
  const invoices = { week: 52, month: 12, year: 1 }[version.interval];
  return halfAway((basis === "list" ? list : net) * invoices, version.count);
}

/** The rules on which the market disagrees, as the configuration names them. */
export interface Rules {
  readonly graceDays: number | null;
  readonly churn: "effective" | "requested";
  readonly pause: "apart" | "churn" | "counts";
  readonly discountChange: "apart" | "expansion";
}

/** What holds where nothing is configured. */
export const usualRules: Rules = { graceDays: 14, churn: "effective", pause: "apart", discountChange: "apart" };

/** How a history is told: at which price basis, and by which rules. */
export interface Telling {
  readonly basis: "list" | "net";
  readonly rules: Rules;
}

/** Walk the versions of a company; a slow, independent telling of metrics.md that knows no SQL. */
export function tell(told: readonly Version[], how: "list" | "net" | Telling, zone: Timezone): History {
  const telling = typeof how === "string" ? { basis: how, rules: usualRules } : how;
  const local = (instant: number) => instant + offsetAt(zone, instant) * 1_000_000;
  const localDay = (instant: number) => Math.floor(local(instant) / (24 * hour));
  const subs = groupBy(told, ({ sub }) => sub).map((versions) => cut(versions));
  const stands = subs.flatMap((versions) => standsOf(versions, telling, local));
  const ended: Ended[] = [];
  const perSub = groupBy(stands, ({ version }) => version.sub).map((own) => stretchesOf(own));
  const stretches = perSub.flat();
  // A subscription starts once; whatever pays again after that resumes, recovers or comes back.
  const firsts = new Set(perSub.map(([first]) => first));
  const replacedAt = new Map(stretches.map((stretch) => [stretch, replacement(stretch, stretches)] as const));
  function replacement(stretch: Stand[], all: readonly Stand[][]): number | null {
    const [first, last] = [stretch[0], stretch.at(-1)];
    if (first === undefined || last === undefined || last.paidTo === forever) return null;
    const others = all.filter((other) => {
      const theirs = other[0]?.version;
      return (
        theirs?.user === first.version.user &&
        theirs.currency === first.version.currency &&
        theirs.sub !== first.version.sub
      );
    });
    const starts = others
      .filter((other) => firsts.has(other))
      .map((other) => other[0]?.from ?? 0)
      .filter((start) => start > first.from);
    const sameDay = starts.filter((start) => localDay(start) === localDay(last.paidTo));
    if (sameDay.length > 0) return Math.min(...sameDay);
    const soon = starts.filter(
      (start) => local(start) >= local(last.paidTo) && local(start) < local(last.paidTo) + 24 * hour,
    );
    const beside = others.some(
      (other) => (other[0]?.from ?? 0) < last.paidTo && (other.at(-1)?.paidTo ?? 0) > last.paidTo,
    );
    return soon.length === 0 || beside ? null : Math.min(...soon);
  }
  for (const [stretch, at] of replacedAt) {
    if (at === null) continue;
    stretch.forEach((stand, i) => {
      if (i === stretch.length - 1) [stand.to, stand.end] = [at, "replaced"];
      else stand.to = Math.min(stand.to, at);
    });
  }
  for (const versions of subs) {
    const live = versions.filter(({ status }) => status !== "ended");
    live.forEach((version, i) => {
      const next = live[i + 1];
      if (version.to === null || (next !== undefined && local(next.from) < local(version.to) + 24 * hour)) return;
      const last = stands.find(
        (stand) => stand.version.sub === version.sub && stand.paidTo === version.to && stand.end !== "goes on",
      );
      if (last?.end !== "replaced") ended.push({ version, at: version.to, amount: last?.amount ?? 0 });
    });
  }
  const kept = stands.filter((stand) => stand.from < stand.to);
  return { stands: kept, moved: movedOf(kept), ended };
}

/** A version that reaches into the next is cut there. */
export function cut(versions: readonly Version[]): Version[] {
  const sorted = versions.toSorted((a, b) => a.from - b.from);
  return sorted.map((version, i) => {
    const next = sorted[i + 1]?.from ?? forever;
    return { ...version, to: next < (version.to ?? forever) ? next : version.to };
  });
}

/** Versions that pay, in order; a gap of less than a local day to the next is filled. */
function standsOf(
  versions: readonly Version[],
  { basis, rules }: Telling,
  local: (instant: number) => number,
): Stand[] {
  const stands: Stand[] = [];
  let [pastDueSince, before]: [number | null, Version | undefined] = [null, undefined];
  versions.forEach((version, i) => {
    const previous = versions[i - 1];
    const joins = previous?.to === version.from && previous.status === version.status;
    if (!joins) pastDueSince = version.from;
    const pausedPays = rules.pause === "counts" && version.status === "paused";
    if (version.status !== "active" && version.status !== "past_due" && !pausedPays) return;
    const start = version.status === "active" ? Math.max(version.from, version.trialEnds ?? 0) : version.from;
    const until = version.to ?? forever;
    const lapses = version.status === "past_due" && rules.graceDays !== null;
    const grace = lapses ? (pastDueSince ?? 0) + (rules.graceDays ?? 0) * 24 * hour : forever;
    const followed = versions[i + 1];
    const asked = version.requested ?? (followed?.status === "ended" ? followed.requested : null);
    const leaves = rules.churn === "requested" && asked !== null;
    const paidTo = Math.min(until, grace, leaves ? asked : forever);
    if (yearly(version, version, "list") === 0 && version.price * version.seats === 0) return;
    const invoice = { ...version, interval: "year" as const, count: 1 };
    if (version.price <= 0 || yearly(invoice, version, "net") <= 0 || start >= paidTo) return;
    const isPaused = grace >= until && followed?.from === version.to && followed.status === "paused";
    const pauses = isPaused && !leaves && rules.pause === "apart";
    stands.push({
      version,
      from: start,
      to: paidTo,
      paidTo,
      amount: yearly(version, version, basis),
      terms: yearly(version, rules.discountChange === "expansion" ? version : (before ?? version), basis),
      end: pauses ? "pause" : "end",
    });
    before = version;
  });
  stands.forEach((stand, i) => {
    const next = stands[i + 1];
    if (next?.version.currency !== stand.version.currency) return;
    if (local(stand.paidTo) + 24 * hour <= local(next.from)) return;
    [stand.to, stand.end] = [next.from, "goes on"];
  });
  return stands;
}

function stretchesOf(stands: readonly Stand[]): Stand[][] {
  const stretches: Stand[][] = [];
  stands.forEach((stand, i) => {
    if (i === 0 || stands[i - 1]?.end !== "goes on") stretches.push([]);
    stretches.at(-1)?.push(stand);
  });
  return stretches;
}

/** Walk each customer's instants, per currency, and say what happened at each. */
function movedOf(stands: readonly Stand[]): Moved[] {
  const moved: Moved[] = [];
  for (const own of groupBy(stands, ({ version }) => `${version.user} ${version.currency}`)) {
    const { user, currency } = own[0]?.version ?? { user: "", currency: "" };
    const instants = [...new Set(own.flatMap(({ from, to }) => (to === forever ? [from] : [from, to])))].toSorted(
      (a, b) => a - b,
    );
    let seen = false;
    for (const at of instants) {
      const say = (kind: string, amount: number) => {
        if (amount !== 0) moved.push({ user, currency, at, kind, amount });
      };
      const pairs = groupBy(own, ({ version }) => version.sub).map((mine) => ({
        was: mine.find(({ from, to }) => from < at && at <= to),
        is: mine.find(({ from, to }) => from <= at && at < to),
      }));
      const sum = (of: (pair: (typeof pairs)[number]) => number) => pairs.reduce((total, pair) => total + of(pair), 0);
      const [opening, closing] = [sum(({ was }) => was?.amount ?? 0), sum(({ is }) => is?.amount ?? 0)];
      const pauses = pairs.some(({ was, is }) => was !== undefined && is === undefined && was.end === "pause");
      const resumes = groupBy(own, ({ version }) => version.sub).some((mine) => {
        const before = mine.filter(({ from }) => from < at).at(-1);
        return mine.some(({ from }) => from === at) && before?.end === "pause";
      });
      if (opening === 0) say(!seen ? "new" : resumes ? "resume" : "reactivation", closing);
      else if (closing === 0) say(pauses ? "pause" : "churn", opening);
      else {
        const started = sum(({ was, is }) => (was === undefined ? (is?.amount ?? 0) : 0));
        const stopped = sum(({ was, is }) => (is === undefined ? (was?.amount ?? 0) : 0));
        const carried = Math.min(started, stopped);
        const goesOn = pairs.flatMap(({ was, is }) =>
          was === undefined || is === undefined || was === is ? [] : [{ was, is }],
        );
        const grown = goesOn.map(({ was, is }) => is.terms - was.amount);
        say("expansion", started - carried + grown.reduce((total, by) => total + Math.max(0, by), 0));
        say("contraction", stopped - carried + grown.reduce((total, by) => total + Math.max(0, -by), 0));
        say(
          "discount_change",
          goesOn.reduce((total, { is }) => total + is.amount - is.terms, 0),
        );
      }
      seen = true;
    }
  }
  return moved;
}

/** The items in groups of one key, in order of first appearance. */
export function groupBy<T>(items: readonly T[], key: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return [...groups.values()];
}
