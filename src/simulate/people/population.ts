import { type Company, shardCount, userNumber, usersOf } from "../company.ts";
import { between, choices, choose, lifeWeeks, threshold } from "../chances.ts";
import { variantOf } from "../effects/variant.ts";
import { draw, purposes, userKey } from "../random.ts";
import { type Arrivals, arrivals, established } from "./arrivals.ts";
import type { Clocks } from "./clocks.ts";
import { inviters, nobody } from "./invites.ts";
import { type PlatformColumns, platformsOf } from "./platforms.ts";

/** One share of the scale on which chances of an active day are kept: 65,536 = certain. */
export const certain = 65_536;

/** How differently people of one persona come back: sixteen equally likely multipliers with mean 1. */
const activityLevels = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.8, 2.3] as const;

/** Levels of creators, equally likely; see `zipfLevels`. */
export const creatorLevels = 32;

/** Who the users of one shard are, column by column; index = local number, in order of signing up. */
export interface Population extends PlatformColumns {
  readonly count: number;
  /** Day index of the last day on which the user needs the product. */
  readonly needUntil: Int32Array;
  readonly persona: Uint8Array;
  readonly country: Uint8Array;
  /** Which of all clocks the user lives by. */
  readonly clock: Uint8Array;
  /** Clock × personas + persona: all that a day's need depends on. */
  readonly kind: Uint16Array;
  /** Arms of all experiments; see `variantOf`. */
  readonly variant: Uint8Array;
  /** Local number of who invited the user, −1 for nobody. */
  readonly invitedBy: Int32Array;
  /** Place of the campaign that brought the user among the scenario's effects, −1 for none. */
  readonly campaign: Int8Array;
  /** Chance of an active day on the scale of `certain`, before weekday, season and tenure. */
  readonly rate: Uint16Array;
  readonly creatorLevel: Uint8Array;
}

/** The people of `shard`. */
export function populationOf(company: Company, shard: number, clocks: Clocks): Population {
  const { scenario } = company;
  const { personas, growth } = scenario;
  const population = emptyPopulation(usersOf(company, shard));
  const arriving = arrivals(company);
  const lives = personas.map(({ life }) => lifeWeeks(life));
  const homes = homesOf(company, population, clocks);
  const fillPlatforms = platformsOf(scenario, population);
  const inviterOf = inviters(growth.invites, population.signUp);
  for (let local = 0; local < population.count; local++) {
    const user = userNumber(local, shard, shardCount(company));
    const key = userKey(company.seed, user);
    const signUp = arriving.signUpOf(user);
    population.key[local] = key;
    population.signUp[local] = signUp;
    const campaign = campaignOf(arriving, signUp, key);
    population.campaign[local] = campaign?.effect ?? -1;
    population.invitedBy[local] = campaign === null ? inviterOf({ local, key }) : nobody;
    homes(local);
    const persona = population.persona[local] ?? 0;
    const weeks = lives[persona]?.[draw(key, purposes.life) >>> 20] ?? 0;
    const life = (weeks * 7 + between(0, 6, draw(key, purposes.lifeDay))) * (campaign?.lifeFactor ?? 1);
    // Who is still there after years is likelier to stay: the established have twice the life before them.
    population.needUntil[local] = signUp === established ? 2 * life : signUp + Math.round(life);
    population.variant[local] = variantOf(scenario.effects, key);
    fillPlatforms(local);
    const level = activityLevels[draw(key, purposes.activityLevel) >>> 28] ?? 1;
    const rate = (personas[persona]?.activeDayRate ?? 0) * level;
    population.rate[local] = Math.min(certain - 1, Math.round(rate * certain));
    population.creatorLevel[local] = between(0, creatorLevels - 1, draw(key, purposes.creatorLevel));
  }
  return population;
}

/** The campaign that brought who signed up on day `signUp`, or null. */
function campaignOf(arriving: Arrivals, signUp: number, key: number) {
  for (const campaign of signUp === established ? [] : arriving.campaignsOn(signUp)) {
    if (draw(key, purposes.campaign, campaign.ordinal) < threshold(campaign.share)) return campaign;
  }
  return null;
}

/** A function that fills in persona, country and clock: those of who invited, or by the user's own luck. */
function homesOf({ scenario }: Company, population: Population, clocks: Clocks): (local: number) => void {
  const { personas, countries, growth } = scenario;
  const personaTable = choices(personas.map(({ share }) => share));
  const countryTable = choices(countries.map(({ share }) => share));
  const clockTables = countries.map((country) => choices(country.clocks.map(({ share }) => share)));
  const samePersona = threshold(growth.invites.samePersonaRate);
  const sameCountry = threshold(growth.invites.sameCountryRate);
  return (local) => {
    const key = population.key[local] ?? 0;
    const inviter = population.invitedBy[local] ?? nobody;
    const takes = (purpose: number, below: number): boolean => inviter !== nobody && draw(key, purpose) < below;
    const persona = takes(purposes.samePersona, samePersona)
      ? population.persona[inviter]
      : choose(personaTable, draw(key, purposes.persona));
    const country =
      (takes(purposes.sameCountry, sameCountry)
        ? population.country[inviter]
        : choose(countryTable, draw(key, purposes.country))) ?? 0;
    const table = clockTables[country];
    const own = table === undefined ? 0 : choose(table, draw(key, purposes.clock));
    population.persona[local] = persona ?? 0;
    population.country[local] = country;
    population.clock[local] = (clocks.firstOf[country] ?? 0) + own;
    population.kind[local] = (population.clock[local] ?? 0) * personas.length + (persona ?? 0);
  };
}

function emptyPopulation(count: number): Population {
  return {
    count,
    key: new Int32Array(count),
    signUp: new Int32Array(count),
    needUntil: new Int32Array(count),
    persona: new Uint8Array(count),
    country: new Uint8Array(count),
    clock: new Uint8Array(count),
    kind: new Uint16Array(count),
    variant: new Uint8Array(count),
    invitedBy: new Int32Array(count),
    campaign: new Int8Array(count),
    platform: new Uint8Array(count),
    secondPlatform: new Uint8Array(count),
    secondPlatformBelow: new Int32Array(count),
    platformMove: new Int32Array(count),
    rate: new Uint16Array(count),
    creatorLevel: new Uint8Array(count),
  };
}
