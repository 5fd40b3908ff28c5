import { afterAll, beforeAll, expect, test } from "vitest";
import { awkwardEvents, awkwardSubscriptions } from "../warehouse/awkward-data.ts";
import { makePlace, type Place } from "./place.ts";

let place: Place;
beforeAll(async () => {
  place = await makePlace({ timezone: "Europe/Berlin" });
  await place.events(awkwardEvents, "2026-04-02T10:30:00Z");
  await place.subscriptions(awkwardSubscriptions, "2026-04-02T10:30:00Z");
  await place.load();
});
afterAll(() => place.clear());

test.each([
  [
    "weekly actives by quarter",
    { metrics: ["wau"], grain: "quarter" },
    /counted by week, not by quarter: distinct users are never summed/,
    /Ask for "active_users" at grain quarter/,
  ],
  ["MAU by day", { metrics: ["mau"], grain: "day" }, /counted by month, not by day/, /"mau_30d" or "active_users"/],
  ["WAU by day", { metrics: ["wau"], grain: "day" }, /counted by week, not by day/, /"wau_7d" or "active_users"/],
  [
    "DAU by month",
    { metrics: ["dau"], grain: "month" },
    /counted by day, not by month/,
    /"active_users" at grain month/,
  ],
  ["DAU beside MAU", { metrics: ["dau", "mau"] }, /counted at different grains: day and month/, /one by one/],
  [
    "several currencies as one sum",
    { metrics: ["gross_arr"] },
    /EUR, JPY, KWD, USD, which are never added/,
    /--by currency/,
  ],
  [
    "all but the greatest currencies as one",
    { metrics: ["paying_customers", "arpa"], by: ["currency"], top: "1" },
    /"arpa" by currency has no Other: currencies are never added/,
    /--where currency=/,
  ],
  [
    "a mistyped dimension",
    { metrics: ["events"], by: ["plattform"] },
    /"events" has no dimension "plattform"/,
    /^Did you mean "platform"\? Its dimensions: /,
  ],
  [
    "the currency of an event",
    { metrics: ["events"], by: ["currency"] },
    /"events" has no dimension "currency": an event carries none/,
    /Metrics that have it: gross_arr/,
  ],
  [
    "the kind of event of money",
    { metrics: ["gross_arr"], by: ["event_name"] },
    /a subscription has none, only an event/,
    /Metrics that have it: projects_created/,
  ],
  [
    "a reason to cancel of what stands",
    { metrics: ["gross_arr"], by: ["cancel_reason"] },
    /only what was cancelled has one/,
    /cancel_arr/,
  ],
  [
    "money by hour",
    { metrics: ["gross_arr"], grain: "hour" },
    /what is paid stands or moves by days/,
    /Its grains: day/,
  ],
  ["first days by hour", { metrics: ["new_users"], grain: "hour" }, /it is told by whole days/, /Its grains: day/],
  [
    "a year's retention by week",
    { metrics: ["nrr_12m"], grain: "week" },
    /looks back twelve months/,
    /Its grains: month/,
  ],
  [
    "trailing hours of a year",
    { metrics: ["mau_30d"], grain: "hour", from: "2026-01", to: "2026-04" },
    /by hour is counted over 31 days at most/,
    /shorter range, or by day/,
  ],
  [
    "other events of a metric that names its own",
    { metrics: ["exporters"], event: ["page_viewed"] },
    /--event does not change "exporters"/,
    /"events" or "active_users" with --event/,
  ],
  [
    "the greatest groups of two breakdowns",
    { metrics: ["events"], by: ["platform", "country"], top: "3" },
    /--top needs exactly one --by/,
    /--by country --top 5/,
  ],
] as const)(
  "%s cannot be told, and the error says why and what to ask instead",
  async (...[, question, why, instead]) => {
    await expect(place.ask(question)).rejects.toMatchObject({
      code: "usage",
      message: expect.stringMatching(why) as string,
      hint: expect.stringMatching(instead) as string,
    });
  },
);
