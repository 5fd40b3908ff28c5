import { microsPerHour } from "../../schema/date.ts";
import { localDayOf } from "../../schema/timezone.ts";
import { type Fragment, means, name, type Node, sql, type Step, value } from "../../sql/fragment.ts";
import { type Bucket, bucketsIn } from "../buckets.ts";
import type { DataState } from "../data-state.ts";
import { type MartColumn, dimension } from "./mart.ts";
import type { Question } from "../question.ts";
import { readQuestion } from "../read-question.ts";

/** The grains that marts have. */
export type MartGrain = "day" | "week" | "month";

/** A question of `metrics` over all that is loaded. */
export function overEverything(metrics: readonly string[], grain: MartGrain, state: DataState): Question {
  return readQuestion({ metrics, grain }, state, () => null);
}

/** The buckets of a question, of which there is at least one. */
export function wholeBuckets(question: Question): readonly Bucket[] {
  return bucketsIn(question, question.grain);
}

/** The columns that `periodStep` gives a mart. */
export function periodColumns(grain: MartGrain): Readonly<Record<string, MartColumn>> {
  return {
    period: dimension("date", `First day of the ${grain}.`),
    period_end: dimension("date", `The day after the ${grain}'s last.`),
    state: dimension("text", "open while data still come in, provisional while late data may, then closed."),
  };
}

/** The step `period`: every bucket of the range with its end and its state. */
export function periodStep(grain: MartGrain, buckets: readonly Bucket[], bounds: StateBounds): Step {
  const start = grain === "day" ? name("date") : name(`${grain}_start`);
  const [first, last] = [buckets[0], buckets.at(-1)];
  const end = means("add_days", sql`max("date")`, sql`1`);
  return {
    name: "period",
    body: sql`select "period", "period_end", ${stateOfPeriod(name("period_end"), bounds)} as "state"
from (
  select ${start} as "period", ${end} as "period_end"
  from "calendar"
  where ${start} >= ${value(first?.key ?? null, "date")} and ${start} <= ${value(last?.key ?? null, "date")}
  group by ${start}
) p`,
  };
}

/** Local days that decide a period's state: it is open where it ends after the one, provisional after the other. */
export interface StateBounds {
  readonly complete: number;
  readonly settled: number;
}

/** The bounds of the data about `subject`. */
export function stateBounds(subject: "events" | "subscriptions", state: DataState): StateBounds {
  const through = state.completeBefore[subject] ?? 0;
  const late = state.lateDays * 24 * microsPerHour;
  return { complete: localDayOf(state.zone, through), settled: localDayOf(state.zone, through - late) };
}

function stateOfPeriod(end: Node, { complete, settled }: StateBounds): Fragment {
  const told = sql`case when ${end} > ${value(complete, "date")} then 'open' when ${end} > ${value(settled, "date")} then 'provisional' else 'closed' end`;
  return sql`${means("as_text", told)}`;
}
