import { choices, choose, countEntries, threshold } from "../chances.ts";
import type { Company } from "../company.ts";
import { created, type DayLog, exported, opened } from "../day-log.ts";
import type { Days } from "../days.ts";
import type { EffectDay, Outage } from "../effects/effects.ts";
import { draw, mix, purposes } from "../random.ts";
import type { SessionSink } from "../truth/activity-key.ts";
import type { Clocks } from "./clocks.ts";
import { habitsOf, mostMoreSessions } from "./habits.ts";
import type { Hours } from "./hours.ts";
import type { Need } from "./need.ts";
import { creatorLevels, type Population } from "./population.ts";

/** What active people do: sessions in which projects are opened, created and exported. */
export interface Visits {
  /** Day `d` begins, under `effects`. */
  startDay(d: number, effects: EffectDay): void;
  /**
   * Log what `user` does today (`key` is that user-day's). Returns the second at which the last session with an export
   * ends, or −1 where nothing was exported.
   */
  visit(user: number, key: number): number;
  /** Day index on which each user was last active, −1 before the first. */
  readonly lastActive: Int32Array;
}

/** Who visits, by which clocks and hours. */
export interface Visitors {
  readonly population: Population;
  readonly days: Days;
  readonly clocks: Clocks;
  readonly hours: Hours;
  readonly need: Need;
  /** Whether each user pays, as billing keeps it: who does not may be kept from exporting. */
  readonly pays: Uint8Array;
}

/** Where visits are told: the day's log, and the answer key where one is kept. */
export interface VisitSinks {
  readonly log: DayLog;
  readonly key: SessionSink | null;
}

/** Chances of opening the project at hand: at the start of a session, and right after creating it. */
const [reopens, opensCreated] = [threshold(0.7), threshold(0.45)];

/** Seconds between two steps: from 12, evenly over 256. */
const [leastGap, gapMask] = [12, 255];

