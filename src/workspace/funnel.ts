import { compileFunnel } from "../metrics/funnel/compile-funnel.ts";
import type { FunnelAnswer } from "../metrics/funnel/funnel-answer.ts";
import type { FunnelQuestion, FunnelText } from "../metrics/funnel/funnel-question.ts";
import { readFunnel } from "../metrics/funnel/read-funnel.ts";
import { canonicalFunnel, funnelColumns, shapeFunnel } from "../metrics/funnel/shape-funnel.ts";
import { formatInstant } from "../schema/date.ts";
import { weekdays } from "../schema/period.ts";
import { type ExplainedSql, inEveryDialect, stateOf } from "./ask.ts";
import { markFunnel } from "./mark-activity.ts";
import type { Engine } from "./measure.ts";
import type { Workspace } from "./open.ts";
import { readTimezone } from "./timezone.ts";

export type { FunnelAnswer } from "../metrics/funnel/funnel-answer.ts";
export type { FunnelText } from "../metrics/funnel/funnel-question.ts";

/** Answer a funnel as it was typed. UserErrors: `usage` where it cannot be asked, `nothing_loaded` before any load. */
export async function funnel(ws: Workspace, text: FunnelText): Promise<FunnelAnswer> {
  return ws.readers.use(async (reader) => {
    const state = stateOf(ws, reader);
    return answerFunnel(readFunnel(text, state, readTimezone), { state, run: (query) => reader.run(query) });
  });
}

/** The SQL of a funnel in every dialect; nothing is run. */
export async function explainFunnelSql(ws: Workspace, text: FunnelText): Promise<readonly ExplainedSql[]> {
  return ws.readers.use(async (reader) => {
    const state = stateOf(ws, reader);
    return inEveryDialect("funnel", compileFunnel(readFunnel(text, state, readTimezone), state));
  });
}

/** The whole answer to a checked funnel. */
export async function answerFunnel(question: FunnelQuestion, engine: Engine): Promise<FunnelAnswer> {
  const { state, run } = engine;
  const rows = await markFunnel(shapeFunnel(await run(compileFunnel(question, state)), question), question, engine);
  const { zone, weekStart } = question.scope;
  const printed = (instant: number | null) => (instant === null ? null : formatInstant(instant));
  const unheard = [...new Set(question.steps)].filter((step) => !state.eventNames.includes(step));
  return {
    schemaVersion: 1,
    question: canonicalFunnel(question),
    timezone: zone.name,
    weekStart: weekdays[weekStart - 1] ?? "monday",
    dataThrough: { events: printed(state.dataThrough.events), subscriptions: printed(state.dataThrough.subscriptions) },
    generation: state.generation,
    source: "events",
    columns: funnelColumns,
    rows,
    totals: { users: rows[0]?.users ?? 0, conversion: rows.at(-1)?.conversion ?? null },
    warnings: unheard.length === 0 ? [] : [`No event is called ${unheard.map((step) => `"${step}"`).join(", ")}.`],
  };
}
