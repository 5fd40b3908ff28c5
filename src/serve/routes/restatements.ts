import { z } from "zod";
import type { Restatement } from "../../workspace/restatements.ts";
import { noParameters } from "../contract.ts";
import { defineRoute } from "../route.ts";

const restatementSchema: z.ZodType<Restatement> = z.object({
  generation: z.number().int().describe("The generation that moved it."),
  metric: z.string().describe("The metric, of everybody."),
  grain: z.enum(["day", "week", "month", "quarter", "year"]),
  period: z.string().describe("First day of the period."),
  currency: z.string().nullable().describe("Currency of an amount, in minor units; null for counts."),
  before: z.number().int(),
  after: z.number().int(),
  change: z.number().int().describe("after − before."),
  late: z
    .number()
    .int()
    .describe(
      "Events of the period that arrived with that load and count; of an amount, subscriptions that it told otherwise.",
    ),
  deduplicated: z.number().int().describe("Events of the period found twice, or replaced by another body."),
  cause: z.string(),
});

/** Which complete periods later loads moved, and why. */
export const restatementsRoute = defineRoute({
  path: "/v1/restatements",
  name: "RestatementList",
  summary: "List the figures of complete periods that later loads moved, the latest load first",
  parameters: noParameters,
  answer: z.object({ restatements: z.array(restatementSchema).readonly() }),
  needsSession: false,
  handle: async (_parameters, { backend }) => ({ restatements: await backend.restatements() }),
});
