import { nearestName, UserError } from "../../schema/user-error.ts";
import { canonicalActivity, readActivityQuestion } from "../activity-question.ts";
import type { DataState } from "../data-state.ts";
import type { FindZone } from "../read-question.ts";
import type { CanonicalRetention } from "./retention-answer.ts";
import { cohortKinds, retentionModes, type RetentionQuestion, type RetentionText } from "./retention-question.ts";

/** Most values a cohort may have, and the greatest number of occurrences that may be asked for. */
const mostPeriods = 1_000;

/**
 * Check a retention as typed and fill in every default. UserError `usage` where it cannot be asked, `nothing_loaded` where
 * there is nothing to ask.
 */
export function readRetention(text: RetentionText, state: DataState, findZone: FindZone): RetentionQuestion {
  const scope = readActivityQuestion(text, state, findZone);
  return {
    scope,
    startEvents: events(text.startEvent ?? scope.event),
    returnEvents: events(text.returnEvent ?? scope.event),
    cohort: oneOf(text.cohort ?? "first_time", { flag: "--cohort", choices: cohortKinds }),
    mode: oneOf(text.mode ?? "on", { flag: "--mode", choices: retentionModes }),
    periods: whole(text.periods ?? "12", "--periods"),
    minOccurrences: whole(text.minOccurrences ?? "1", "--min-occurrences"),
  };
}

/** The retention with every default filled in, as it is printed. */
export function canonicalRetention(question: RetentionQuestion): CanonicalRetention {
  const { scope, ...rest } = question;
  return { kind: "retention", ...canonicalActivity(scope), ...rest };
}

function events(names: readonly string[]): readonly string[] {
  return names.includes("*") ? ["*"] : [...new Set(names)];
}

interface Choice<T extends string> {
  readonly flag: string;
  readonly choices: readonly T[];
}

function oneOf<T extends string>(text: string, { flag, choices }: Choice<T>): T {
  const choice = choices.find((candidate) => candidate === text);
  if (choice !== undefined) return choice;
  const near = nearestName(text, choices);
  const hint = near === null ? `Use one of ${choices.join(", ")}.` : `Did you mean "${near}"?`;
  throw new UserError("usage", `"${text}" is no value of ${flag}.`, hint);
}

function whole(text: string, flag: string): number {
  const given = Number(text);
  if (/^\d+$/.test(text) && given >= 1 && given <= mostPeriods) return given;
  throw new UserError(
    "usage",
    `"${text}" is no value of ${flag}.`,
    `${flag} takes a whole number from 1 to ${mostPeriods}.`,
  );
}
