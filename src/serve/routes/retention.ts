import { z } from "zod";
import { cohortKinds, retentionModes } from "../../metrics/retention/retention-question.ts";
import type { RetentionAnswer } from "../../workspace/retention.ts";
import { activityParameters, activityQuestionShape } from "../activity-contract.ts";
import { answerSchema, queryParameters } from "../contract.ts";
import { defineRoute } from "../route.ts";

const { event } = queryParameters.shape;
const text = queryParameters.shape.basis.unwrap();

/** The parameters of `GET /v1/retention`. */
export const retentionParameters = z.strictObject({
  ...activityParameters.shape,
  startEvent: event.describe("What puts a user into a cohort, * any; repeatable; default: activity."),
  returnEvent: event.describe("What counts as a return, * any; repeatable; default: activity."),
  cohort: text.optional().describe(`One of ${cohortKinds.join(", ")}; default first_time.`),
  mode: text.optional().describe(`One of ${retentionModes.join(", ")}; default on.`),
  periods: text.optional().describe("Values of a cohort, its own bucket included; default 12."),
  minOccurrences: text.optional().describe("Return events within one bucket that make a return; default 1."),
});

const { comparison: _, ...envelope } = answerSchema.shape;
const count = z.number().int();

/** What a retention says of its question beside range, grain, groups and filters. */
export const retentionQuestionShape = {
  startEvents: z.array(z.string()).readonly(),
  returnEvents: z.array(z.string()).readonly(),
  cohort: z.enum(cohortKinds),
  mode: z.enum(retentionModes),
  periods: count,
  minOccurrences: count,
};

const answer: z.ZodType<RetentionAnswer> = z.object({
  ...envelope,
  question: z.object({
    kind: z.literal("retention"),
    ...activityQuestionShape,
    ...retentionQuestionShape,
  }),
  rows: z
    .array(
      z.looseObject({
        cohort: z.string(),
        state: z.enum(["open", "provisional", "closed", "future"]),
        size: count.nullable(),
        values: z.array(count.nullable()).readonly().describe("The cohort's size, then who returned k buckets on."),
        rates: z
          .array(z.number().nullable())
          .readonly()
          .describe("values ÷ size; null where the bucket is yet to begin."),
        restated: z.literal(true).exactOptional().describe("Where a later load moved one of its buckets."),
        complete: z.array(z.boolean()).readonly().describe("Whether the bucket k on is complete."),
      }),
    )
    .readonly(),
  totals: z.object({
    size: count,
    values: z.array(count).readonly().describe("Over the cohorts for which the bucket k on is complete."),
    exposed: z.array(count).readonly(),
    rates: z.array(z.number().nullable()).readonly(),
  }),
});

/** How many of each cohort come back. */
export const retentionRoute = defineRoute({
  path: "/v1/retention",
  name: "RetentionAnswer",
  summary: "Follow cohorts of users and count who returns, period by period",
  parameters: retentionParameters,
  answer,
  needsSession: false,
  handle: (question, { backend, answers, isWanted }) =>
    answers.meet({ kind: "retention", question, answer: () => backend.retention(question) }, isWanted),
});
