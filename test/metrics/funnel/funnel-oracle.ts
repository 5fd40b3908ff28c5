import type { FunnelText } from "../../../src/metrics/funnel/funnel-question.ts";
import type { FunnelRow } from "../../../src/metrics/funnel/funnel-answer.ts";

/** An event as the oracle sees it. */
export interface OracleEvent {
  readonly user: string;
  readonly event: string;
  /** µs. */
  readonly at: number;
  readonly seq: number;
  readonly id: string;
}

/** A funnel in plain numbers, µs. */
export interface OracleFunnel {
  readonly steps: readonly string[];
  readonly window: number;
  readonly order: NonNullable<FunnelText["order"]>;
  readonly ties: NonNullable<FunnelText["ties"]>;
  /** Attempts whose window ends later are left out; null = none are. */
  readonly watermark: number | null;
  readonly from: number;
  readonly to: number;
}

/** A funnel counted slowly: every user, every entry, step by step, as the definition is worded. */
export function countFunnel(events: readonly OracleEvent[], funnel: OracleFunnel): readonly FunnelRow[] {
  const users = new Map<string, OracleEvent[]>();
  for (const one of events) users.set(one.user, [...(users.get(one.user) ?? []), one]);
  const best = [...users.values()]
    .map((mine) => bestAttempt(mine.toSorted(inOrder), funnel))
    .filter((it) => it.length > 0);
  return funnel.steps.map((event, i) => {
    const came = best.filter((times) => times.length > i);
    const took = i === 0 ? [] : came.map((times) => (times[i] ?? 0) - (times[i - 1] ?? 0)).toSorted((a, b) => a - b);
    const middle = ((took[(took.length - 1) >> 1] ?? 0) + (took[took.length >> 1] ?? 0)) / 2;
    return {
      step: i + 1,
      event: funnel.order === "any" ? null : event,
      users: came.length,
      conversion: best.length === 0 ? null : came.length / best.length,
      medianSeconds: took.length === 0 ? null : middle / 1e6,
      averageSeconds: took.length === 0 ? null : took.reduce((sum, time) => sum + time, 0) / took.length / 1e6,
    };
  });
}

function inOrder(a: OracleEvent, b: OracleEvent): number {
  return a.at - b.at || a.seq - b.seq || (a.id < b.id ? -1 : 1);
}

/** Instants of the steps of the attempt that goes furthest, the earliest among equals. */
function bestAttempt(mine: readonly OracleEvent[], funnel: OracleFunnel): readonly number[] {
  let best: readonly number[] = [];
  mine.forEach((entry, place) => {
    const enters = funnel.order === "any" ? funnel.steps.includes(entry.event) : entry.event === funnel.steps[0];
    const matures = funnel.watermark === null || entry.at + funnel.window <= funnel.watermark;
    if (!enters || !matures || entry.at < funnel.from || entry.at >= funnel.to) return;
    const times = funnel.order === "any" ? anyAttempt(mine, place, funnel) : attempt(mine, place, funnel);
    if (times.length > best.length) best = times;
  });
  return best;
}

function anyAttempt(mine: readonly OracleEvent[], entry: number, { steps, window }: OracleFunnel): readonly number[] {
  const open = [...steps];
  const times: number[] = [];
  for (const { event, at } of mine.slice(entry)) {
    const found = open.indexOf(event);
    if (found < 0 || at > (mine[entry]?.at ?? 0) + window) continue;
    open.splice(found, 1);
    times.push(at);
  }
  return times;
}

function attempt(mine: readonly OracleEvent[], entry: number, funnel: OracleFunnel): readonly number[] {
  const start = mine[entry]?.at ?? 0;
  const used = [entry];
  for (const step of funnel.steps.slice(1)) {
    const last = used.at(-1) ?? entry;
    const next = mine.findIndex((candidate, place) => {
      if (candidate.event !== step || candidate.at > start + funnel.window || used.includes(place)) return false;
      return follows(mine, { last, place, used }, funnel);
    });
    if (next < 0) break;
    used.push(next);
  }
  return used.map((place) => mine[place]?.at ?? 0);
}

interface Move {
  readonly last: number;
  readonly place: number;
  readonly used: readonly number[];
}

/** Whether the event at `place` may come after the one at `last`. */
function follows(mine: readonly OracleEvent[], { last, place, used }: Move, { order, ties }: OracleFunnel): boolean {
  const at = (of: number): number => mine[of]?.at ?? 0;
  if (ties === "order" && place <= last) return false;
  if (ties === "strict" && at(place) <= at(last)) return false;
  if (ties === "either" && at(place) < at(last)) return false;
  if (order !== "strict") return true;
  if (ties !== "either") return place === last + 1;
  // In some order of the equal instants nothing stands between: what is left over can come before the entry or after.
  return mine.every((_, other) => {
    if (used.includes(other) || other === place) return true;
    const isBetween = at(other) > at(last) && at(other) < at(place);
    const isLeft = at(other) === at(last) && at(place) > at(last) && at(last) !== at(used[0] ?? 0);
    return !isBetween && !isLeft;
  });
}
