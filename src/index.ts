/** Tidemark as a library: everything the command line and the server stand on. */
export type { Answer, AnswerColumn, AnswerRow, Comparison, MetricDescription, PeriodState } from "./metrics/answer.ts";
export type { QuestionText } from "./metrics/question.ts";
export { UserError, type UserErrorCode } from "./schema/user-error.ts";
export { arr, type ArrAnswer, type ArrText } from "./workspace/arr.ts";
export { ask, describeMetrics, explainSql } from "./workspace/ask.ts";
export { doctor } from "./workspace/doctor.ts";
export { funnel, type FunnelAnswer, type FunnelText } from "./workspace/funnel.ts";
export { initWorkspace } from "./workspace/init.ts";
export { importAliases, importEvents, importSubscriptions, load, simulate } from "./workspace/jobs.ts";
export { lifecycle, type ActivityText, type LifecycleAnswer } from "./workspace/lifecycle.ts";
export { openWorkspace, type OpenedWorkspace } from "./workspace/library.ts";
export type * from "./workspace/library-questions.ts";
export type { Workspace } from "./workspace/open.ts";
export { retention, type RetentionAnswer, type RetentionText } from "./workspace/retention.ts";
export { stickiness, type StickinessAnswer } from "./workspace/stickiness.ts";
export { status, type Status } from "./workspace/status.ts";
export type * from "./workspace/types.ts";
export { verify } from "./workspace/verify.ts";
