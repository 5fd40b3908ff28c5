import { z } from "zod";
import { grains } from "../../metrics/grain.ts";
import { UserError } from "../../schema/user-error.ts";
import { checkReceipt, type Receipt } from "../../workspace/receipt.ts";
import { answerSchema, queryParameters } from "../contract.ts";
import { Refusal } from "../problem.ts";
import { defineRoute } from "../route.ts";
import { funnelParameters, funnelQuestionShape } from "./funnel.ts";
import { retentionParameters, retentionQuestionShape } from "./retention.ts";

const { metric: _metric, ...asked } = queryParameters.shape;
const text = queryParameters.shape.basis.unwrap();
const texts = queryParameters.shape.metric;
const { startEvent, returnEvent, cohort, mode, periods, minOccurrences } = retentionParameters.shape;
const ofRetention = { startEvent, returnEvent, cohort, mode, periods, minOccurrences };
const { step, order, ties, maturing } = funnelParameters.shape;
const ofFunnel = { order, ties, maturing };

const parameters = z.strictObject({
  metric: text.describe(
    "The metric's name; the other parameters are those of the question whose answer shows the cell. A column of an ARR row is arr. and its name (arr.churn), with by=currency first unless currency converts it; figures of the other answers are lifecycle.new to lifecycle.dormant, stickiness.users, retention.size, retention.values.K, retention.rates.K and under all cohorts retention.exposed.K, funnel.users, funnel.conversion, funnel.medianSeconds and funnel.averageSeconds; of why METRIC moved explain.METRIC.new, .resurrected and .dormant, or explain.METRIC.churn and the other movements, with compare and one by for a segment; of another policy policies.PRESET.closing and .churn, with by=currency.",
  ),
  ...asked,
  ...ofRetention,
  ...ofFunnel,
  step: step.optional(),
  cell: text
    .optional()
    .describe(
      "The row's period as the answer prints it, or total (the default); a retention's cohort, a stickiness's activePeriods, a funnel's step.",
    ),
  fx: text.optional().describe("At which rates a column of an ARR row is converted, as /v1/arr takes it."),
  group: texts.optional().describe("The row's value of each by, in the same order; repeatable; none for the total."),
  limit: text
    .optional()
    .describe(
      "List so many of the rows behind the cell, up to 10000: needs the session's token; default: only counted.",
    ),
  offset: text.optional().describe("Pass over so many of them; default 0."),
});

const statement = {
  dialect: z.string(),
  sql: z.string(),
  parameters: z.array(z.union([z.string(), z.number(), z.null()])).readonly(),
};

const envelope = answerSchema.shape;
const [ofCohorts, ofSteps] = [retentionQuestionShape, funnelQuestionShape];
const ownQuestion = {
  startEvents: ofCohorts.startEvents.exactOptional(),
  returnEvents: ofCohorts.returnEvents.exactOptional(),
  cohort: ofCohorts.cohort.exactOptional(),
  mode: ofCohorts.mode.exactOptional(),
  periods: ofCohorts.periods.exactOptional(),
  minOccurrences: ofCohorts.minOccurrences.exactOptional(),
  steps: ofSteps.steps.exactOptional(),
  windowSeconds: ofSteps.windowSeconds.exactOptional(),
  order: ofSteps.order.exactOptional(),
  ties: ofSteps.ties.exactOptional(),
  maturing: ofSteps.maturing.exactOptional(),
};

