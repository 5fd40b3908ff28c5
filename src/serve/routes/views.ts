import { z } from "zod";
import type { ViewList } from "../../workspace/views.ts";
import { noParameters } from "../contract.ts";
import { defineRoute } from "../route.ts";

const texts = z.array(z.string()).readonly();

const answer: z.ZodType<ViewList> = z.object({
  views: z
    .array(
      z.object({
        name: z.string().describe("The file's name in the folder views of the workspace."),
        view: z.object({
          title: z.string(),
          metrics: texts,
          preset: z.string().optional(),
          from: z.string().optional(),
          to: z.string().optional(),
          grain: z.string().optional(),
          by: texts.optional(),
          where: texts.optional(),
          top: z.number().int().optional(),
          compare: z.string().optional(),
        }),
      }),
    )
    .readonly(),
  problems: z.array(z.object({ name: z.string(), problem: z.string() })).readonly(),
});

/** The questions that a team keeps as files. */
export const viewsRoute = defineRoute({
  path: "/v1/views",
  name: "ViewList",
  summary: "List the views that stand as files in the workspace",
  parameters: noParameters,
  answer,
  needsSession: false,
  handle: (_parameters, { backend }) => backend.views(),
});
