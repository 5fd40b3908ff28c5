import { between, choices, choose, threshold } from "../chances.ts";
import { draw, purposes } from "../random.ts";
import type { Scenario } from "../scenario.ts";

/** Most of a hundred sessions that are on a second platform. */
const mostOnSecond = 50;

/** Day index beyond every simulation. */
const never = 1_000_000;

/** What platforms the users of a population have; index = local number. */
export interface PlatformColumns {
  readonly key: Int32Array;
  /** Day index of the sign-up, −1 for the established. */
  readonly signUp: Int32Array;
  readonly platform: Uint8Array;
  readonly secondPlatform: Uint8Array;
  /** A session is on the second platform where its draw lies below this number. */
  readonly secondPlatformBelow: Int32Array;
  /** Day index from which the two platforms have changed places. */
  readonly platformMove: Int32Array;
}

/** A function that fills in which platforms a user of `population` has, and from which day on the second is the main one. */
export function platformsOf(scenario: Scenario, population: PlatformColumns): (local: number) => void {
  const table = choices(scenario.platforms.map(({ share }) => share));
  const second = threshold(scenario.secondPlatformRate);
  const movesWithin = scenario.platformMoveRate === 0 ? null : 365 / scenario.platformMoveRate;
  return (local) => {
    const key = population.key[local] ?? 0;
    const hasSecond = draw(key, purposes.secondPlatform) < second;
    population.platform[local] = choose(table, draw(key, purposes.platform));
    population.secondPlatform[local] = choose(table, draw(key, purposes.secondPlatform, 1));
    population.secondPlatformBelow[local] = threshold(
      hasSecond ? between(0, mostOnSecond, draw(key, purposes.secondPlatformShare)) / 100 : 0,
    );
    // Evenly over the years in which one move is due.
    const days = movesWithin === null ? never : between(1, movesWithin, draw(key, purposes.platformMove));
    population.platformMove[local] = Math.max(0, population.signUp[local] ?? 0) + Math.min(never, days);
  };
}
