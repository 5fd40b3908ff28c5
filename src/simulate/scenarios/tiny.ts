import type { Scenario } from "../scenario.ts";
import { canvaLike } from "./canva-like.ts";

/** A company small enough to read row by row in which everything that can happen happens often. */
export const tiny: Scenario = {
  ...canvaLike,
  name: "tiny",
  title: "A few busy users and restless customers",
  growth: { ...canvaLike.growth, establishedShare: 0.5 },
  personas: canvaLike.personas.map((persona) => ({
    ...persona,
    trialRate: Math.min(1, persona.trialRate * 6),
    establishedPayingRate: Math.min(1, persona.establishedPayingRate * 3),
  })),
  tripRate: 0.06,
  billing: {
    ...canvaLike.billing,
    offers: canvaLike.billing.offers.map((offer, i) => ({ ...offer, share: i === 0 ? 0.5 : 0.1 })),
    cancelRate: { month: { engaged: 0.12, idle: 0.4 }, year: { engaged: 0.3, idle: 0.7 } },
    withdrawRate: 0.25,
    upgradeRate: 0.06,
    downgradeRate: 0.06,
    moreSeatsRate: 0.15,
    fewerSeatsRate: 0.1,
    switchRate: { month: 0.08, year: 0.12 },
    failureRate: 0.12,
    failureOutcomes: { recovered: 0.3, endedInGrace: 0.25, endedAfterGrace: 0.25, recoveredLate: 0.2 },
    winBackRate: 0.5,
  },
};
