import { column, defineTable, optional } from "../schema/table.ts";
import { arrSlice } from "./arr-slice.ts";

const { currency, basis } = arrSlice;

/** Periods for which it is kept what became of the ARR at their opening. */
export const keptGrains = ["day", "week", "month", "quarter", "year"] as const;

/**
 * What became of the ARR that stood at the opening of each period, of everybody and of each value of one dimension: what
 * gross and net retention take from the opening and add to it. It is netted customer by customer, so it can be added up over
 * customers and over nothing else. Periods in which no such ARR changed have no row.
 */
export const arrKept = defineTable({
  name: "arr_kept",
  meaning:
    "How ARR that stood at the opening of one period changed in it, of everybody or of one value of a dimension.",
  key: ["dimension", "value", "grain", "period", "basis", "currency"],
  columns: {
    dimension: column("text", {
      unit: "all, plan, billing_interval, country, platform",
      meaning: "What value is a value of.",
    }),
    value: optional("text", { meaning: "The value; empty where unknown, and for all." }),
    grain: column("text", { unit: "day, week, month, quarter, year", meaning: "Length of the period." }),
    period: column("date", { meaning: "Its first local day; weeks begin as the workspace says." }),
    basis,
    currency,
    lost: column("bigint", {
      unit: "minor units a year",
      meaning: "What customers with ARR at the opening had less at the close, 0 or negative.",
    }),
    moved: column("bigint", {
      unit: "minor units a year",
      meaning: "What they had more or less at the close, all in all.",
    }),
  },
});
