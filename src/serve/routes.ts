import type { Route } from "./route.ts";
import { metricsRoute } from "./routes/metrics.ts";
import { quarantineRoute } from "./routes/quarantine.ts";
import { queryRoute } from "./routes/query.ts";
import { statusRoute } from "./routes/status.ts";

/** Every path of the API. */
export const routes = [statusRoute, metricsRoute, queryRoute, quarantineRoute] as readonly Route[];
