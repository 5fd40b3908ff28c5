import { column, defineTable, optional } from "../table.ts";

/** The causes planted into a simulated company, with size and dates: part of a full answer key. */
export const truthCause = defineTable({
  name: "truth_cause",
  meaning: "One number of one planted effect.",
  key: ["name", "arm", "quantity"],
  columns: {
    name: column("text", { meaning: "The effect." }),
    kind: column("text", { meaning: "price_change, outage, campaign, experiment, …" }),
    starts_on: column("date", { meaning: "First local day of it." }),
    ends_on: optional("date", { meaning: "First local day after it; empty where it lasts." }),
    arm: optional("text", { meaning: "Arm of an experiment." }),
    quantity: column("text", { meaning: "What it changes." }),
    size_millionths: column("bigint", { unit: "millionths", meaning: "By how much: a multiplier, a rate or hours." }),
  },
});
