import { quarantineParameters, quarantineSchema } from "../contract.ts";
import { defineRoute } from "../route.ts";

/** Rows that imports refused, with their raw text: about single users, so the session's token is needed. */
export const quarantineRoute = defineRoute({
  path: "/v1/quarantine",
  name: "QuarantineList",
  summary: "List rows that imports rejected, the newest import first",
  parameters: quarantineParameters,
  answer: quarantineSchema,
  needsSession: true,
  handle: ({ limit }, { backend }) => backend.quarantine(Number(limit ?? 100)),
});
