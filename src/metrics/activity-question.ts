import { UserError } from "../schema/user-error.ts";
import type { DataState } from "./data-state.ts";
import type { CanonicalQuestion } from "./answer.ts";
import type { Question, QuestionText } from "./question.ts";
import { type FindZone, readQuestion } from "./read-question.ts";
import { canonicalQuestion } from "./shape.ts";

/** A question about the activity itself as it is typed: the flags that lifecycle, retention and stickiness share. */
export type ActivityText = Pick<
  QuestionText,
  "from" | "to" | "grain" | "by" | "where" | "event" | "timezone" | "weekStart"
>;

/** What the canonical forms of lifecycle, retention and stickiness share. */
export type CanonicalActivity = Pick<
  CanonicalQuestion,
  "from" | "to" | "grain" | "by" | "where" | "event" | "timezone" | "weekStart"
>;

/**
 * Check a question about the activity itself; its days are days unless it names another grain. UserError `usage` where it
 * cannot be asked, `nothing_loaded` where there is nothing to ask.
 */
export function readActivityQuestion(text: ActivityText, state: DataState, findZone: FindZone): Question {
  if (text.grain === "total") {
    throw new UserError(
      "usage",
      "This is counted from one bucket to the next; grain total has only one.",
      "Use --grain hour, day, week, month, quarter or year.",
    );
  }
  const { from, to, by, where, event, timezone, weekStart } = text;
  const grain = text.grain ?? "day";
  return readQuestion(
    { metrics: ["active_users"], from, to, grain, by, where, event, timezone, weekStart },
    state,
    findZone,
  );
}

/** The shared part of a question with every default filled in, as it is printed. */
export function canonicalActivity(question: Question): CanonicalActivity {
  const { from, to, grain, by, where, event, timezone, weekStart } = canonicalQuestion(question);
  return { from, to, grain, by, where, event, timezone, weekStart };
}
