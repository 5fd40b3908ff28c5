import { ask, stateOf } from "./ask.ts";
import type { Workspace } from "./open.ts";

/**
 * How often the user type that a source stated (`user_type_at_event`) is the one derived from all of history
 * (`user_type`): figures of data quality, for every question uses the derived one.
 */
export interface UserTypeAgreement {
  /** Events whose source stated a user type. */
  readonly stated: number;
  /** Those of them whose stated type is not the derived one, words that are neither `new` nor `returning` included. */
  readonly disagreeing: number;
  /** disagreeing ÷ stated; null where no source stated one. */
  readonly disagreementRate: number | null;
}

/** Count, over all of the data, how often sources and the derived user type disagree. */
export async function userTypeAgreement(ws: Workspace): Promise<UserTypeAgreement> {
  const hasEvents = await ws.readers.use(async (reader) => stateOf(ws, reader).dataThrough.events !== null);
  if (!hasEvents) return { stated: 0, disagreeing: 0, disagreementRate: null };
  const { rows } = await ask(ws, { metrics: ["events"], by: ["user_type", "user_type_at_event"], grain: "total" });
  const told = rows.filter((row) => row["user_type_at_event"] !== "Unknown" && row["user_type_at_event"] !== null);
  const sum = (some: typeof rows) => some.reduce((total, row) => total + Number(row["events"]), 0);
  const stated = sum(told);
  const disagreeing = sum(told.filter((row) => row["user_type_at_event"] !== row["user_type"]));
  return { stated, disagreeing, disagreementRate: stated === 0 ? null : disagreeing / stated };
}
