import type { AnswerRow } from "../metrics/answer.ts";
import { bucketsIn } from "../metrics/buckets.ts";
import { type CompiledTurnover, compileTurnover, type Window } from "../metrics/explain/compile-turnover.ts";
import type { Moved } from "../metrics/explain/explanation.ts";
import { movementRanges, movementsCompared } from "../metrics/explain/movement-change.ts";
import type { EventSet, Measure, Metric } from "../metrics/metric.ts";
import { underFilters, withoutFilters } from "../metrics/own-filters.ts";
import type { Question } from "../metrics/question.ts";
import { compileMovements } from "../metrics/waterfall/compile-waterfall.ts";
import { localDayOf, startOfDay } from "../schema/timezone.ts";
import { type Engine, measure } from "./measure.ts";

/** A metric and the two ranges that are compared, each one bucket without a breakdown. */
export interface Compared {
  readonly metric: Metric;
  readonly now: Question;
  readonly before: Question;
}

/** What every segment was and is; the whole is the segment `""`. */
export interface Segments {
  readonly segments: ReadonlyMap<string, Moved>;
  readonly source: "rollup" | "events";
  readonly currency: string | null;
}

/** How each segment of `dimension` moved, or the whole where it is null. */
export async function segmentsOf(compared: Compared, dimension: string | null, engine: Engine): Promise<Segments> {
  const by = dimension === null ? [] : [dimension];
  const { measure: counted } = compared.metric;
  const asked = (question: Question): Question => ({ ...underFilters({ question }, counted).question, by });
  const ranges: Compared = {
    metric: { ...compared.metric, measure: withoutFilters(counted) },
    now: onlyMetric(asked(compared.now), withoutFilters(counted)),
    before: onlyMetric(asked(compared.before), withoutFilters(counted)),
  };
  const users = windowsOf(ranges);
  return users === null ? amountsOf(ranges, engine) : usersOf(ranges, users, engine);
}

/** The question about its metric with another measure. */
function onlyMetric(question: Question, counted: Measure): Question {
  return { ...question, metrics: question.metrics.map((metric) => ({ ...metric, measure: counted })) };
}

/** The users of two windows, where a metric counts distinct users; null where it counts something else. */
interface Users {
  readonly events: EventSet;
  readonly now: Window;
  readonly before: Window;
}

function windowsOf({ metric: { measure: counted }, now, before }: Compared): Users | null {
  if (counted.kind === "distinct_users") return { events: counted.events, now, before };
  if (counted.kind !== "trailing_users") return null;
  const ends = ({ zone, to }: Question): Window => {
    const last = localDayOf(zone, to - 1);
    return { from: startOfDay(zone, last - counted.days + 1), to: startOfDay(zone, last + 1) };
  };
  return { events: "activity", now: ends(now), before: ends(before) };
}

async function usersOf({ now }: Compared, users: Users, { state, run }: Engine): Promise<Segments> {
  const { query, source }: CompiledTurnover = compileTurnover(
    { question: now, state, buckets: bucketsIn(now, "total"), kept: null },
    users,
  );
  const segments = new Map(
    (await run(query)).map((row) => {
      const count = (column: string) => Number(row[column]);
      const moved: Moved = {
        before: count("before"),
        now: count("now"),
        change: count("now") - count("before"),
        turnover: { new: count("new"), resurrected: count("resurrected"), dormant: count("dormant") },
      };
      return [segmentOf(row, now), moved] as const;
    }),
  );
  return { segments, source, currency: null };
}

function segmentOf(row: AnswerRow, { by }: Question): string {
  return by.map((dimension) => String(row[dimension])).join("");
}

async function amountsOf({ metric, now, before }: Compared, engine: Engine): Promise<Segments> {
  const read = await Promise.all([now, before].map((question) => measure(question, engine)));
  const names = new Map(
    read.flatMap(({ figures }) => figures[0]?.groups ?? []).map((group) => [group.join(""), group]),
  );
  if (now.by.length === 0) names.set("", []);
  const moves = await movementsOf({ metric, now, before }, engine);
  const segments = new Map(
    [...names].map(([name, group]) => {
      const [is = null, was = null] = read.map(({ figures, buckets }) => {
        return buckets[0] === undefined ? null : (figures[0]?.value(buckets[0], group) ?? null);
      });
      const change = is === null || was === null ? null : is - was;
      const movements = moves?.(name);
      return [name, { before: was, now: is, change, ...(movements === undefined ? {} : { movements }) }] as const;
    }),
  );
  return {
    segments,
    source: read.some(({ source }) => source === "events") ? "events" : "rollup",
    currency: read[0]?.figures[0]?.currency ?? read[1]?.figures[0]?.currency ?? null,
  };
}

/** What each kind of movement adds to a segment's change; null where movements do not make the metric. */
async function movementsOf({ metric, now, before }: Compared, { state, run }: Engine) {
  const ranges = movementRanges(metric, now, before);
  if (ranges.length === 0) return null;
  const parts = await Promise.all(
    ranges.map(async ({ question, sign }) => {
      const request = { question, state, buckets: bucketsIn(question, "total"), kept: null };
      const rows = await run(compileMovements(request, metric.basis ?? "list").query);
      return { sign, rows: new Map(rows.map((row) => [segmentOf(row, question), row])) };
    }),
  );
  return (segment: string) =>
    movementsCompared(
      metric,
      parts.map(({ sign, rows }) => ({ sign, row: rows.get(segment) })),
    );
}
