import { offsetAt, type Timezone } from "../../src/schema/timezone.ts";
import { cut, groupBy, type Stand, type Version } from "./arr-oracle.ts";

const day = 24 * 3_600_000_000;
const forever = Number.MAX_SAFE_INTEGER;

/** One request to cancel: since when it was pending, how it was settled, and when (null: not yet). */
export interface CancelRequest {
  readonly sub: string;
  readonly at: number;
  readonly reason: string;
  withdrawn: boolean;
  settled: number | null;
}

/** Every request that the versions tell, walked subscription by subscription. */
export function requestsOf(told: readonly Version[], zone: Timezone): readonly CancelRequest[] {
  const local = (instant: number) => instant + offsetAt(zone, instant) * 1_000_000;
  return groupBy(told, ({ sub }) => sub).flatMap((versions) => {
    const all = cut(versions);
    const live = all.flatMap((version, i) => {
      if (version.status === "ended") return [];
      const next = all[i + 1];
      const final = next?.status === "ended" ? next : undefined;
      const requested = version.requested ?? final?.requested ?? null;
      return [{ ...version, requested, reason: version.reason === "" ? (final?.reason ?? "") : version.reason }];
    });
    const requests: CancelRequest[] = [];
    let pending: CancelRequest | null = null;
    live.forEach((version, i) => {
      if (pending === null && version.requested !== null) {
        pending = { sub: version.sub, at: version.requested, reason: version.reason, withdrawn: false, settled: null };
        requests.push(pending);
      }
      if (pending === null) return;
      const next = live[i + 1];
      const goesOn = next !== undefined && version.to !== null && local(next.from) < local(version.to) + day;
      if (!goesOn) pending.settled = version.to;
      else if (next.requested === null) [pending.withdrawn, pending.settled] = [true, next.from];
      else return;
      pending = null;
    });
    return requests;
  });
}

/** What of a subscription stands in the instant before `at`; what begins then counts where nothing stood. */
export function standingAt(stands: readonly Stand[], sub: string, at: number): Stand | undefined {
  return stands.find((stand) => stand.version.sub === sub && stand.from <= at && stand.to >= at);
}

/** Whether a stand counts at the close `at`. */
export function counts({ from, to }: Stand, at: number): boolean {
  return from < at && at <= to;
}

/** Ends of the terms of a stand of a year or longer, the first forty of them; none for shorter plans. */
export function termEnds(stand: Stand, stands: readonly Stand[]): readonly number[] {
  const months = monthsOf(stand.version);
  if (months === null) return [];
  const own = stands.filter(({ version }) => version.sub === stand.version.sub);
  // Back to where the subscription was first billed so without a break.
  const stretch = [stand];
  for (let i = own.indexOf(stand) - 1; i >= 0 && own[i]?.end === "goes on"; i--) stretch.push(own[i] as Stand);
  const since = Math.min(...stretch.filter(({ version }) => monthsOf(version) === months).map(({ from }) => from));
  const first = stand.version.termEnds ?? monthsLater(since, months);
  return Array.from({ length: 40 }, (_, i) => monthsLater(first, i * months));
}

function monthsOf({ interval, count }: Version): number | null {
  if (interval === "year") return 12 * count;
  return interval === "month" && count >= 12 ? count : null;
}

function monthsLater(instant: number, months: number): number {
  const date = new Date(Math.floor(instant / 1000));
  const dayOfMonth = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const longest = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(dayOfMonth, longest));
  return date.getTime() * 1000 + (instant % 1000);
}

/** A subscription that stood at the opening of a window, and what became of it. */
export interface Opened {
  readonly stand: Stand;
  readonly exposed: boolean;
  readonly lost: boolean;
  /** Whether its customer has nothing at the close, in any currency and in this one. */
  readonly leaves: { readonly altogether: boolean; readonly currency: boolean };
}

/** Everything that stood at `opens`, told apart by what of it was at risk until `ends` and is gone at `closes`. */
export function openedAt(
  stands: readonly Stand[],
  { opens, ends, closes }: { readonly opens: number; readonly ends: number; readonly closes: number },
): readonly Opened[] {
  return stands
    .filter((stand) => counts(stand, opens))
    .map((stand) => {
      const { sub, user, currency } = stand.version;
      const mine = stands.filter(({ version }) => version.sub === sub && version.currency === currency);
      const last = mine.filter(({ from }) => from < closes).at(-1);
      const kept = stands.filter((other) => other.version.user === user && counts(other, closes));
      const isYearly = monthsOf(stand.version) !== null;
      return {
        stand,
        exposed: !isYearly || termEnds(stand, stands).some((end) => end >= opens && end < ends),
        lost: last !== undefined && last.to < closes && last.end === "end",
        leaves: {
          altogether: kept.length === 0,
          currency: !kept.some(({ version }) => version.currency === currency),
        },
      };
    });
}

/** When a subscription's trial began and when it paid after that; null where it had none or never paid. */
export function trialOf(versions: readonly Version[], stands: readonly Stand[]) {
  const trials = cut(versions).filter(
    ({ status, trialEnds, from }) => status === "trialing" || (status === "active" && (trialEnds ?? 0) > from),
  );
  const [first] = trials;
  if (first === undefined) return null;
  const paying = stands.filter(({ version, from }) => version.sub === first.sub && from >= first.from);
  return { version: first, at: first.from, paysAt: paying[0]?.from ?? forever };
}
