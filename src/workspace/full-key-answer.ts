import { findMetric } from "../metrics/catalogue.ts";
import { readActivityQuestion } from "../metrics/activity-question.ts";
import { subjectOf } from "../metrics/metric.ts";
import { unknown } from "../metrics/question-filters.ts";
import { readQuestion } from "../metrics/read-question.ts";
import { readFunnel } from "../metrics/funnel/read-funnel.ts";
import { readRetention } from "../metrics/retention/read-retention.ts";
import { amounts, bridge, rates } from "../metrics/waterfall/movements.ts";
import { readArr } from "../metrics/waterfall/waterfall-question.ts";
import { formatDay } from "../schema/date.ts";
import { weekdays } from "../schema/period.ts";
import { answerArr } from "./arr.ts";
import { answerFunnel } from "./funnel.ts";
import { answerLifecycle } from "./lifecycle.ts";
import { type Engine, measure } from "./measure.ts";
import { answerRetention } from "./retention.ts";
import { answerStickiness } from "./stickiness.ts";
import { readTimezone } from "./timezone.ts";
import type { KeySettings } from "./verify-key.ts";

/** One figure of an answer, by where it stands: a period or cohort, a slice, a currency, and a name with its number. */
export interface PlacedFigure {
  readonly period: string;
  readonly slice: string | null;
  readonly currency: string | null;
  readonly name: string;
  readonly position: number;
  readonly value: number;
}

/** A question of a full answer key: typed as `retention --cohort first_time …`, and asked at a grain, by a dimension. */
export interface FullQuestion {
  readonly typed: string;
  readonly grain: string;
  readonly dimension: string | null;
  /** The slices that the key tells of; null for what is unknown. */
  readonly values: readonly (string | null)[];
}

type Ask = (
  flags: ReadonlyMap<string, readonly string[]>,
  of: FullQuestion & {
    readonly metrics: readonly string[];
    readonly settings: KeySettings;
    readonly engine: Engine;
  },
) => Promise<readonly PlacedFigure[]>;

/** Ask `question` over the whole range of the key. */
export async function answerInFigures(
  question: FullQuestion,
  settings: KeySettings,
  engine: Engine,
): Promise<readonly PlacedFigure[]> {
  const [asked = "", ...parts] = question.typed.split(" --");
  const [command = "", ...metrics] = asked.split(" ");
  const flags = new Map<string, string[]>();
  for (const part of parts) {
    const [flag = "", value = ""] = part.split(" ");
    flags.set(flag, [...(flags.get(flag) ?? []), value]);
  }
  const ask = asks[command];
  if (ask === undefined) throw new Error(`a full answer key asks "${question.typed}"`);
  return ask(flags, { ...question, metrics, settings, engine });
}

const stages = ["new", "returning", "resurrected", "dormant"];

const asks: Readonly<Record<string, Ask>> = {
  async query(flags, of) {
    const metrics = of.metrics.map(findMetric);
    const currency = metrics.some((metric) => subjectOf(metric) === "subscription") ? ["currency"] : [];
    const by = [...(of.dimension === null ? [] : [of.dimension]), ...currency];
    const text = { ...scopeOf(of), metrics: of.metrics, by, basis: flags.get("basis")?.[0] };
    const question = readQuestion(text, of.engine.state, readTimezone);
    const { buckets, figures } = await measure(question, of.engine);
    return figures.flatMap(({ groups, value }, place) =>
      groups.flatMap((group) =>
        buckets.map((bucket) => ({
          period: formatDay(bucket.key),
          slice: of.dimension === null ? null : `${of.dimension}=${group[0]}`,
          currency: currency.length === 0 ? null : (group.at(-1) ?? null),
          name: of.metrics[place] ?? "",
          position: 0,
          value: value(bucket, group) ?? 0,
        })),
      ),
    );
  },
  async lifecycle(_, of) {
    const question = readActivityQuestion(scopeOf(of), of.engine.state, readTimezone);
    const { rows } = await answerLifecycle(question, of.engine);
    return rows.flatMap((row) => stages.map((name) => ({ ...placeOf(row, of), name, value: Number(row[name] ?? 0) })));
  },
  async stickiness(_, of) {
    const question = readActivityQuestion(scopeOf(of), of.engine.state, readTimezone);
    const { rows } = await answerStickiness(question, of.engine);
    const period = formatDay(of.settings.from);
    return rows.map((row) => {
      const [position, value] = [Number(row["activePeriods"]), Number(row["users"] ?? 0)];
      return { ...placeOf(row, of), period, name: "users", position, value };
    });
  },
  async retention(flags, of) {
    const text = {
      ...scopeOf(of),
      startEvent: flags.get("start-event"),
      returnEvent: flags.get("return-event"),
      cohort: flags.get("cohort")?.[0],
      mode: flags.get("mode")?.[0],
      minOccurrences: flags.get("min-occurrences")?.[0],
    };
    const { rows } = await answerRetention(readRetention(text, of.engine.state, readTimezone), of.engine);
    return rows.flatMap((row) =>
      row.values.map((value, position) => {
        return { ...placeOf({ ...row, period: row.cohort }, of), name: "users", position, value: value ?? 0 };
      }),
    );
  },
  async funnel(flags, of) {
    const { from, to, timezone } = scopeOf(of);
    const [window, order] = [flags.get("window")?.[0], flags.get("order")?.[0]];
    const text = { steps: flags.get("step") ?? [], window, order, from, to, timezone };
    // A funnel has no breakdown: each slice is a question of its own.
    const slices = of.dimension === null ? [null] : of.values.map((value) => `${of.dimension}=${value ?? unknown}`);
    const answers = slices.map(async (slice) => {
      const where = slice === null ? [] : [slice];
      const question = readFunnel({ ...text, where }, of.engine.state, readTimezone);
      const { rows } = await answerFunnel(question, of.engine);
      return rows.flatMap(({ step, users, medianSeconds, averageSeconds }) =>
        Object.entries({ users, medianSeconds, averageSeconds }).map(([name, value]) => {
          return { period: from, slice, currency: null, name, position: step, value: value ?? 0 };
        }),
      );
    });
    return (await Promise.all(answers)).flat();
  },
  async arr(flags, of) {
    const text = { ...scopeOf(of), basis: flags.get("basis")?.[0] };
    const { rows } = await answerArr(readArr(text, of.engine.state, readTimezone), of.engine);
    return rows.flatMap((row) =>
      [...amounts, ...bridge, ...rates].map((name) => {
        return { ...placeOf(row, of), currency: String(row["currency"]), name, value: Number(row[name] ?? 0) };
      }),
    );
  },
};

function scopeOf({ settings, grain, dimension }: FullQuestion & { readonly settings: KeySettings }) {
  return {
    from: formatDay(settings.from),
    to: formatDay(settings.to),
    timezone: settings.zone.name,
    weekStart: weekdays[settings.weekStart - 1],
    grain,
    by: dimension === null ? [] : [dimension],
  };
}

function placeOf(row: Readonly<Record<string, unknown>>, { dimension }: FullQuestion) {
  const slice = dimension === null ? null : `${dimension}=${String(row[dimension])}`;
  return { period: String(row["period"]), slice, currency: null, position: 0 };
}
