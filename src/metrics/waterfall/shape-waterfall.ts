import { UserError } from "../../schema/user-error.ts";
import type { AnswerColumn, AnswerRow } from "../answer.ts";
import { type Bucket, stateOf } from "../buckets.ts";
import { compileArr } from "../compile-arr.ts";
import { compileRetention } from "../compile-retained.ts";
import type { Compiled, Request } from "../compiled.ts";
import { type Figures, type Group, groupKey, readFigures } from "../figures.ts";
import type { Measure, Metric } from "../metric.ts";
import { groupsOf } from "../shape.ts";
import { compileCancels, compileMovements } from "./compile-waterfall.ts";
import { amounts, bridge, cancels, gains, losses, movements, rates, signed } from "./movements.ts";

/** One query of the waterfall, and the figures that stand in its rows. */
export interface WaterfallPart {
  readonly name: string;
  readonly compiled: Compiled;
  readonly columns: readonly { readonly figure: string; readonly column: string; readonly measure: Measure }[];
}

/** The figures of a waterfall, each by the name of its column. */
export type WaterfallFigures = ReadonlyMap<string, Figures>;

/** The four queries of a waterfall. `request` groups by currency first. */
export function compileWaterfall(request: Request): readonly WaterfallPart[] {
  const { basis } = request.question;
  const standing: Measure = { kind: "standing_arr" };
  const flows = (columns: readonly string[]) =>
    columns.map((column) => ({ figure: column, column, measure: { kind: "net_new_arr" } as const }));
  const kept = (figure: "grr" | "nrr") => ({
    figure,
    column: figure,
    measure: { kind: "retained_arr", form: figure === "grr" ? "gross" : "net", over: "bucket" } as const,
  });
  return [
    {
      name: "standing",
      compiled: compileArr(pseudoMetric("closing", standing, request), request),
      columns: [{ figure: "closing", column: "value", measure: standing }],
    },
    { name: "movements", compiled: compileMovements(request, basis), columns: flows(movements) },
    { name: "cancels", compiled: compileCancels(request, basis), columns: flows([...cancels, ...bridge]) },
    { name: "retained", compiled: compileRetention(request, basis), columns: rates.map(kept) },
  ];
}

/** Read the rows of one part. */
export function readWaterfallPart(
  { compiled, columns }: WaterfallPart,
  rows: readonly AnswerRow[],
  request: Request,
): readonly (readonly [string, Figures])[] {
  return columns.map(({ figure, column, measure }) => [
    figure,
    readFigures(pseudoMetric(figure, measure, request), request, { compiled, rows, column }),
  ]);
}

/** A metric that stands for one column of the waterfall. */
export function pseudoMetric(name: string, measure: Measure, { question }: Request): Metric {
  return {
    name,
    title: name,
    meaning: name,
    goodDirection: "none",
    fixedGrain: null,
    defaultGrain: "month",
    measure,
    basis: question.basis,
  };
}

/**
 * Rows of the waterfall: every bucket in order, in it every currency and slice that had ARR or moved in the range. UserError
 * `data_quality` where opening and movements do not make the closing, to the minor unit.
 */
export function shapeWaterfall(figures: WaterfallFigures, request: Request): readonly AnswerRow[] {
  // A subscription may have ended in a slice in which nothing ever stood, at a price of nought: that is no row.
  const standing = figures.get("closing");
  const groups = groupsOf(standing === undefined ? [] : [standing], request.question);
  return waterfallRows(request, groups, (bucket, group) => rowOf(figures, bucket, group));
}

/** One bucket's figures of one group, by the names of their columns. */
export type TellRow = (bucket: Bucket, group: Group) => Readonly<Record<string, number | null>>;

/** The rows that `tell` tells, each checked to close, with its period, state and group; empty slices are left out. */
export function waterfallRows(
  { question, buckets, state }: Request,
  groups: readonly Group[],
  tell: TellRow,
): readonly AnswerRow[] {
  const w = state.completeBefore.subscriptions;
  const rows = buckets.flatMap((bucket) =>
    groups.map((group) => {
      const told = tell(bucket, group);
      checkCloses(told, `${bucket.period}, ${group.join(", ")}`);
      // Filled one after the other, so that all rows have one shape: a year of days is ten thousands of figures.
      const row: Record<string, AnswerRow[string]> = {
        period: bucket.period,
        state: stateOf(bucket, w, state.lateDays),
      };
      for (const [i, dimension] of question.by.entries()) row[dimension] = group[i] ?? "";
      return { group, row: Object.assign(row, told) };
    }),
  );
  const present = new Set(
    rows.filter(({ row }) => amounts.some((amount) => (row[amount] ?? 0) !== 0)).map(({ group }) => groupKey(group)),
  );
  const isSliced = question.by.length > 1;
  return rows.filter(({ group }) => !isSliced || present.has(groupKey(group))).map(({ row }) => row);
}

const figuresInBucket = [...movements, "closing", ...cancels, ...rates, ...bridge] as const;

function rowOf(figures: WaterfallFigures, bucket: Bucket, group: Group): Readonly<Record<string, number | null>> {
  const figure = (name: string, of: Bucket) => figures.get(name)?.value(of, group) ?? null;
  const row: Record<string, number | null> = { opening: figure("closing", { ...bucket, endDay: bucket.firstDay }) };
  for (const name of figuresInBucket) row[name] = figure(name, bucket);
  return row;
}

function checkCloses(row: Readonly<Record<string, number | null>>, place: string): void {
  if (row["closing"] === null) return;
  const sum = (names: readonly string[]) => names.reduce((total, name) => total + (row[name] ?? 0), 0);
  const made = sum(["opening", ...gains, ...signed]) - sum(losses);
  if (made === row["closing"]) return;
  throw new UserError(
    "data_quality",
    `The ARR waterfall does not close (${place}): opening and movements make ${made}, but ${row["closing"]} stands.`,
    'Run "tidemark verify" to see where the ledger is wrong.',
  );
}

/** What the columns of the rows mean; the currency is told where there is only one. */
export function waterfallColumns(by: readonly string[], currencies: readonly string[]): readonly AnswerColumn[] {
  const plain = (name: string, unit: string): AnswerColumn => ({ name, unit, additive: false, overlapping: false });
  const [only, ...others] = currencies;
  const currency = only === undefined || others.length > 0 ? {} : { currency: only };
  return [
    plain("period", "date"),
    plain("state", "state"),
    ...by.map((dimension) => plain(dimension, "text")),
    ...amounts.map((name) => ({
      ...plain(name, "minor_units"),
      ...currency,
      additive: name !== "opening" && name !== "closing",
    })),
    ...rates.map((name) => plain(name, "rate")),
    ...bridge.map((name) => ({ ...plain(name, "minor_units"), ...currency, additive: true })),
  ];
}
