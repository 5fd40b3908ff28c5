import { z } from "zod";
import { factor, minor, rate, share } from "./scenario-values.ts";

const price = z.strictObject({
  month_minor: minor("List price of a seat for a month, in minor units."),
  year_minor: minor("List price of a seat for a year, in minor units."),
});

const market = z.strictObject({
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "must be an ISO 4217 code such as EUR")
    .describe("What is charged."),
  countries: z.array(z.string()).default([]).describe("Where; the first market is also that of all other countries."),
  pro: price,
  team: price,
});

const seats = z
  .strictObject({ from: z.int().min(1).max(10_000), to: z.int().min(1).max(10_000) })
  .describe("The least and the greatest number of seats of a first purchase.");

const byEngagement = z.strictObject({
  engaged: rate("Of those who were active lately."),
  idle: rate("Of the others."),
});

const offer = z.strictObject({
  share: share("Weight among the offers."),
  discount_minor: minor("Amount off an invoice, in the first market's minor units.").default(0),
  discount_basis_points: z.int().min(0).max(10_000).default(0).describe("Rate off an invoice; 10,000 = all of it."),
  terms: z.int().min(0).max(120).nullable().default(0).describe("Invoices it covers; null = all."),
});

/** What is sold and how customers behave, as a scenario says it. */
export const billingSchema = z.strictObject({
  markets: z.array(market).min(1).max(12).describe("What is charged where."),
  seats: z.strictObject({ pro: seats, team: seats }),
  trials: z
    .array(z.strictObject({ days: z.int().min(1).max(90), share: share("Weight among the lengths.") }))
    .min(1)
    .describe("Lengths of trials."),
  conversion_rate: byEngagement.describe("Chance that a trial becomes paying."),
  yearly_share: rate("Share of first purchases that are for a year."),
  offers: z.array(offer).min(1).describe("Discounts that come with a first payment."),
  cancel_rate: z
    .strictObject({ month: byEngagement, year: byEngagement })
    .describe("Chance per paid term that a customer asks to cancel."),
  reasons: z.record(z.string(), share("Weight.")).describe("Reasons that engaged customers give."),
  withdraw_rate: rate("Share of requests to cancel that are withdrawn."),
  refund_rate: rate("Chance that a yearly payment is taken back within 14 days, which ends the subscription at once."),
  upgrade_rate: rate("Chance per paid term of going from pro to team."),
  downgrade_rate: rate("Chance per paid term of going from team to pro."),
  more_seats_rate: rate("Chance per paid term that a team buys seats."),
  fewer_seats_rate: rate("Chance per paid term that a team gives seats back."),
  switch_rate: z
    .strictObject({ month: rate("From month to year."), year: rate("From year to month.") })
    .describe("Chance, at the end of a term, of going on with the other billing interval."),
  pause_rate: rate("Chance per paid term that a monthly customer pauses at its end."),
  longest_pause_months: z.int().min(1).max(12).describe("Months a pause lasts, at most."),
  failure_rate: rate("Chance that a renewal's payment fails."),
  failure_outcomes: z
    .strictObject({
      recovered: share("Paid within days."),
      ended_in_grace: share("Given up within the grace."),
      ended_after_grace: share("Given up after it."),
      recovered_late: share("Paid after it."),
    })
    .describe("Weights of how failures end."),
  win_back_rate: rate("Chance that who left is won back, if they still use the product."),
  price_sensitivity: z
    .strictObject({
      conversion: factor("By what share conversion falls for each 100 % that the price is higher."),
      cancels: factor("By what share cancellation rises before the first renewal at such a price."),
    })
    .describe("What a higher price does."),
});
