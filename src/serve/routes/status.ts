import { noParameters, statusSchema } from "../contract.ts";
import { defineRoute } from "../route.ts";

/** What is loaded, until when, and the ranges people ask for. */
export const statusRoute = defineRoute({
  path: "/v1/status",
  name: "Status",
  summary: "Tell what is loaded, until when, and the usual ranges",
  parameters: noParameters,
  answer: statusSchema,
  needsSession: false,
  handle: (_parameters, { backend }) => backend.status(),
});
