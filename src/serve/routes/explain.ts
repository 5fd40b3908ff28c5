import { z } from "zod";
import type { Explanation } from "../../workspace/explain.ts";
import { answerSchema, comparedRanges, queryParameters } from "../contract.ts";
import { defineRoute } from "../route.ts";

const { from, to, by, where, event, compare, basis, timezone, weekStart } = queryParameters.shape;
const text = queryParameters.shape.basis.unwrap();

const parameters = z.strictObject({
  metric: text.describe("The metric's name."),
  from,
  to,
  compare: compare.describe("previous (the default), previous_year or FROM..TO."),
  by: by.describe("Look along this dimension; repeatable; default: those people look along first."),
  where,
  event,
  basis,
  timezone,
  weekStart,
});

const envelope = answerSchema.shape;
const figure = z.number().nullable();

const moved = {
  before: figure,
  now: figure,
  change: figure.describe("now − before."),
  turnover: z
    .object({ new: z.number().int(), resurrected: z.number().int(), dormant: z.number().int() })
    .exactOptional()
    .describe("Of distinct users: change = new + resurrected − dormant."),
  movements: z
    .record(z.string(), z.number())
    .exactOptional()
    .describe("Of ARR: what each kind of movement adds to the change, losses negative; they sum to it."),
};

/** What `GET /v1/explain` answers: why a metric moved, dimension by dimension, the greatest change first. */
export const explanationSchema: z.ZodType<Explanation> = z.object({
  schemaVersion: envelope.schemaVersion,
  timezone: envelope.timezone,
  weekStart: envelope.weekStart,
  dataThrough: envelope.dataThrough,
  generation: envelope.generation,
  source: envelope.source,
  question: z.object({
    kind: z.literal("explain"),
    metric: z.string(),
    from: z.string(),
    to: z.string(),
    compare: z.string().describe("FROM..TO."),
    by: z.array(z.string()).readonly(),
    where: z.array(z.string()).readonly(),
    event: z.array(z.string()).readonly(),
    basis: z.enum(["list", "net"]),
    timezone: z.string(),
    weekStart: z.string(),
  }),
  compared: comparedRanges.describe("What was compared: of an open range its complete days, and as many of the other."),
  columns: envelope.columns,
  dimensions: z
    .array(z.object({ name: z.string(), additive: z.boolean(), overlapping: z.boolean() }))
    .readonly()
    .describe("additive: the changes of its segments sum to the whole change, exactly."),
  totals: z.object({ ...moved, changeRate: figure }),
  rows: z.array(z.object({ dimension: z.string(), segment: z.string(), ...moved, shareOfChange: figure })).readonly(),
  warnings: envelope.warnings,
});

/** Why a metric moved against a comparable range. */
export const explainRoute = defineRoute({
  path: "/v1/explain",
  name: "Explanation",
  summary: "Tell why a metric moved: which segments, who came and who went, which movements of ARR",
  parameters,
  answer: explanationSchema,
  needsSession: false,
  handle: (question, { backend, answers, isWanted }) =>
    answers.meet({ kind: "explain", question, isLong: true, answer: () => backend.explain(question) }, isWanted),
});
