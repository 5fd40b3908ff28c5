import { type Ask, askQuery } from "../api/ask.ts";
import type { Answer } from "../api/contract.ts";

/** How the server names what has no value; as a condition that is the empty value. */
export const unknownValue = "Unknown";

/** A dimension's values, with how many people were active in each within [from, to). */
export function askValues(
  dimension: string,
  { from, to }: { readonly from: string; readonly to: string },
): Ask<Answer> {
  return askQuery({ metrics: ["active_users"], from, to, grain: "total", by: [dimension], where: [] });
}