/** The visits of `company`'s people. */
export function visitsOf(company: Company, visitors: Visitors, sinks: VisitSinks): Visits {
  const { population, days, clocks, hours, need, pays } = visitors;
  const { log, key: answerKey } = sinks;
  const personas = company.scenario.personas.length;
  const lastActive = new Int32Array(population.count).fill(-1);
  const lastProject = new Uint32Array(population.count);
  const places = placesOf(company, population);
  const habits = habitsOf(company.scenario);
  const { moreSessions } = habits;
  const starts = new Int32Array(mostMoreSessions + 1);
  let newestProject = 0;
  let today = 0;
  let exportsBelow: Float64Array = new Float64Array(0);
  let projects: readonly Uint8Array[] = [];
  let outages: readonly Outage[] = [];

  function tell(kind: number, project: number, gap: number): void {
    log.add(kind, project, gap);
    answerKey?.event(kind);
  }

  /** The events of one session that has begun. Returns how many projects were exported. */
  function work(user: number, sessionKey: number): number {
    const persona = population.persona[user] ?? 0;
    const variant = population.variant[user] ?? 0;
    const exportBelow = exportsBelow[(variant * personas + persona) * 2 + (pays[user] ?? 0)] ?? 0;
    const level = persona * creatorLevels + (population.creatorLevel[user] ?? 0);
    const wanted = projects[variant]?.[level * countEntries + (draw(sessionKey, purposes.projects) >>> 24)] ?? 0;
    const reopened = draw(sessionKey, purposes.reopen) < reopens ? (lastProject[user] ?? 0) : 0;
    let exports = 0;
    tell(opened, reopened, 0);
    for (let i = 0; i < wanted; i++) {
      const luck = draw(sessionKey, purposes.step, i);
      lastProject[user] = ++newestProject;
      tell(created, newestProject, gapOf(luck));
      if (mix(luck) < opensCreated) tell(opened, newestProject, gapOf(luck >>> 8));
      if (mix(luck ^ 1) >= exportBelow) continue;
      tell(exported, newestProject, gapOf(luck >>> 16));
      exports++;
    }
    if (reopened === 0 || mix(sessionKey) >= exportBelow) return exports;
    tell(exported, reopened, gapOf(sessionKey));
    return exports + 1;
  }

  /** Second of the company's day at which a session of `user` in `country` is to begin. */
  function startOf(user: number, country: number, sessionKey: number): number {
    const isHome = country === population.country[user];
    const clock = (isHome ? population.clock[user] : clocks.firstOf[country]) ?? 0;
    const kind = clock * personas + (population.persona[user] ?? 0);
    return hours.startOf(clocks.aheadOn(clock, today), need.earlyBelow[kind] ?? 0, sessionKey);
  }

  return {
    lastActive,
    startDay(d, effects) {
      today = d;
      exportsBelow = habits.exportsBelow(effects);
      projects = habits.projects(effects);
      outages = effects.outages;
    },
    visit(user, key) {
      const isNew = lastActive[user] === -1 ? 1 : 0;
      const persona = population.persona[user] ?? 0;
      const more = moreSessions[persona * countEntries + (draw(key, purposes.sessions) >>> 24)] ?? 0;
      const country = places.country(user, today);
      for (let i = 0; i <= more; i++) insert(starts, i, startOf(user, country, draw(key, purposes.session, i)));
      let exportedAt = -1;
      let sessions = 0;
      log.startUser();
      for (let i = 0; i <= more; i++) {
        const sessionKey = draw(key, purposes.session, i);
        const start = starts[i] ?? 0;
        if (outages.length > 0 && isLost(outages, start, sessionKey)) continue;
        const session = { user, platform: places.platform(user, today, sessionKey), country, isNew };
        log.begin(session, start);
        answerKey?.session(session);
        sessions++;
        if (work(user, sessionKey) > 0) exportedAt = log.clock();
      }
      if (sessions === 0) return -1;
      const moved = log.endUser(days.seconds[today] ?? 0);
      answerKey?.endOfUserDay(user);
      lastActive[user] = today;
      return exportedAt < 0 ? exportedAt : Math.max(0, exportedAt - moved);
    },
  };
}

/** Whether a session that is to begin at `second` is lost to an outage. */
function isLost(outages: readonly Outage[], second: number, sessionKey: number): boolean {
  return outages.some(
    ({ from, to, lostRate }) =>
      second >= from && second < to && draw(sessionKey, purposes.outage) < threshold(lostRate),
  );
}

/** Insert `second` into the first `count` entries of `starts`, which are in rising order. */
function insert(starts: Int32Array, count: number, second: number): void {
  let at = count;
  for (; at > 0 && (starts[at - 1] ?? 0) > second; at--) starts[at] = starts[at - 1] ?? 0;
  starts[at] = second;
}

/** Seconds between two steps. */
function gapOf(luck: number): number {
  return leastGap + (luck & gapMask);
}

/** Where and on what a session happens. */
function placesOf({ scenario }: Company, population: Population) {
  const abroad = choices(scenario.countries.map(({ share }) => share));
  const tripBelow = threshold(scenario.tripRate);
  const { platform, secondPlatform, secondPlatformBelow, platformMove } = population;
  return {
    platform(user: number, d: number, sessionKey: number): number {
      const onOther = draw(sessionKey, purposes.sessionPlatform) < (secondPlatformBelow[user] ?? 0);
      const hasMoved = d >= (platformMove[user] ?? 0);
      return (onOther === hasMoved ? platform[user] : secondPlatform[user]) ?? 0;
    },
    /** Abroad or at home: decided for seven days at a time. */
    country(user: number, d: number): number {
      const week = mix((population.key[user] ?? 0) ^ Math.floor(d / 7));
      if (draw(week, purposes.trip) >= tripBelow) return population.country[user] ?? 0;
      return choose(abroad, draw(week, purposes.tripCountry));
    },
  };
}
