import { z } from "zod";
import { grains } from "../../metrics/grain.ts";
import type { ArrAnswer } from "../../workspace/arr.ts";
import { answerSchema, queryParameters } from "../contract.ts";
import { defineRoute } from "../route.ts";

const { from, to, grain, by, where, basis, timezone, weekStart } = queryParameters.shape;
const parameters = z.strictObject({ from, to, grain, by, where, basis, timezone, weekStart });

const { comparison: _, ...envelope } = answerSchema.shape;

const answer: z.ZodType<ArrAnswer> = z.object({
  ...envelope,
  question: z.object({
    kind: z.literal("arr"),
    from: z.string(),
    to: z.string(),
    grain: z.enum(grains),
    by: z.array(z.string()).readonly(),
    where: z.array(z.string()).readonly(),
    basis: z.enum(["list", "net"]),
    timezone: z.string(),
    weekStart: z.string(),
  }),
});

/** The ARR waterfall. */
export const arrRoute = defineRoute({
  path: "/v1/arr",
  name: "ArrAnswer",
  summary: "How ARR went from each period's opening to its closing",
  parameters,
  answer,
  needsSession: false,
  handle: (question, { backend, answers, isWanted }) =>
    answers.meet({ kind: "arr", question, answer: () => backend.arr(question) }, isWanted),
});
