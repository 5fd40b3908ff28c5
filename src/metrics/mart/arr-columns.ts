import { name, type Node, sql } from "../../sql/fragment.ts";
import { dimension, type MartColumn } from "./mart.ts";

/** What ARR is cut by in marts; a row belongs to one value of each, so that slices may be added within one currency. */
export const arrDimensions = ["currency", "plan", "billing_interval", "country", "platform"] as const;

/** The columns of `arrDimensions`, and before them the price basis. */
export const arrColumns: Readonly<Record<string, MartColumn>> = {
  basis: dimension("text", "Price basis: list, before discounts, or net. Never add the two."),
  currency: dimension("text", "Currency of the amounts. Never add two of them.", "ISO 4217"),
  plan: dimension("text", "The plan."),
  billing_interval: dimension("text", "week, month or year."),
  country: dimension("text", "The customer's country.", "ISO 3166-1 alpha-2"),
  platform: dimension("text", "Where it was bought."),
};

/** The price bases, each as a metric of its own. */
export const bases = ["list", "net"] as const;

/** Columns of the relation `alias` by name. */
export function columnsOf(alias: Node, names: readonly string[]): readonly Node[] {
  return names.map((one) => sql`${alias}.${name(one)} as ${name(one)}`);
}
