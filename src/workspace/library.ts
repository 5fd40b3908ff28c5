import { arr, type ArrAnswer } from "./arr.ts";
import { ask } from "./ask.ts";
import { funnel, type FunnelAnswer } from "./funnel.ts";
import type {
  ActivityQuestion,
  ArrQuestion,
  CohortQuestion,
  MetricAnswer,
  MetricQuestion,
  StepQuestion,
} from "./library-questions.ts";
import { lifecycle, type LifecycleAnswer } from "./lifecycle.ts";
import { openWorkspace as open, type Workspace } from "./open.ts";
import { retention, type RetentionAnswer } from "./retention.ts";
import { stickiness, type StickinessAnswer } from "./stickiness.ts";
import type { OpenOptions } from "./types.ts";

/**
 * A workspace as programs use it: every question is a method, and rows are typed by what was asked. The command line and
 * the server ask through the same functions. Every method throws UserError `usage` where the question cannot be asked and
 * `nothing_loaded` before any load. Close it when done.
 */
export interface OpenedWorkspace extends Workspace {
  /** Metrics over time, as `tidemark query`. */
  query<const Metric extends string, const Dimension extends string = never>(
    question: MetricQuestion<Metric, Dimension>,
  ): Promise<MetricAnswer<Metric, Dimension>>;
  /** Active users as new, returning, resurrected and dormant. */
  lifecycle(question?: ActivityQuestion): Promise<LifecycleAnswer>;
  /** Cohorts of users and how many of each returned. */
  retention(question?: CohortQuestion): Promise<RetentionAnswer>;
  /** Users from step to step. */
  funnel(question: StepQuestion): Promise<FunnelAnswer>;
  /** Users by the number of periods in which they were active. */
  stickiness(question?: ActivityQuestion): Promise<StickinessAnswer>;
  /** The ARR waterfall. */
  arr(question?: ArrQuestion): Promise<ArrAnswer>;
}

/**
 * Open a workspace: the one that `options` name, else the nearest folder upward with `tidemark.yaml`, else `.tidemark`.
 * Nothing is written, and no engine is started until the first question.
 */
export async function openWorkspace(options: OpenOptions = {}): Promise<OpenedWorkspace> {
  const ws = await open(options);
  return {
    ...ws,
    async query<Metric extends string, Dimension extends string>(question: MetricQuestion<Metric, Dimension>) {
      // The rows hold what was asked for by name: a name that is none is refused before there are rows.
      return (await ask(ws, { ...question, top: textOf(question.top) })) as MetricAnswer<Metric, Dimension>;
    },
    lifecycle: (question = {}) => lifecycle(ws, question),
    retention: (question = {}) => {
      const { periods, minOccurrences } = question;
      return retention(ws, { ...question, periods: textOf(periods), minOccurrences: textOf(minOccurrences) });
    },
    funnel: (question) => funnel(ws, question),
    stickiness: (question = {}) => stickiness(ws, question),
    arr: (question = {}) => arr(ws, question),
  };
}

function textOf(number: number | undefined): string | undefined {
  return number === undefined ? undefined : String(number);
}
