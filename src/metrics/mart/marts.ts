import { nearestName, UserError } from "../../schema/user-error.ts";
import { type Fragment, join, name, sql, value } from "../../sql/fragment.ts";
import type { DataState } from "../data-state.ts";
import { aboutMart } from "./about-mart.ts";
import { calendarMart } from "./calendar-mart.ts";
import { cancelMart } from "./cancel-mart.ts";
import { eventsMart } from "./events-mart.ts";
import { ledgerMart } from "./ledger-mart.ts";
import type { Mart } from "./mart.ts";
import { retentionMart } from "./retention-mart.ts";
import { trailingMart } from "./trailing-mart.ts";
import { usersMart } from "./users-mart.ts";
import { waterfallMart } from "./waterfall-mart.ts";

/** Every mart, in the order in which people read them. */
export const marts: readonly Mart[] = [
  aboutMart,
  calendarMart,
  eventsMart,
  usersMart("day"),
  usersMart("week"),
  usersMart("month"),
  trailingMart,
  retentionMart("week"),
  retentionMart("month"),
  waterfallMart,
  cancelMart,
  ledgerMart,
];

/** The mart called `asked`, with or without its `mart_`. UserError `usage` with the nearest name where there is none. */
export function findMart(asked: string): Mart {
  const found = marts.find((mart) => mart.name === asked || mart.name === `mart_${asked}`);
  if (found !== undefined) return found;
  const names = marts.map((mart) => mart.name);
  const near = nearestName(asked, [...names, ...names.map((one) => one.replace("mart_", ""))]);
  const hint = near === null ? `They are ${names.join(", ")}.` : `Did you mean "${near}"?`;
  throw new UserError("usage", `No mart is called "${asked}".`, hint);
}

/** The rows of a mart, without an order; none, of the same columns, where what it needs is not loaded. */
export function martQuery(mart: Mart, state: DataState): Fragment {
  const { events, subscriptions } = state.days;
  const hasData = mart.subject === "activity" ? events !== null : subscriptions !== null;
  if (mart.name === "mart_about" || hasData) return mart.query(state);
  if (mart.name === "mart_calendar" && subscriptions !== null) return mart.query(state);
  const columns = Object.entries(mart.columns).map(
    ([column, { type }]) => sql`${value(null, type)} as ${name(column)}`,
  );
  return sql`select ${join(columns, ", ")}
where 1 = 0`;
}

/** The rows of a mart in the order of its key, `most` of them at most. */
export function readMart(mart: Mart, state: DataState, most: number): Fragment {
  return sql`select ${join(Object.keys(mart.columns).map(name), ", ")}
from (
  ${martQuery(mart, state)}
) "mart"
order by ${join(mart.key.map(name), ", ")}
limit ${value(most, "bigint")}`;
}
