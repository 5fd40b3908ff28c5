import { z } from "zod";
import { billingSchema } from "./billing-schema.ts";
import { countrySchema } from "./country-schema.ts";
import { effectSchema } from "./effect-schema.ts";
import { date, factor, mean, monthDay, named, rate, share, weights } from "./scenario-values.ts";

const persona = z.strictObject({
  share: share("Weight among all personas."),
  active_day_rate: rate("Mean chance of an active day while the need lasts; users differ around it."),
  weekdays: weights(7, "Multipliers of that chance by weekday, Monday first."),
  months: weights(12, "Multipliers of that chance by month, January first."),
  term_time: z
    .boolean()
    .default(false)
    .describe("Whether the months are a school year's, half a year apart in the south."),
  holiday_factor: factor("What a public holiday leaves of that chance.").default(1),
  life: z
    .strictObject({ alpha: mean("First parameter."), beta: mean("Second parameter.") })
    .describe("Beta distribution of the weekly chance that the need ends."),
  more_sessions: mean("Sessions beyond the first of an active day, mean."),
  projects_per_session: mean("Projects created in a session, mean over users."),
  export_rate: rate("Chance that a project touched in a session is exported."),
  trial_rate: rate("Chance to start a trial on a day with an export."),
  established_paying_rate: rate("Share of the established users who pay on the first day."),
  team_rate: rate("Share of trials that are for a team."),
});

const growth = z.strictObject({
  established_share: rate("Share of all users who are there already on the first day."),
  monthly_rate: z.number().min(-0.9).max(10).describe("Growth of arrivals from one month to the next."),
  weekdays: weights(7, "Weight of each weekday for arrivals, Monday first."),
  invites: z.strictObject({
    share: rate("Share of sign-ups that another user invited."),
    mean_days: mean("Mean days between the sign-ups of who invites and who is invited."),
    same_persona_rate: rate("Chance that who is invited takes the inviter's persona."),
    same_country_rate: rate("Chance that who is invited lives in the inviter's country."),
  }),
});

const occasion = z.strictObject({
  from: monthDay("First day, as MM-DD."),
  to: monthDay("Last day, as MM-DD."),
  factor: factor("Multiplier of the chance of an active day."),
  personas: z.array(z.string()).default([]).describe("Whom it concerns; none named = everybody."),
});

const process = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("company") }),
  z.strictObject({
    kind: z.literal("bg_nbd"),
    r: mean("Shape of the gamma distribution of purchases a week."),
    alpha: mean("Rate of that gamma distribution, in weeks."),
    a: mean("First parameter of the beta distribution of the chance to leave after a purchase."),
    b: mean("Second parameter of that beta distribution."),
  }),
]);

const dirt = z.strictObject({
  duplicate_rate: rate("Rows that arrive twice."),
  conflict_rate: rate("Rows of which a second with the same id and another body arrives later."),
  late_rate: rate("User-days of phones whose rows arrive in a batch, 1 to 14 days late."),
  skew_rate: rate("Rows of phones whose clock is behind by 1 to 26 hours."),
  missing_rate: rate("Rows that lost their platform, their country or their user."),
  bot_rate: z.number().min(0).max(0.1).describe("Robots per user."),
  split_rate: rate("Share of users who act under a second id until they are recognised."),
  lost_alias_rate: rate("Share of those whose alias is never told."),
});

/** A whole scenario, as a file says it. */
export const scenarioSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, "must be lower-case words with hyphens")
    .describe("What it is called."),
  title: z.string().min(1).max(200).describe("What it is, in one line."),
  extends: z.string().optional().describe("The scenario that what is left out is taken from; default canva-like."),
  users: z
    .int()
    .min(1)
    .max(2_000_000_000)
    .optional()
    .describe("How many users sign up where --users says nothing else."),
  from: date("First day, where --from says nothing else.").optional(),
  to: date("First day that is no longer simulated, where --to says nothing else.").optional(),
  process: process.default({ kind: "company" }).describe("What makes the events: a company's people, or BG/NBD alone."),
  growth,
  personas: named(persona, "Kinds of people."),
  countries: z.record(z.string().regex(/^[A-Z]{2}$/), countrySchema).describe("Where people live, by ISO 3166-1 code."),
  occasions: named(occasion, "Days of every year on which people need the product more."),
  platforms: named(share("Weight among all platforms."), "What people use; all but the first are phones."),
  second_platform_rate: rate("Share of users who also use a second platform."),
  platform_move_rate: rate("Chance a year that a user's main platform becomes another one."),
  trip_rate: rate("Chance that a user spends a given week in another country."),
  hours: weights(24, "Weight of each local hour for the start of a session."),
  tenure: z
    .array(z.number().min(0).max(20))
    .max(120)
    .describe("Multipliers of the chance to come back, by day since sign-up."),
  paying_activity: factor("Multiplier of the chance of an active day while a user pays."),
  creator_exponent: z.number().min(0).max(3).describe("Projects fall off as 1 ÷ rank ^ exponent over creators."),
  billing: billingSchema,
  effects: named(effectSchema, "Causes planted into the company.").default({}),
  dirt: dirt.describe("How dirty the event rows are."),
});

/** A scenario file's content, every default filled in. */
export type ScenarioFile = z.infer<typeof scenarioSchema>;
