import { z } from "zod";
import type { Answer, MetricDescription } from "../metrics/answer.ts";
import { grains } from "../metrics/grain.ts";
import type { QuestionText } from "../metrics/question.ts";
import type { ExplainedSql } from "../workspace/ask.ts";
import type { Status } from "../workspace/status.ts";

export type { Answer, AnswerColumn, AnswerRow, Comparison, MetricDescription, PeriodState } from "../metrics/answer.ts";
export type { Explanation, ExplainRow, Turnover } from "../metrics/explain/explanation.ts";
export type { Receipt } from "../metrics/receipt/receipt.ts";
export type { Basis, Grain } from "../metrics/grain.ts";
export type { ArrAnswer } from "../workspace/arr.ts";
export type { FunnelAnswer } from "../workspace/funnel.ts";
export type { LifecycleAnswer } from "../workspace/lifecycle.ts";
export type { LoadList } from "../workspace/loads.ts";
export type { Restatement } from "../workspace/restatements.ts";
export type { RetentionAnswer } from "../workspace/retention.ts";
export type { Status } from "../workspace/status.ts";
export type { StickinessAnswer } from "../workspace/stickiness.ts";
export type { VerifyReport } from "../workspace/types.ts";
export type { SavedView, ViewList } from "../workspace/views.ts";
export type { ImportRequest, ImportResult, PreviewRequest, UploadPreview } from "./import-contract.ts";

/** Longest value of one parameter, in characters. */
const text = z.string().max(1_024);
const texts = z.array(text).max(50);
const day = z.string().describe("A day, 2026-01-31.");
const instant = z.string().describe("An instant in UTC, 2026-01-31T00:00:00Z.");

/** The parameters of `GET /v1/query`: only their shape is checked here, their meaning where the question is compiled. */
export const queryParameters = z.strictObject({
  metric: texts.min(1).describe("A metric's name; repeat it for several metrics."),
  from: text.optional().describe("First day (2026-01-31), month (2026-01) or instant; default: where the data begin."),
  to: text.optional().describe("Exclusive end, written like from; default: where the data end."),
  grain: text.optional().describe(`Length of a bucket: ${grains.join(", ")}; default: the metric's own.`),
  by: texts.optional().describe("Break down by this dimension; repeatable."),
  where: texts.optional().describe("DIM=VALUE or DIM!=VALUE; repeatable; an empty value means Unknown."),
  event: texts.optional().describe("Count this kind of event, * any; repeatable."),
  top: text.optional().describe("Keep the N largest groups and put the rest together as Other."),
  compare: text.optional().describe("previous, previous_year or FROM..TO."),
  basis: text.optional().describe("Price basis of ARR: list or net."),
  currency: text.optional().describe("Convert amounts of every currency into this one, at declared rates."),
  window: text.optional().describe("How long a trial has to become paying, 30d or 12h; default: 30d."),
  timezone: text.optional().describe("IANA timezone of the days; default: the workspace's."),
  weekStart: text.optional().describe("First day of a week, monday to sunday; default: the workspace's."),
});

/** The question that a query's parameters ask. */
export function questionOf({ metric, ...rest }: z.output<typeof queryParameters>): QuestionText {
  return { metrics: metric, ...rest };
}

/** The SQL of a question, in every dialect. */
export interface SqlList {
  readonly statements: readonly ExplainedSql[];
}

/** The parameters of a path that takes none. */
export const noParameters = z.strictObject({});

/** The parameters of `GET /v1/quarantine`. */
export const quarantineParameters = z.strictObject({
  limit: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, "must be a whole number from 1 to 9999")
    .optional()
    .describe("How many rows at most, the newest import first; default 100."),
});

const figures = z.record(z.string(), z.number().nullable());
const rows = z.array(z.record(z.string(), z.union([z.string(), z.number(), z.literal(true), z.null()]))).readonly();

const range = z.object({ from: z.string(), to: z.string() });

/** Two half-open ranges that are compared. */
export const comparedRanges = z.object({ now: range, before: range });

