import type { Dirt } from "../scenario.ts";

/** Dirt at the dial's full turn: as bad as tracking gets where nobody looks after it. An assumption throughout. */
const worst: Dirt = {
  duplicateRate: 0.05,
  conflictRate: 0.01,
  lateRate: 0.1,
  skewRate: 0.02,
  missingRate: 0.03,
  botRate: 0.002,
  splitRate: 0.1,
  lostAliasRate: 0.1,
};

/** The dirt of a dial from 0 (clean) to 1; the share of aliases that are never told does not depend on it. */
export function dirtAt(dial: number): Dirt {
  const { lostAliasRate, ...scaled } = worst;
  const turned = Object.fromEntries(Object.entries(scaled).map(([name, rate]) => [name, rate * dial]));
  return { ...worst, ...turned, lostAliasRate: dial === 0 ? 0 : lostAliasRate };
}
