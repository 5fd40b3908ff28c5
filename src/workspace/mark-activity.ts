import type { AnswerRow } from "../metrics/answer.ts";
import type { Bucket } from "../metrics/buckets.ts";
import type { FunnelRow } from "../metrics/funnel/funnel-answer.ts";
import type { FunnelQuestion } from "../metrics/funnel/funnel-question.ts";
import type { Question } from "../metrics/question.ts";
import type { RetentionRow } from "../metrics/retention/retention-answer.ts";
import type { RetentionQuestion } from "../metrics/retention/retention-question.ts";
import { type Day, dayOf } from "../schema/date.ts";
import { addPeriods } from "../schema/period.ts";
import { localDayOf } from "../schema/timezone.ts";
import type { Engine } from "./measure.ts";
import { followedGrain, marked, movedPeriods } from "./moved-periods.ts";

/** A day after every period that there can be. */
const never: Day = dayOf(2299, 12, 31);

/** The metrics by which the log follows who was active by these kinds of event. */
function followedUsers(event: readonly string[]): readonly string[] {
  return event.length === 0 ? ["active_users", "new_users"] : ["events"];
}

interface Asked<Q> {
  readonly question: Q;
  readonly buckets: readonly Bucket[];
}

/** The rows of a lifecycle with `restated: true` where who was active in their bucket, or in the one before, was moved. */
export async function markLifecycle(
  rows: readonly AnswerRow[],
  { question, buckets }: Asked<Question>,
  engine: Engine,
): Promise<readonly AnswerRow[]> {
  const grain = followedGrain(question, engine);
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (grain === null || !first || !last) return rows;
  const metrics = followedUsers(question.event);
  const moved = await movedPeriods({ metrics, grain, from: addPeriods(first.key, grain, -1), to: last.key }, engine);
  const touched = buckets.filter(({ key }) => moved.has(key) || moved.has(addPeriods(key, grain, -1)));
  const periods = new Set(touched.map(({ period }) => period));
  return rows.map((row) => marked(row, periods.has(String(row["period"]))));
}

/** The rows of a stickiness, every one with `restated: true` where one of the range's buckets was moved. */
export async function markStickiness(
  rows: readonly AnswerRow[],
  { question, buckets }: Asked<Question>,
  engine: Engine,
): Promise<readonly AnswerRow[]> {
  const grain = followedGrain(question, engine);
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (grain === null || !first || !last) return rows;
  const moved = await movedPeriods(
    { metrics: followedUsers(question.event), grain, from: first.key, to: last.key },
    engine,
  );
  return rows.map((row) => marked(row, moved.size > 0));
}

/** Cohorts with `restated: true` where their bucket was moved, or one in which returns of their users are counted. */
export async function markRetention(
  rows: readonly RetentionRow[],
  { question, buckets }: Asked<RetentionQuestion>,
  engine: Engine,
): Promise<readonly RetentionRow[]> {
  const { scope, startEvents, returnEvents, mode, periods } = question;
  const grain = followedGrain(scope, engine);
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (grain === null || !first || !last) return rows;
  const lastOf = (key: Day) => (mode === "on" ? addPeriods(key, grain, periods - 1) : never);
  const metrics = [...followedUsers(startEvents), ...followedUsers(returnEvents)];
  const moved = await movedPeriods({ metrics, grain, from: first.key, to: lastOf(last.key) }, engine);
  const touched = buckets.filter(({ key }) => [...moved].some((period) => period >= key && period <= lastOf(key)));
  const cohorts = new Set(touched.map(({ period }) => period));
  return rows.map((row) => marked(row, cohorts.has(row.cohort)));
}

/** The steps of a funnel, every one with `restated: true` where events of a day were moved in which attempts may lie. */
export async function markFunnel(
  rows: readonly FunnelRow[],
  { scope, windowSeconds }: FunnelQuestion,
  engine: Engine,
): Promise<readonly FunnelRow[]> {
  const { zone, from, to } = scope;
  const grain = followedGrain({ ...scope, grain: "day" }, engine);
  if (grain === null) return rows;
  const days = { from: localDayOf(zone, from), to: localDayOf(zone, to + windowSeconds * 1_000_000 - 1) };
  const moved = await movedPeriods({ metrics: ["events"], grain, ...days }, engine);
  return rows.map((row) => marked(row, moved.size > 0));
}
