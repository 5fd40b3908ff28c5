import type { Route } from "./route.ts";
import { arrRoute } from "./routes/arr.ts";
import { explainRoute } from "./routes/explain.ts";
import { funnelRoute } from "./routes/funnel.ts";
import { lifecycleRoute } from "./routes/lifecycle.ts";
import { loadsRoute } from "./routes/loads.ts";
import { metricsRoute } from "./routes/metrics.ts";
import { quarantineRoute } from "./routes/quarantine.ts";
import { queryRoute } from "./routes/query.ts";
import { receiptRoute } from "./routes/receipt.ts";
import { restatementsRoute } from "./routes/restatements.ts";
import { retentionRoute } from "./routes/retention.ts";
import { sqlRoutes } from "./routes/sql.ts";
import { statusRoute } from "./routes/status.ts";
import { stickinessRoute } from "./routes/stickiness.ts";
import { verifyRoute } from "./routes/verify.ts";
import { viewsRoute } from "./routes/views.ts";

/** Every path of the API. */
export const routes = [
  statusRoute,
  metricsRoute,
  queryRoute,
  lifecycleRoute,
  retentionRoute,
  stickinessRoute,
  funnelRoute,
  arrRoute,
  receiptRoute,
  explainRoute,
  restatementsRoute,
  ...sqlRoutes,
  loadsRoute,
  verifyRoute,
  viewsRoute,
  quarantineRoute,
] as readonly Route[];
