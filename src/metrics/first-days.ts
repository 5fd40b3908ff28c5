import type { Question } from "./question.ts";
import { localDayOf, startOfDay } from "../schema/timezone.ts";

/** The first `days` local days of a question's range as one bucket, or all of it where it is shorter. */
export function firstDays(question: Question, days: number): Question {
  const { zone, from, to } = question;
  return { ...question, to: Math.min(startOfDay(zone, localDayOf(zone, from) + days), to), grain: "total" };
}
