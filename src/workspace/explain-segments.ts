import type { AnswerRow } from "../metrics/answer.ts";
import { bucketsIn } from "../metrics/buckets.ts";
import {
  alongDimension,
  type Compared,
  comparedUsers,
  type ComparedUsers,
} from "../metrics/explain/compared-ranges.ts";
import { type CompiledTurnover, compileTurnover } from "../metrics/explain/compile-turnover.ts";
import type { Moved } from "../metrics/explain/explanation.ts";
import { movementRanges, movementsCompared } from "../metrics/explain/movement-change.ts";
import { checkSameCurrency } from "../metrics/figures.ts";
import type { Question } from "../metrics/question.ts";
import { compileMovements } from "../metrics/waterfall/compile-waterfall.ts";
import { type Engine, measure } from "./measure.ts";

/** What every segment was and is; the whole is the segment `""`. */
export interface Segments {
  readonly segments: ReadonlyMap<string, Moved>;
  readonly source: "rollup" | "events";
  readonly currency: string | null;
}

/** How each segment of `dimension` moved, or the whole where it is null. */
export async function segmentsOf(compared: Compared, dimension: string | null, engine: Engine): Promise<Segments> {
  const ranges = alongDimension(compared, dimension);
  const users = comparedUsers(ranges);
  return users === null ? amountsOf(ranges, engine) : usersOf(ranges, users, engine);
}

async function usersOf({ now }: Compared, users: ComparedUsers, { state, run }: Engine): Promise<Segments> {
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
  const [is, was] = read.map(({ figures }) => figures[0]);
  if (is !== undefined && was !== undefined) checkSameCurrency(is, was);
  const names = new Map(
    read.flatMap(({ figures }) => figures[0]?.groups ?? []).map((group) => [group.join(""), group]),
  );
  if (now.by.length === 0) names.set("", []);
  const moves = await movementsOf({ metric, now, before }, engine);
  const segments = new Map(
    [...names].map(([name, group]) => {
      const [told = null, toldBefore = null] = read.map(({ figures, buckets }) => {
        return buckets[0] === undefined ? null : (figures[0]?.value(buckets[0], group) ?? null);
      });
      const change = told === null || toldBefore === null ? null : told - toldBefore;
      const movements = moves?.(name);
      return [
        name,
        { before: toldBefore, now: told, change, ...(movements === undefined ? {} : { movements }) },
      ] as const;
    }),
  );
  return {
    segments,
    source: read.some(({ source }) => source === "events") ? "events" : "rollup",
    currency: is?.currency ?? was?.currency ?? null,
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
