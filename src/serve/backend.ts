import type { Answer, MetricDescription } from "../metrics/answer.ts";
import type { QuestionText } from "../metrics/question.ts";
import { ask, describeMetrics } from "../workspace/ask.ts";
import type { Workspace } from "../workspace/open.ts";
import { type Status, status } from "../workspace/status.ts";
import type { QuarantineList } from "./contract.ts";
import { readQuarantine } from "./quarantine.ts";

/** What the server asks of a workspace. */
export interface Backend {
  /** The generation that a question asked now is answered from; 0 while nothing is loaded. */
  generation(): Promise<number>;
  ask(question: QuestionText): Promise<Answer>;
  metrics(): readonly MetricDescription[];
  status(): Promise<Status>;
  /** At most `limit` rejected rows, the newest import first. */
  quarantine(limit: number): Promise<QuarantineList>;
}

/** The workspace `ws` as the server sees it. */
export function workspaceBackend(ws: Workspace): Backend {
  let looking: Promise<number> | null = null;
  const newest = async (): Promise<number> => (await (await ws.warehouse()).newest()) ?? 0;
  return {
    // Every request asks which generation is the newest; those that come while one looks share what it finds.
    generation() {
      looking ??= newest().finally(() => (looking = null));
      return looking;
    },
    ask: (question) => ask(ws, question),
    metrics: () => describeMetrics(ws),
    status: () => status(ws),
    quarantine: (limit) => readQuarantine(ws.quarantineDir, limit),
  };
}
