import { answerSchema, queryParameters, questionOf } from "../contract.ts";
import { defineRoute } from "../route.ts";

/** Any metric by any of its grains, dimensions and filters. */
export const queryRoute = defineRoute({
  path: "/v1/query",
  name: "Answer",
  summary: "Ask for one or several metrics over time",
  parameters: queryParameters,
  answer: answerSchema,
  needsSession: false,
  handle: (parameters, { answers, isWanted }) => answers.ask(questionOf(parameters), isWanted),
});
