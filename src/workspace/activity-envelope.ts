import type { Answer } from "../metrics/answer.ts";
import type { DataState } from "../metrics/data-state.ts";
import type { Question } from "../metrics/question.ts";
import { formatInstant } from "../schema/date.ts";
import { weekdays } from "../schema/period.ts";

/** What every answer says about where it comes from. */
export type Envelope = Pick<
  Answer,
  "schemaVersion" | "timezone" | "weekStart" | "dataThrough" | "generation" | "source"
>;

/** The envelope of an answer from `source`. */
export function envelopeOf(question: Question, state: DataState, source: Answer["source"]): Envelope {
  const printed = (instant: number | null) => (instant === null ? null : formatInstant(instant));
  return {
    schemaVersion: 1,
    timezone: question.zone.name,
    weekStart: weekdays[question.weekStart - 1] ?? "monday",
    dataThrough: { events: printed(state.dataThrough.events), subscriptions: printed(state.dataThrough.subscriptions) },
    generation: state.generation,
    source,
  };
}
