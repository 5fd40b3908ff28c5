import type { TrackLook } from "../charts/track.ts";

/** A movement of ARR, in the order of the waterfall: its column, its words, and how it is drawn. */
export interface Movement extends TrackLook {
  readonly metric: string;
  readonly meaning: string;
}

/** What adds to ARR and what takes from it; losses are positive in the answer and drawn below the line. */
export const movements: readonly Movement[] = [
  { metric: "new", name: "New", shape: "bars", colour: 3, meaning: "Customers who begin to pay." },
  { metric: "expansion", name: "Expansion", shape: "bars", colour: 1, meaning: "Customers who pay more than before." },
  {
    metric: "reactivation",
    name: "Reactivation",
    shape: "bars",
    colour: 6,
    meaning: "Back after at least a day at zero.",
  },
  { metric: "resume", name: "Resumed", shape: "bars", colour: 6, meaning: "Back from a pause." },
  {
    metric: "switch_in",
    name: "Switched in",
    shape: "bars",
    colour: 5,
    meaning: "Carried over from another plan or interval.",
  },
  { metric: "churn", name: "Churn", shape: "bars", colour: 2, isLoss: true, meaning: "Customers who stop paying." },
  {
    metric: "contraction",
    name: "Contraction",
    shape: "bars",
    colour: 4,
    isLoss: true,
    meaning: "Customers who pay less than before.",
  },
  { metric: "pause", name: "Paused", shape: "bars", colour: 7, isLoss: true, meaning: "Paused, and may come back." },
  {
    metric: "switch_out",
    name: "Switched out",
    shape: "bars",
    colour: 5,
    isLoss: true,
    meaning: "Carried over to another plan or interval.",
  },
];
