import { z } from "zod";
import type { LoadList } from "../../workspace/loads.ts";
import { noParameters } from "../contract.ts";
import { defineRoute } from "../route.ts";

const count = z.number().int();

const answer: z.ZodType<LoadList> = z.object({
  generation: count,
  loads: z
    .array(
      z.object({
        commit: count,
        operation: z.string(),
        batchId: z.string(),
        committedAt: z.string(),
        files: z.array(z.string()).readonly(),
        events: count,
        subscriptions: count,
        bytes: count,
        rejected: count.describe("Rows that stand in quarantine instead."),
        duplicates: count.nullable().describe("Null while the batch is not loaded."),
        conflicts: count.nullable(),
      }),
    )
    .readonly(),
  totals: z.object({
    events: count,
    subscriptions: count,
    bytes: count,
    rejected: count,
    duplicates: count,
    conflicts: count,
    notLoaded: count.describe("Batches that the lake holds and the newest load does not."),
  }),
  userTypes: z
    .object({
      stated: count.describe("Events whose source stated a user type."),
      disagreeing: count.describe("Those whose stated type is not the one derived from all of history."),
      disagreementRate: z.number().nullable().describe("disagreeing ÷ stated; null where no source stated one."),
    })
    .describe("How often user_type_at_event and user_type agree."),
});

/** What the lake took, batch by batch, and how clean it was. */
export const loadsRoute = defineRoute({
  path: "/v1/loads",
  name: "LoadList",
  summary: "List what was loaded, batch by batch, with duplicates, conflicts and rejected rows",
  parameters: noParameters,
  answer,
  needsSession: false,
  handle: (_parameters, { backend }) => backend.loads(),
});
