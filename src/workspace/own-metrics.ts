import { z } from "zod";
import { catalogue } from "../metrics/catalogue.ts";
import { checkDimension } from "../metrics/dimensions.ts";
import type { Measure, Metric } from "../metrics/metric.ts";
import { readFilters } from "../metrics/question-filters.ts";
import { nearestName, UserError } from "../schema/user-error.ts";

const shared = {
  title: z.string().min(1).max(80).optional().describe("Its name for people; default: the metric's name."),
  meaning: z.string().min(1).max(400).describe("One sentence that a product person understands."),
  good: z.enum(["up", "down", "none"]).default("none").describe("Which way is good."),
  grain: z
    .enum(["day", "week", "month", "quarter", "year"])
    .default("day")
    .describe("Length of its buckets unless a question names another."),
};

const simple = z.strictObject({
  type: z.literal("simple"),
  ...shared,
  count: z.enum(["events", "users"]).describe("What is counted: the events, or the distinct users who had one."),
  events: z.array(z.string().min(1).max(200)).min(1).max(50).describe('Kinds of event by name; ["*"] is any event.'),
  where: z
    .array(z.string().max(1_000))
    .max(50)
    .default([])
    .describe(
      "Conditions as --where has them: DIM=VALUE or DIM!=VALUE; = repeated on one dimension means any of them.",
    ),
});

const ratio = z.strictObject({
  type: z.literal("ratio"),
  ...shared,
  numerator: z.string().describe("A count by name: one of these metrics, or one of the catalogue."),
  denominator: z.string().describe("The count it is divided by; the ratio is null where it is 0."),
});

/** The section `metrics` of `tidemark.yaml`: a workspace's own metrics by name. */
export const ownMetricsSection = z
  .record(
    z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,59}$/, "must be a name of lower-case letters, digits and _ that begins with a letter"),
    z.discriminatedUnion("type", [simple, ratio]),
  )
  .describe("Metrics of your own, by name: simple counts and ratios of two.");

/** The section as it was read. */
export type OwnMetrics = z.infer<typeof ownMetricsSection>;

type Own = OwnMetrics[string];

/** What is wrong with a workspace's own metrics, and where in the section. */
export interface OwnMetricFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint: string;
}

/** The section's metrics, or the first fault in it. A ratio may name a count that stands after it. */
export function readOwnMetrics(section: OwnMetrics): readonly Metric[] | OwnMetricFault {
  const counts = new Map<string, Metric>();
  for (const [name, own] of Object.entries(section)) {
    const taken = nameFault(name);
    if (taken !== null) return taken;
    if (own.type !== "simple") continue;
    const metric = simpleMetric(name, own);
    if ("hint" in metric) return metric;
    counts.set(name, metric);
  }
  const metrics: Metric[] = [];
  for (const [name, own] of Object.entries(section)) {
    const metric = own.type === "simple" ? counts.get(name) : ratioMetric(name, own, { section, counts });
    if (metric === undefined) throw new Error(`"${name}" was read and is not there`);
    if ("hint" in metric) return metric;
    metrics.push(metric);
  }
  return metrics;
}

function nameFault(name: string): OwnMetricFault | null {
  const isTaken = catalogue.some((metric) => metric.name === name || `${metric.name}_net` === name);
  const hint = "Give it another name: what the catalogue names means the same in every workspace.";
  return isTaken ? { path: [name], message: `"${name}" is a metric of the catalogue.`, hint } : null;
}

function described(name: string, { title, meaning, good, grain }: Own): Omit<Metric, "measure"> {
  return {
    name,
    title: title ?? name,
    meaning,
    goodDirection: good,
    fixedGrain: null,
    defaultGrain: grain,
    basis: null,
  };
}

function simpleMetric(name: string, own: Extract<Own, { type: "simple" }>): Metric | OwnMetricFault {
  const events = own.events.includes("*") ? ("any" as const) : own.events;
  const kind = own.count === "events" ? ("event_count" as const) : ("distinct_users" as const);
  const bare: Metric = { ...described(name, own), measure: { kind, events } };
  for (const [i, text] of own.where.entries()) {
    try {
      for (const { dimension } of readFilters([text])) checkDimension(bare, dimension, []);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { path: [name, "where", i], message: error.message, hint: error.hint };
    }
  }
  const where = readFilters(own.where);
  return where.length === 0 ? bare : { ...bare, measure: { kind, events, where } };
}

interface Known {
  readonly section: OwnMetrics;
  readonly counts: ReadonlyMap<string, Metric>;
}

function ratioMetric(name: string, own: Extract<Own, { type: "ratio" }>, known: Known): Metric | OwnMetricFault {
  const parts: Measure[] = [];
  for (const part of ["numerator", "denominator"] as const) {
    const found = countNamed(own[part], known);
    if ("hint" in found) return { ...found, path: [name, part] };
    parts.push(found);
  }
  const [numerator, denominator] = parts;
  if (numerator === undefined || denominator === undefined) throw new Error("A ratio has two parts");
  return { ...described(name, own), measure: { kind: "ratio", numerator, denominator } };
}

/** The measure of a count by name; only counts can be divided by one another in every bucket, group and filter. */
function countNamed(name: string, { section, counts }: Known): Measure | Omit<OwnMetricFault, "path"> {
  const metric = counts.get(name) ?? catalogue.find((candidate) => candidate.name === name);
  const dividable = [...counts.keys(), ...catalogue.filter(isCount).map((candidate) => candidate.name)];
  if (metric !== undefined && isCount(metric)) return metric.measure;
  if (metric !== undefined || section[name] !== undefined) {
    return {
      message: `"${name}" cannot be a part of a ratio: only counts of events or of users at any grain can.`,
      hint: `Counts are ${dividable.join(", ")}.`,
    };
  }
  const near = nearestName(name, dividable);
  return {
    message: `No count is called "${name}".`,
    hint: `${near === null ? "" : `Did you mean "${near}"? `}Counts are ${dividable.join(", ")}.`,
  };
}

function isCount({ measure, fixedGrain }: Metric): boolean {
  return fixedGrain === null && (measure.kind === "event_count" || measure.kind === "distinct_users");
}
