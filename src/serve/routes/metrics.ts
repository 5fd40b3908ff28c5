import { metricsSchema, noParameters } from "../contract.ts";
import { defineRoute } from "../route.ts";

/** What every metric means. */
export const metricsRoute = defineRoute({
  path: "/v1/metrics",
  name: "MetricList",
  summary: "List the metrics with their meaning, grains and dimensions",
  parameters: noParameters,
  answer: metricsSchema,
  needsSession: false,
  handle: async (_parameters, { backend }) => ({ metrics: backend.metrics() }),
});