/** Every answer to a question, as house.md's envelope has it. */
export const answerSchema = z.object({
  schemaVersion: z.literal(1),
  question: z.object({
    kind: z.literal("query"),
    metrics: z.array(z.string()).readonly(),
    from: z.string(),
    to: z.string(),
    grain: z.enum(grains),
    by: z.array(z.string()).readonly(),
    where: z.array(z.string()).readonly(),
    event: z.array(z.string()).readonly(),
    top: z.number().int().nullable(),
    compare: z.string().nullable(),
    basis: z.enum(["list", "net"]),
    currency: z.string().exactOptional(),
    windowSeconds: z.number().int().exactOptional(),
    timezone: z.string(),
    weekStart: z.string(),
  }),
  timezone: z.string(),
  weekStart: z.string(),
  dataThrough: z.object({ events: instant.nullable(), subscriptions: instant.nullable() }),
  generation: z.number().int(),
  source: z.enum(["rollup", "events"]),
  columns: z
    .array(
      z.object({
        name: z.string(),
        unit: z.string().describe("date, instant, state, text, count, minor_units or rate."),
        currency: z.string().exactOptional(),
        additive: z.boolean().describe("Only where true may values of different rows be summed."),
        overlapping: z.boolean().describe("True where one user may stand in several groups."),
      }),
    )
    .readonly(),
  rows,
  totals: figures,
  comparison: z
    .object({
      from: z.string(),
      to: z.string(),
      compared: comparedRanges
        .nullable()
        .describe(
          "What totals and changeRate compare: of an open range its complete days, and as many of the one before; null where no day is complete.",
        ),
      rows,
      totals: figures,
      changeRate: figures,
    })
    .exactOptional(),
  warnings: z.array(z.string()).readonly(),
}) satisfies z.ZodType<Answer>;

const metricSchema: z.ZodType<MetricDescription> = z.object({
  name: z.string(),
  title: z.string(),
  meaning: z.string(),
  unit: z.enum(["count", "minor_units", "rate"]),
  goodDirection: z.enum(["up", "down", "none"]),
  additive: z.boolean(),
  additivity: z.enum(["full", "over_time", "none"]),
  nullRule: z.string(),
  tests: z.array(z.string()).readonly(),
  source: z.string(),
  subject: z.enum(["activity", "subscription"]),
  grains: z.array(z.enum(grains)).readonly(),
  defaultGrain: z.enum(grains),
  dimensions: z.array(z.string()).readonly(),
});

/** What `GET /v1/metrics` answers. */
export const metricsSchema = z.object({ metrics: z.array(metricSchema).readonly() });
/** What `GET /v1/metrics` answers. */
export type MetricList = z.output<typeof metricsSchema>;

/** What `GET /v1/status` answers. */
export const statusSchema: z.ZodType<Status> = z.object({
  schemaVersion: z.literal(1),
  generation: z.number().int().describe("0 while nothing is loaded."),
  timezone: z.string(),
  weekStart: z.string(),
  currency: z.string(),
  dataThrough: z.object({ events: instant.nullable(), subscriptions: instant.nullable() }),
  range: z.object({ from: day, to: day }).nullable(),
  simulated: z.boolean(),
  scenario: z.string().nullable(),
  presets: z
    .array(
      z.object({
        name: z.string(),
        label: z.string(),
        from: day,
        to: day,
        grain: z.enum(grains),
      }),
    )
    .readonly(),
  currencies: z.array(z.string()).readonly(),
  events: z.array(z.string()).readonly(),
});

/** What `GET /v1/quarantine` answers: rejected rows as the quarantine files hold them, newest import first. */
export const quarantineSchema = z.object({
  rows: z
    .array(
      z.object({
        batchId: z.string(),
        file: z.string(),
        line: z.number().int().nullable(),
        column: z.string().nullable(),
        reason: z.string(),
        raw: z.string().nullable().describe("The row as it stood; null where raw text is turned off."),
      }),
    )
    .readonly(),
});
/** What `GET /v1/quarantine` answers. */
export type QuarantineList = z.output<typeof quarantineSchema>;

/** Any error (RFC 9457, `application/problem+json`). */
export const problemSchema = z.object({
  type: z.string().describe("What kind of error, as a URI reference that stays the same."),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().describe("The fact, with the value."),
  hint: z.string().describe("The way out."),
  requestId: z.string(),
});
/** Any error. */
export type Problem = z.output<typeof problemSchema>;
