import type { Company } from "../company.ts";
import { created, type DayLog } from "../day-log.ts";
import type { Days } from "../days.ts";
import { purposes } from "../random.ts";
import type { Process } from "../scenario.ts";
import type { SessionSink } from "../truth/activity-key.ts";
import { beta, gamma, type Stream, uniform } from "./gamma.ts";
import type { Population } from "./population.ts";
import type { VisitSinks } from "./visits.ts";

/** Customers whose purchases (project_created) follow the BG/NBD model and nothing else. */
export interface Buyers {
  /** Log the purchases of day `d`; days are asked for in order. */
  buyOn(d: number): void;
}

const daySeconds = 86_400;
const weekSeconds = 7 * daySeconds;

/**
 * The buyers of `population`: the first purchase is on the day of signing up; while alive a customer buys at a rate of
 * their own, gamma-distributed over customers, and after each repeat purchase leaves with a chance of their own,
 * beta-distributed. Source: Fader, Hardie & Lee, "Counting Your Customers the Easy Way" (2005).
 */
export function buyersOf(
  { process, population, days }: { readonly process: BgNbd; readonly population: Population; readonly days: Days },
  { log, key: answerKey }: VisitSinks,
): Buyers {
  const { count, key, signUp } = population;
  const perSecond = new Float64Array(count);
  const leaves = new Float64Array(count);
  const dueAt = new Float64Array(count);
  const bought = new Int32Array(count);
  const diary = diaryOf(days.count, count);
  let projects = 0;
  for (let user = 0; user < count; user++) {
    const stream = (purpose: number): Stream => ({ key: key[user] ?? 0, purpose });
    perSecond[user] = gamma(stream(purposes.purchaseRate), process.r) / process.alpha / weekSeconds;
    leaves[user] = beta([stream(purposes.leaves), stream(purposes.stays)], process.a, process.b);
    const first = Math.max(0, signUp[user] ?? 0);
    dueAt[user] = first * daySeconds + Math.floor(uniform(stream(purposes.second), 0) * daySeconds);
    diary.put(first, user);
  }

  /** The user's purchase is made; the next one, if any, is put down. */
  function goOn(user: number): void {
    const ordinal = bought[user] ?? 0;
    const stream = { key: key[user] ?? 0, purpose: purposes.purchase };
    const isOver = ordinal > 0 && uniform({ ...stream, purpose: purposes.life }, ordinal) < (leaves[user] ?? 0);
    bought[user] = ordinal + 1;
    const wait = -Math.log(uniform(stream, ordinal)) / (perSecond[user] ?? 1);
    dueAt[user] = isOver ? Infinity : (dueAt[user] ?? 0) + Math.max(1, Math.round(wait));
  }

  return {
    buyOn(d) {
      for (const user of diary.due(d)) {
        const place = { user, platform: population.platform[user] ?? 0, country: population.country[user] ?? 0 };
        const isNew = bought[user] === 0 ? 1 : 0;
        log.startUser();
        for (; (dueAt[user] ?? 0) < (d + 1) * daySeconds; goOn(user)) {
          buy(log, answerKey, { session: { ...place, isNew }, second: (dueAt[user] ?? 0) - d * daySeconds });
        }
        log.endUser(days.seconds[d] ?? 0);
        answerKey?.endOfUserDay(user);
        diary.put(Math.floor((dueAt[user] ?? Infinity) / daySeconds), user);
      }
    },
  };

  function buy(
    into: DayLog,
    sink: SessionSink | null,
    { session, second }: { session: Parameters<DayLog["begin"]>[0]; second: number },
  ): void {
    into.begin(session, second);
    sink?.session(session);
    into.add(created, ++projects, 0);
    sink?.event(created);
  }
}

/** The process that buyers follow. */
export type BgNbd = Process & { readonly kind: "bg_nbd" };

/** The process of a company of buyers, null for any other. */
export function buyingProcess({ scenario }: Company): BgNbd | null {
  return scenario.process.kind === "bg_nbd" ? scenario.process : null;
}

/** Who is due on which day; everybody is put down once at a time. */
function diaryOf(days: number, users: number) {
  const first = new Int32Array(days).fill(-1);
  const next = new Int32Array(users);
  return {
    put(d: number, user: number): void {
      if (d >= days) return;
      next[user] = first[d] ?? -1;
      first[d] = user;
    },
    /** Those due on day `d`, in order. */
    due(d: number): readonly number[] {
      const found: number[] = [];
      for (let user = first[d] ?? -1; user >= 0; user = next[user] ?? -1) found.push(user);
      return found.toSorted((a, b) => a - b);
    },
  };
}
