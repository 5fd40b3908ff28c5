import { type Company, shardCount, userNumber, usersOf } from "../company.ts";
import { between, choices, choose, lifeWeeks, threshold } from "../chances.ts";
import { draw, purposes, userKey } from "../random.ts";
import { arrivals, established } from "./arrivals.ts";

/** One share of the scale on which chances of an active day are kept: 65,536 = certain. */
export const certain = 65_536;

/** How differently people of one persona come back: sixteen equally likely multipliers with mean 1. */
const activityLevels = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.8, 2.3] as const;

/** Levels of creators, equally likely; see `zipfLevels`. */
export const creatorLevels = 32;

/** Who the users of one shard are, column by column; index = local number, in order of signing up. */
export interface Population {
  readonly count: number;
  readonly key: Int32Array;
  /** Day index of the sign-up, −1 for the established. */
  readonly signUp: Int32Array;
  /** Day index of the last day on which the user needs the product. */
  readonly needUntil: Int32Array;
  readonly persona: Uint8Array;
  readonly country: Uint8Array;
  readonly platform: Uint8Array;
  readonly secondPlatform: Uint8Array;
  /** A session is on the second platform where its draw lies below this number. */
  readonly secondPlatformBelow: Int32Array;
  /** Chance of an active day on the scale of `certain`, before weekday, season and tenure. */
  readonly rate: Uint16Array;
  readonly creatorLevel: Uint8Array;
}

/** The people of `shard`. */
export function populationOf(company: Company, shard: number): Population {
  const { scenario } = company;
  const population = emptyPopulation(usersOf(company, shard));
  const signUpOf = arrivals(company);
  const tables = {
    personas: choices(scenario.personas.map(({ share }) => share)),
    countries: choices(scenario.countries.map(({ share }) => share)),
    platforms: choices(scenario.platforms.map(({ share }) => share)),
    lives: scenario.personas.map(({ life }) => lifeWeeks(life)),
    second: threshold(scenario.secondPlatformRate),
  };
  for (let local = 0; local < population.count; local++) {
    const user = userNumber(local, shard, shardCount(company));
    const key = userKey(company.seed, user);
    const persona = choose(tables.personas, draw(key, purposes.persona));
    const signUp = signUpOf(user);
    const weeks = tables.lives[persona]?.[draw(key, purposes.life) >>> 20] ?? 0;
    const life = weeks * 7 + between(0, 6, draw(key, purposes.lifeDay));
    population.key[local] = key;
    population.signUp[local] = signUp;
    // Who is still there after years is likelier to stay: the established have twice the life before them.
    population.needUntil[local] = signUp === established ? 2 * life : signUp + life;
    population.persona[local] = persona;
    population.country[local] = choose(tables.countries, draw(key, purposes.country));
    fillPlatforms(population, local, tables);
    const level = activityLevels[draw(key, purposes.activityLevel) >>> 28] ?? 1;
    const rate = (scenario.personas[persona]?.activeDayRate ?? 0) * level;
    population.rate[local] = Math.min(certain - 1, Math.round(rate * certain));
    population.creatorLevel[local] = between(0, creatorLevels - 1, draw(key, purposes.creatorLevel));
  }
  return population;
}

function fillPlatforms(
  population: Population,
  local: number,
  tables: { readonly platforms: Uint8Array; readonly second: number },
): void {
  const key = population.key[local] ?? 0;
  const platform = choose(tables.platforms, draw(key, purposes.platform));
  const second = choose(tables.platforms, draw(key, purposes.secondPlatform, 1));
  const hasSecond = draw(key, purposes.secondPlatform) < tables.second;
  population.platform[local] = platform;
  population.secondPlatform[local] = second;
  // At most half of the sessions are on the second platform.
  population.secondPlatformBelow[local] = threshold(
    hasSecond ? between(0, 50, draw(key, purposes.secondPlatformShare)) / 100 : 0,
  );
}

function emptyPopulation(count: number): Population {
  return {
    count,
    key: new Int32Array(count),
    signUp: new Int32Array(count),
    needUntil: new Int32Array(count),
    persona: new Uint8Array(count),
    country: new Uint8Array(count),
    platform: new Uint8Array(count),
    secondPlatform: new Uint8Array(count),
    secondPlatformBelow: new Int32Array(count),
    rate: new Uint16Array(count),
    creatorLevel: new Uint8Array(count),
  };
}
