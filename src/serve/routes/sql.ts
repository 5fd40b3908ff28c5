import { z } from "zod";
import type { ExplainedSql } from "../../workspace/ask.ts";
import type { Backend } from "../backend.ts";
import { questionOf, type SqlList } from "../contract.ts";
import { defineRoute, type Route } from "../route.ts";
import { arrRoute } from "./arr.ts";
import { funnelRoute } from "./funnel.ts";
import { lifecycleRoute } from "./lifecycle.ts";
import { queryRoute } from "./query.ts";
import { retentionRoute } from "./retention.ts";
import { stickinessRoute } from "./stickiness.ts";

const answer: z.ZodType<SqlList> = z.object({
  statements: z
    .array(
      z.object({
        metric: z.string().describe("What it answers: a metric, or the name of the view."),
        dialect: z.string(),
        sql: z.string(),
        parameters: z.array(z.union([z.string(), z.number(), z.null()])).readonly(),
      }),
    )
    .readonly(),
});

interface SqlOptions<P extends z.ZodObject> {
  readonly of: Pick<Route<P>, "path" | "parameters">;
  readonly name: string;
  readonly explain: (backend: Backend, parameters: z.output<P>) => Promise<readonly ExplainedSql[]>;
}

/** The route that tells the SQL of another: the same parameters, nothing is run. */
function sqlRoute<P extends z.ZodObject>({ of, name, explain }: SqlOptions<P>): Route<P> {
  return defineRoute({
    path: of.path === queryRoute.path ? "/v1/sql" : of.path.replace("/v1/", "/v1/sql/"),
    name,
    summary: `Print the SQL of ${of.path} in every dialect, without running it`,
    parameters: of.parameters,
    answer,
    needsSession: false,
    handle: async (parameters, { backend }) => ({ statements: await explain(backend, parameters) }),
  });
}

/** The SQL behind each kind of question. */
export const sqlRoutes = [
  sqlRoute({ of: queryRoute, name: "QuerySql", explain: (backend, text) => backend.sql.query(questionOf(text)) }),
  sqlRoute({ of: lifecycleRoute, name: "LifecycleSql", explain: (backend, text) => backend.sql.lifecycle(text) }),
  sqlRoute({ of: retentionRoute, name: "RetentionSql", explain: (backend, text) => backend.sql.retention(text) }),
  sqlRoute({ of: stickinessRoute, name: "StickinessSql", explain: (backend, text) => backend.sql.stickiness(text) }),
  sqlRoute({
    of: funnelRoute,
    name: "FunnelSql",
    explain: (backend, { step, ...rest }) => backend.sql.funnel({ steps: step, ...rest }),
  }),
  sqlRoute({ of: arrRoute, name: "ArrSql", explain: (backend, text) => backend.sql.arr(text) }),
];
