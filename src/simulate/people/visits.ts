import { choices, choose, countEntries, geometricCounts, threshold, zipfLevels } from "../chances.ts";
import type { Company } from "../company.ts";
import { created, type DayLog, exported, opened } from "../day-log.ts";
import type { Days } from "../days.ts";
import { draw, mix, purposes } from "../random.ts";
import type { SessionSink } from "../truth/activity-key.ts";
import { hoursOf } from "./hours.ts";
import { creatorLevels, type Population } from "./population.ts";

/** What active people do: sessions in which projects are opened, created and exported. */
export interface Visits {
  /**
   * Log what `user` does on day `d` (`key` is that user-day's). Returns the second at which the last session with an
   * export ends, or −1 where nothing was exported.
   */
  visit(user: number, d: number, key: number): number;
  /** Day index on which each user was last active, −1 before the first. */
  readonly lastActive: Int32Array;
}

/** Where visits are told: the day's log, and the answer key where one is kept. */
export interface VisitSinks {
  readonly log: DayLog;
  readonly key: SessionSink | null;
}

const mostMoreSessions = 3;
const mostProjects = 12;
/** Chances of opening the project at hand: at the start of a session, and right after creating it. */
const [reopens, opensCreated] = [threshold(0.7), threshold(0.45)];

/** The visits of `population`. */
export function visitsOf(
  company: Company,
  { population, days }: { population: Population; days: Days },
  sinks: VisitSinks,
): Visits {
  const { log, key: answerKey } = sinks;
  const lastActive = new Int32Array(population.count).fill(-1);
  const lastProject = new Uint32Array(population.count);
  const hours = hoursOf(company, days);
  const places = placesOf(company, population);
  const { moreSessions, projects, exportBelow } = habitsOf(company);
  const starts = new Int32Array(mostMoreSessions + 1);
  let newestProject = 0;

  function tell(kind: number, project: number, gap: number): void {
    log.add(kind, project, gap);
    answerKey?.event(kind);
  }

  /** The events of one session that has begun. Returns how many projects were exported. */
  function work(user: number, sessionKey: number): number {
    const persona = population.persona[user] ?? 0;
    const exportsBelow = exportBelow[persona] ?? 0;
    const level = persona * creatorLevels + (population.creatorLevel[user] ?? 0);
    const wanted = projects[level * countEntries + (draw(sessionKey, purposes.projects) >>> 24)] ?? 0;
    const reopened = draw(sessionKey, purposes.reopen) < reopens ? (lastProject[user] ?? 0) : 0;
    let exports = 0;
    tell(opened, reopened, 0);
    for (let i = 0; i < wanted; i++) {
      const luck = draw(sessionKey, purposes.step, i);
      lastProject[user] = ++newestProject;
      tell(created, newestProject, gapOf(luck));
      if (mix(luck) < opensCreated) tell(opened, newestProject, gapOf(luck >>> 8));
      if (mix(luck ^ 1) >= exportsBelow) continue;
      tell(exported, newestProject, gapOf(luck >>> 16));
      exports++;
    }
    if (reopened === 0 || mix(sessionKey) >= exportsBelow) return exports;
    tell(exported, reopened, gapOf(sessionKey));
    return exports + 1;
  }

  return {
    lastActive,
    visit(user, d, key) {
      const isNew = lastActive[user] === -1 ? 1 : 0;
      const persona = population.persona[user] ?? 0;
      const more = moreSessions[persona * countEntries + (draw(key, purposes.sessions) >>> 24)] ?? 0;
      const country = places.country(user, d);
      for (let i = 0; i <= more; i++) insert(starts, i, hours.startOf(d, country, draw(key, purposes.session, i)));
      let exportedAt = -1;
      log.startUser();
      for (let i = 0; i <= more; i++) {
        const sessionKey = draw(key, purposes.session, i);
        const session = { user, platform: places.platform(user, sessionKey), country, isNew };
        log.begin(session, starts[i] ?? 0);
        answerKey?.session(session);
        if (work(user, sessionKey) > 0) exportedAt = log.clock();
      }
      const moved = log.endUser(days.seconds[d] ?? 0);
      answerKey?.endOfUserDay(user);
      lastActive[user] = d;
      return exportedAt < 0 ? exportedAt : Math.max(0, exportedAt - moved);
    },
  };
}

/** Insert `second` into the first `count` entries of `starts`, which are in rising order. */
function insert(starts: Int32Array, count: number, second: number): void {
  let at = count;
  for (; at > 0 && (starts[at - 1] ?? 0) > second; at--) starts[at] = starts[at - 1] ?? 0;
  starts[at] = second;
}

/** Seconds between two steps: 12 to 267. */
function gapOf(luck: number): number {
  return 12 + (luck & 255);
}

/** Each persona's habits as tables: counts of `countEntries` each, one after the other, and thresholds. */
function habitsOf({ scenario }: Company) {
  const levels = zipfLevels(creatorLevels);
  const moreSessions = scenario.personas.map((persona) => geometricCounts(persona.moreSessions, mostMoreSessions));
  const projects = scenario.personas.flatMap((persona) =>
    levels.map((level) => geometricCounts(persona.projectsPerSession * level, mostProjects)),
  );
  return {
    moreSessions: joined(moreSessions),
    projects: joined(projects),
    exportBelow: Float64Array.from(scenario.personas, ({ exportRate }) => threshold(exportRate)),
  };
}

function joined(tables: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(tables.length * countEntries);
  tables.forEach((table, i) => all.set(table, i * countEntries));
  return all;
}

/** Where and on what a session happens. */
function placesOf({ scenario }: Company, population: Population) {
  const abroad = choices(scenario.countries.map(({ share }) => share));
  const tripBelow = threshold(scenario.tripRate);
  return {
    platform(user: number, sessionKey: number): number {
      const isSecond = draw(sessionKey, purposes.sessionPlatform) < (population.secondPlatformBelow[user] ?? 0);
      return (isSecond ? population.secondPlatform[user] : population.platform[user]) ?? 0;
    },
    /** Abroad or at home: decided for seven days at a time. */
    country(user: number, d: number): number {
      const week = mix((population.key[user] ?? 0) ^ Math.floor(d / 7));
      if (draw(week, purposes.trip) >= tripBelow) return population.country[user] ?? 0;
      return choose(abroad, draw(week, purposes.tripCountry));
    },
  };
}
