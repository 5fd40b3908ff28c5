import { formatDay } from "../../src/schema/date.ts";
import type { TruthRow } from "./collect.ts";

/** Answers by what was asked. */
export type Answers = ReadonlyMap<string, number>;

export interface Asked {
  readonly metric: string;
  readonly grain: string;
  readonly period: number;
  readonly dimension: string | null;
  readonly value: string | null;
  readonly currency: string | null;
}

/** What was asked, as a text to read in a failing test. */
export function keyOf({ metric, grain, period, dimension, value, currency }: Asked): string {
  const slice = dimension === null ? "all" : `${dimension}=${value}`;
  return [metric, grain, formatDay(period), slice, currency ?? ""].join(" ");
}

/** The answer key as answers; the shards' rows of one question are added up. */
export function answersOf(truth: readonly TruthRow[]): Answers {
  const answers = new Map<string, number>();
  for (const row of truth) {
    const key = keyOf({ ...row, value: row.dimension_value });
    answers.set(key, (answers.get(key) ?? 0) + row.value);
  }
  return answers;
}

/** Where two sets of answers differ; an answer that is missing in a slice is zero. */
export function differences(key: Answers, recount: Answers): string[] {
  const all = new Set([...key.keys(), ...recount.keys()]);
  return [...all].flatMap((asked) => {
    const [told, counted] = [key.get(asked), recount.get(asked)];
    const isSame = asked.includes(" all ") ? told === counted : (told ?? 0) === (counted ?? 0);
    return isSame ? [] : [`${asked}: the key says ${told}, the rows ${counted}`];
  });
}