/** What `GET /v1/receipt` answers: what a figure means, what ran, a recount from the base rows, and those rows. */
export const receiptSchema: z.ZodType<Receipt> = z.object({
  schemaVersion: envelope.schemaVersion,
  timezone: envelope.timezone,
  weekStart: envelope.weekStart,
  dataThrough: envelope.dataThrough,
  generation: envelope.generation,
  source: envelope.source,
  question: z.object({
    kind: z.literal("receipt"),
    metric: z.string(),
    cell: z.string(),
    group: z.record(z.string(), z.string()),
    from: z.string(),
    to: z.string(),
    grain: z.enum(grains),
    by: z.array(z.string()).readonly(),
    where: z.array(z.string()).readonly(),
    event: z.array(z.string()).readonly(),
    top: z.number().int().nullable(),
    basis: z.enum(["list", "net"]),
    compare: z.string().exactOptional(),
    currency: z.string().exactOptional(),
    fx: z.enum(["constant", "reported"]).exactOptional(),
    timezone: z.string(),
    weekStart: z.string(),
    limit: z.number().int().nullable(),
    offset: z.number().int().nullable(),
    ...ownQuestion,
  }),
  cell: z.object({
    period: z.string(),
    from: z.string(),
    to: z.string(),
    state: z.enum(["open", "provisional", "closed", "future"]),
    unit: z.enum(["count", "minor_units", "rate", "seconds"]),
    currency: z.string().nullable(),
    value: z.number().nullable().describe("The figure as the answer prints it."),
  }),
  definition: z.object({
    name: z.string(),
    title: z.string(),
    meaning: z.string(),
    version: z.string().describe("A hash of what defines the metric."),
    sql: z.array(z.object(statement)).readonly().describe("The definition over base rows, in every dialect."),
  }),
  converted: z
    .object({
      currency: z.string(),
      ratesOf: z.string().describe("The day whose declared rates hold; as reported, that of the close."),
      parts: z
        .array(
          z.object({
            currency: z.string(),
            amount: z.number().describe("Minor units: the amount, or of a rate its numerator."),
            base: z.number().nullable().describe("Minor units: of a rate its denominator."),
            rate: z.string().describe("What a minor unit is worth in minor units of the figure, as an exact fraction."),
            ratesOf: z.string().describe("The day of that rate."),
          }),
        )
        .readonly(),
      exact: z
        .string()
        .nullable()
        .describe("The sum of every part times its rate, an exact fraction of a minor unit; null of a rate."),
      dividedBy: z.number().int().describe("Twelve for every paying customer, of a month of ARR by customer; else 1."),
      adjusted: z
        .number()
        .int()
        .describe("Minor units that were added once everything was rounded, so that a row of the waterfall adds up."),
    })
    .exactOptional()
    .describe("Where the figure was converted: exact, divided by dividedBy, rounded once, and then adjusted."),
  ran: z.object({ ...statement, source: z.enum(["rollup", "events"]) }).describe("What the figure was read from."),
  recount: z
    .object({ value: z.number().nullable(), equal: z.boolean() })
    .describe("The cell counted again by the definition; where it differs the request fails with problem integrity."),
  behind: z
    .object({
      kind: z.enum(["events", "users", "subscriptions", "movements", "endings", "customers", "requests", "trials"]),
      total: z.number().int().describe("How many rows make the figure."),
      columns: z.array(z.object({ name: z.string(), unit: z.string() })).readonly(),
      rows: envelope.rows.nullable().describe("The page that limit and offset ask for; null without them."),
    })
    .nullable(),
  warnings: envelope.warnings,
});

/** The proof of one figure. */
export const receiptRoute = defineRoute({
  path: "/v1/receipt",
  name: "Receipt",
  summary: "Prove one figure: what it means, what ran, the same counted again from the base rows",
  parameters,
  answer: receiptSchema,
  needsSession: false,
  isPersonal: ({ limit, offset }) => limit !== undefined || offset !== undefined,
  handle({ metric, step: steps, ...rest }, { backend, answers, isWanted }) {
    const question = { metrics: [metric], ...(steps === undefined ? {} : { steps }), ...rest };
    const answer = async () => checked(await backend.receipt(question));
    return answers.meet({ kind: "receipt", question, answer }, isWanted);
  },
});

/** A recount that differs is nobody's secret: both figures are told. */
function checked(receipt: Receipt): Receipt {
  try {
    checkReceipt(receipt);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new Refusal(500, error.message, { hint: error.hint, kind: error.code });
  }
  return receipt;
}
