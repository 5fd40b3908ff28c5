import { type Fragment, join, name, sql, value } from "../../sql/fragment.ts";
import { dimension, type MartColumn } from "./mart.ts";

/** What activity is cut by in marts. */
export const sliceDimensions = ["platform", "country", "user_type"] as const;

/** The value of a dimension in rows that do not tell it apart. */
export const all = "All";

/** Which dimensions a row tells apart, each combination once. */
export type Slice = readonly (typeof sliceDimensions)[number][];

/** Every combination of the dimensions, the whole first. */
export const everySlice: readonly Slice[] = [
  [],
  ["platform"],
  ["country"],
  ["user_type"],
  ["platform", "country"],
  ["platform", "user_type"],
  ["country", "user_type"],
  ["platform", "country", "user_type"],
];

/** The whole, and each dimension by itself. */
export const singleSlices: readonly Slice[] = everySlice.filter((slice) => slice.length <= 1);

/** The columns that `sliceSelection` gives a mart. */
export const sliceColumns: Readonly<Record<string, MartColumn>> = {
  slice: dimension("text", "Which of platform, country and user_type the row tells apart, joined by +; all for none."),
  platform: dimension("text", `Where it was done; ${all} where the row does not tell platforms apart.`),
  country: dimension("text", `Where the user was, ISO 3166-1 alpha-2; ${all} where the row does not tell them apart.`),
  user_type: dimension("text", `new on the user's first active day, else returning; ${all} where not told apart.`),
};

/** The names of those columns, as they are joined and grouped by. */
export const sliceKeys = ["slice", ...sliceDimensions] as const;

/** What a row of `slice` holds in the slice columns, given a relation with its dimensions by name. */
export function sliceSelection(slice: Slice): Fragment {
  const label = slice.length === 0 ? "all" : slice.join("+");
  const columns = sliceDimensions.map((one) =>
    slice.includes(one) ? name(one) : sql`${value(all, "text")} as ${name(one)}`,
  );
  return join([sql`${value(label, "text")} as "slice"`, ...columns], ", ");
}
