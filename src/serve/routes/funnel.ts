import { z } from "zod";
import { funnelMaturing, funnelOrders, funnelTies } from "../../metrics/funnel/funnel-question.ts";
import type { FunnelAnswer } from "../../workspace/funnel.ts";
import { answerSchema, queryParameters } from "../contract.ts";
import { defineRoute } from "../route.ts";

const { from, to, where, timezone, event } = queryParameters.shape;
const text = queryParameters.shape.basis.unwrap();

/** The parameters of `GET /v1/funnel`. */
export const funnelParameters = z.strictObject({
  step: event.unwrap().min(1).describe("A kind of event; repeat it for each step, in order."),
  window: text
    .optional()
    .describe("From the first step to the last, end included: 14d, 12h, 30m or 300s; default 14d."),
  order: text.optional().describe(`One of ${funnelOrders.join(", ")}; default ordered.`),
  ties: text.optional().describe(`What equal instants mean: ${funnelTies.join(", ")}; default order.`),
  maturing: text
    .optional()
    .describe(`Attempts whose window reaches beyond the data: ${funnelMaturing.join(" or ")}; default exclude.`),
  from,
  to,
  where,
  timezone,
});

const envelope = answerSchema.shape;

/** What a funnel says of its question beside range and filters. */
export const funnelQuestionShape = {
  steps: z.array(z.string()).readonly(),
  windowSeconds: z.number().int(),
  order: z.enum(funnelOrders),
  ties: z.enum(funnelTies),
  maturing: z.enum(funnelMaturing),
};

const answer: z.ZodType<FunnelAnswer> = z.object({
  schemaVersion: envelope.schemaVersion,
  question: z.object({
    kind: z.literal("funnel"),
    ...funnelQuestionShape,
    from: z.string(),
    to: z.string(),
    where: z.array(z.string()).readonly(),
    timezone: z.string(),
  }),
  timezone: envelope.timezone,
  weekStart: envelope.weekStart,
  dataThrough: envelope.dataThrough,
  generation: envelope.generation,
  source: z.literal("events"),
  columns: envelope.columns,
  rows: z
    .array(
      z.object({
        step: z.number().int().describe("From 1."),
        event: z.string().nullable().describe("Null where steps come in any order."),
        users: z.number().int(),
        conversion: z.number().nullable().describe("Users ÷ users of step 1; null where nobody entered."),
        medianSeconds: z.number().nullable().describe("Time from the step before."),
        averageSeconds: z.number().nullable(),
        restated: z.literal(true).exactOptional().describe("Where a later load moved a day of the attempts."),
      }),
    )
    .readonly(),
  totals: z.object({ users: z.number().int(), conversion: z.number().nullable() }),
  warnings: envelope.warnings,
});

/** How many users take steps one after the other. */
export const funnelRoute = defineRoute({
  path: "/v1/funnel",
  name: "FunnelAnswer",
  summary: "Follow users from step to step, and how long they take",
  parameters: funnelParameters,
  answer,
  needsSession: false,
  handle({ step, ...rest }, { backend, answers, isWanted }) {
    const question = { steps: step, ...rest };
    return answers.meet({ kind: "funnel", question, answer: () => backend.funnel(question) }, isWanted);
  },
});
