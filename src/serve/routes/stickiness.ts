import { z } from "zod";
import type { StickinessAnswer } from "../../workspace/stickiness.ts";
import { activityParameters, activityQuestionShape } from "../activity-contract.ts";
import { answerSchema } from "../contract.ts";
import { defineRoute } from "../route.ts";

const { comparison: _, ...envelope } = answerSchema.shape;

const answer: z.ZodType<StickinessAnswer> = z.object({
  ...envelope,
  question: z.object({ kind: z.literal("stickiness"), ...activityQuestionShape }),
});

/** How many users were active in exactly so many periods. */
export const stickinessRoute = defineRoute({
  path: "/v1/stickiness",
  name: "StickinessAnswer",
  summary: "Count users by the number of periods in which they were active",
  parameters: activityParameters,
  answer,
  needsSession: false,
  handle: (question, { backend, answers, isWanted }) =>
    answers.meet({ kind: "stickiness", question, answer: () => backend.stickiness(question) }, isWanted),
});
