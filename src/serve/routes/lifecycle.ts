import { z } from "zod";
import type { LifecycleAnswer } from "../../workspace/lifecycle.ts";
import { activityParameters, activityQuestionShape } from "../activity-contract.ts";
import { answerSchema } from "../contract.ts";
import { defineRoute } from "../route.ts";

const { comparison: _, ...envelope } = answerSchema.shape;

const answer: z.ZodType<LifecycleAnswer> = z.object({
  ...envelope,
  question: z.object({ kind: z.literal("lifecycle"), ...activityQuestionShape }),
  rows: envelope.rows.describe(
    "period, state, the groups, new, returning, resurrected, dormant; history_incomplete where it is true.",
  ),
});

/** Active users as new, returning, resurrected and dormant. */
export const lifecycleRoute = defineRoute({
  path: "/v1/lifecycle",
  name: "LifecycleAnswer",
  summary: "Tell active users apart as new, returning, resurrected and dormant",
  parameters: activityParameters,
  answer,
  needsSession: false,
  handle: (question, { backend, answers, isWanted }) =>
    answers.meet({ kind: "lifecycle", question, answer: () => backend.lifecycle(question) }, isWanted),
});
