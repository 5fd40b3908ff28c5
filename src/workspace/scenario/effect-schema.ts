import { z } from "zod";
import { factor, mean, named, rate, share, when } from "./scenario-values.ts";

const dates = {
  from: when("First day of it: a date, or days after the first such as +120d."),
  to: when("First day after it; default: never.").optional(),
};

const multipliers = {
  activity: factor("Of the chance of an active day.").optional(),
  projects: factor("Of the projects created in a session.").optional(),
  exports: factor("Of the chance that a project is exported.").optional(),
  free_exports: factor("Of the same for those who do not pay, beside exports.").optional(),
  trials: factor("Of the chance to start a trial.").optional(),
  conversion: factor("Of the chance that a trial becomes paying.").optional(),
  cancels: factor("Of the chance that a customer asks to cancel.").optional(),
};

const change = {
  ...dates,
  ...multipliers,
  reason: z.string().min(1).optional().describe("The reason that those give who cancel because of it."),
};

/** A planted cause, as a scenario says it. */
export const effectSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("price_change"),
    ...dates,
    change_rate: z.number().min(-0.9).max(10).describe("0.1 = ten per cent dearer."),
    plans: z
      .array(z.enum(["pro", "team"]))
      .min(1)
      .default(["pro", "team"])
      .describe("The plans it concerns."),
    grandfathering: z.boolean().default(false).describe("Whether those who pay already keep their price."),
  }),
  z.strictObject({
    kind: z.literal("outage"),
    ...dates,
    start_hour: z.int().min(0).max(23).describe("Hour of the company's clock at which it begins."),
    hours: mean("How long it lasts."),
    lost_rate: rate("Share of the sessions of these hours that are lost.").default(1),
  }),
  z.strictObject({
    kind: z.literal("campaign"),
    ...dates,
    arrivals: factor("Multiplier of the arrivals."),
    life_factor: factor("Multiplier of how long those it brought need the product.").default(1),
  }),
  z.strictObject({ kind: z.literal("feature_launch"), ...change }),
  z.strictObject({ kind: z.literal("export_paywall"), ...change }),
  z.strictObject({ kind: z.literal("shock"), ...change }),
  z.strictObject({
    kind: z.literal("experiment"),
    ...dates,
    arms: named(z.strictObject({ share: share("Weight among the arms."), ...multipliers }), "Its arms."),
  }),
]);
