import { z } from "zod";
import type { VerifyReport } from "../../workspace/types.ts";
import { noParameters } from "../contract.ts";
import { defineRoute } from "../route.ts";

const count = z.number().int();

const answer: z.ZodType<VerifyReport> = z.object({
  generation: count,
  files: count,
  checks: z.array(z.object({ name: z.string(), compared: count, failed: count })).readonly(),
  failures: z
    .array(
      z.object({
        check: z.string(),
        metric: z.string(),
        grain: z.string(),
        period: z.string(),
        slice: z.string().nullable(),
        expected: z.number().nullable(),
        got: z.number().nullable(),
      }),
    )
    .readonly(),
  seconds: z.number(),
});

/** Every check there is: made when first asked for in a generation, then remembered. */
export const verifyRoute = defineRoute({
  path: "/v1/verify",
  name: "VerifyReport",
  summary: "Check every file's hash, every figure of the answer key and the identities between metrics",
  parameters: noParameters,
  answer,
  needsSession: false,
  handle: (_parameters, { backend, answers, isWanted }) =>
    answers.meet(
      { kind: "verify", question: {}, answer: async () => ({ ...(await backend.verify()), question: {} }) },
      isWanted,
    ),
});
