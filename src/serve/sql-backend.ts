import type { QuestionText } from "../metrics/question.ts";
import { type ArrText, explainArrSql } from "../workspace/arr.ts";
import { type ExplainedSql, explainSql } from "../workspace/ask.ts";
import { explainFunnelSql, type FunnelText } from "../workspace/funnel.ts";
import { type ActivityText, explainLifecycleSql } from "../workspace/lifecycle.ts";
import type { Workspace } from "../workspace/open.ts";
import { explainRetentionSql, type RetentionText } from "../workspace/retention.ts";
import { explainStickinessSql } from "../workspace/stickiness.ts";

/** The SQL of a question of each kind, in every dialect; nothing is run. */
export interface SqlBackend {
  query(question: QuestionText): Promise<readonly ExplainedSql[]>;
  lifecycle(text: ActivityText): Promise<readonly ExplainedSql[]>;
  retention(text: RetentionText): Promise<readonly ExplainedSql[]>;
  stickiness(text: ActivityText): Promise<readonly ExplainedSql[]>;
  funnel(text: FunnelText): Promise<readonly ExplainedSql[]>;
  arr(text: ArrText): Promise<readonly ExplainedSql[]>;
}

/** The SQL that the workspace `ws` would run. */
export function sqlBackend(ws: Workspace): SqlBackend {
  return {
    query: (question) => explainSql(ws, question),
    lifecycle: (text) => explainLifecycleSql(ws, text),
    retention: (text) => explainRetentionSql(ws, text),
    stickiness: (text) => explainStickinessSql(ws, text),
    funnel: (text) => explainFunnelSql(ws, text),
    arr: (text) => explainArrSql(ws, text),
  };
}
