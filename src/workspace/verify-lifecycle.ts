import { bucketsIn } from "../metrics/buckets.ts";
import { findMetric } from "../metrics/catalogue.ts";
import type { AnswerRow } from "../metrics/answer.ts";
import type { Grain } from "../metrics/grain.ts";
import type { Question } from "../metrics/question.ts";
import { localDayOf, startOfDay } from "../schema/timezone.ts";
import { answerLifecycle } from "./lifecycle.ts";
import { type Engine, measure } from "./measure.ts";
import type { VerifyFailure } from "./types.ts";
import type { Checked } from "./verify-key.ts";

/** The questions whose lifecycle is checked: whole, and inside each value of a dimension that users change. */
const asked: readonly { readonly grain: Grain; readonly by: readonly string[] }[] = [
  { grain: "day", by: [] },
  { grain: "week", by: [] },
  { grain: "month", by: [] },
  { grain: "month", by: ["platform"] },
];

/**
 * Check over the whole history that active = new + returning + resurrected = new_users + returning_users, and that those
 * active in the bucket before are returning or dormant.
 */
export async function lifecycleCloses(engine: Engine): Promise<Checked> {
  const results: Checked[] = [];
  for (const { grain, by } of asked) {
    const question = questionOf(engine, grain, by);
    if (question !== null) results.push(await checkLifecycle(question, engine));
  }
  return {
    compared: results.reduce((sum, { compared }) => sum + compared, 0),
    failures: results.flatMap(({ failures }) => failures),
  };
}

function questionOf({ state }: Engine, grain: Grain, by: readonly string[]): Question | null {
  const [days, through] = [state.days.events, state.completeBefore.events];
  if (days === null || through === null) return null;
  const last = Math.max(days.first, localDayOf(state.zone, through - 1));
  return {
    metrics: ["active_users", "new_users", "returning_users"].map(findMetric),
    from: startOfDay(state.zone, days.first),
    to: startOfDay(state.zone, last + 1),
    grain,
    by,
    where: [],
    event: [],
    top: null,
    compare: null,
    basis: "list",
    zone: state.zone,
    weekStart: state.weekStart,
  };
}

async function checkLifecycle(question: Question, engine: Engine): Promise<Checked> {
  const { by, grain } = question;
  const { figures } = await measure(question, engine);
  const { rows } = await answerLifecycle(question, engine);
  const failures: VerifyFailure[] = [];
  const activeBefore = new Map<string, number>();
  const buckets = new Map(bucketsIn(question, grain).map((bucket) => [bucket.period, bucket]));
  let compared = 0;
  for (const row of rows) {
    const bucket = buckets.get(String(row["period"]));
    if (bucket === undefined || row["new"] === null) continue;
    const group = by.map((dimension) => String(row[dimension]));
    const slice = by.length === 0 ? null : by.map((dimension, i) => `${dimension}=${group[i]}`).join(" ");
    const [active = 0, fresh = 0, returning = 0] = figures.map((one) => one.value(bucket, group) ?? 0);
    const laws = [
      { metric: "active_users", expected: stages(row, ["new", "returning", "resurrected"]), got: active },
      { metric: "active_users", expected: fresh + returning, got: active },
      { metric: "new_users", expected: stages(row, ["new"]), got: fresh },
      { metric: "dormant", expected: activeBefore.get(slice ?? "") ?? 0, got: stages(row, ["returning", "dormant"]) },
    ];
    activeBefore.set(slice ?? "", active);
    compared += laws.length;
    for (const { metric, expected, got } of laws) {
      if (expected === got) continue;
      const check = "active = new + returning + resurrected; active before = returning + dormant";
      failures.push({ check, metric, grain, period: bucket.period, slice, expected, got });
    }
  }
  return { compared, failures };
}

function stages(row: AnswerRow, names: readonly string[]): number {
  return names.reduce((sum, stage) => sum + Number(row[stage]), 0);
}
