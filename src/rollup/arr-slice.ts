import { column, optional } from "../schema/table.ts";

/** The columns that say whose money a row of the subscription rollups is and which slice it belongs to. */
export const arrSlice = {
  user_id: column("text", { meaning: "The customer." }),
  subscription_id: column("text", { meaning: "The subscription." }),
  currency: column("text", { unit: "ISO 4217", meaning: "Currency of the amount." }),
  plan: optional("text", { meaning: "The plan the amount belongs to." }),
  billing_interval: column("text", { unit: "week, month or year", meaning: "The interval it belongs to." }),
  country: optional("text", { unit: "ISO 3166-1 alpha-2", meaning: "The customer's country." }),
  platform: optional("text", { meaning: "Where it was bought." }),
  basis: column("text", { unit: "list or net", meaning: "Price basis of the amount." }),
} as const;
