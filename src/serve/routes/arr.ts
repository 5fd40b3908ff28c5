import { z } from "zod";
import { grains } from "../../metrics/grain.ts";
import type { ArrAnswer } from "../../workspace/arr.ts";
import { answerSchema, queryParameters } from "../contract.ts";
import { defineRoute } from "../route.ts";

const { from, to, grain, by, where, basis, currency, timezone, weekStart } = queryParameters.shape;
const fx = z.string().max(20).optional().describe("constant (rates of the last day of the data) or reported.");
const parameters = z.strictObject({ from, to, grain, by, where, basis, currency, fx, timezone, weekStart });

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
    currency: z.string().exactOptional(),
    fx: z.enum(["constant", "reported"]).exactOptional(),
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
