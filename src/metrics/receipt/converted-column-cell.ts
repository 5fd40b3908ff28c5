import { stateOf } from "../buckets.ts";
import type { Request } from "../compiled.ts";
import type { DataState } from "../data-state.ts";
import { watermarkOf } from "../figures.ts";
import { closingDay, lastDay } from "../fx/convert-figures.ts";
import { convertedFrom, type ConvertedParts, tellConverted } from "../fx/convert-waterfall.ts";
import { type ConversionPlan, planConversion, tellRows } from "../fx/plan-conversion.ts";
import type { RateOn } from "../fx/rates.ts";
import { unitOf } from "../metric.ts";
import { columnOf } from "../waterfall/column-metrics.ts";
import type { WaterfallPart } from "../waterfall/shape-waterfall.ts";
import { canonicalCell } from "./canonical-cell.ts";
import { placeOf, rowOf } from "./cell-to-read.ts";
import { compileBehind } from "./compile-behind.ts";
import { howConverted } from "./how-converted.ts";
import type { ProvenCell, Reading } from "./proven-cell.ts";
import { cellQuestion, type ReceiptQuestion } from "./receipt-question.ts";

/**
 * A column of a converted ARR row, ready to be proven. It is rounded so that its row adds up, so the whole row is told: by
 * the answer, and once more from customers' movements.
 */
export function convertedColumnCell(asked: ReceiptQuestion, state: DataState, rateOn: RateOn): ProvenCell {
  const { question, metric, bucket, group, isTotal, page, fx } = asked;
  const column = columnOf(metric);
  const { name, title, meaning, fixedGrain, measure, basis } = metric;
  const whole = planConversion(question, state, { fx, rateOn });
  const only = planConversion(cellQuestion(asked, null), state, { fx, rateOn, fromEvents: true });
  const { by } = whole.request.question;
  const request: Request = { ...only.request, buckets: [bucket] };
  const cell = isTotal ? "total" : bucket.period;
  return {
    question: { ...canonicalCell(question, { metric: name, cell, group, page }), fx },
    scope: question,
    page,
    definition: { name, title, meaning, rule: { metric: name, fixedGrain, measure, basis } },
    place: {
      ...placeOf(bucket),
      state: stateOf(bucket, watermarkOf(metric, state), state.lateDays),
      unit: unitOf(metric),
    },
    exists: null,
    ran: {
      source: "rollup",
      ...readingOf(whole, column, (parts) => {
        const row = rowOf(tellRows(whole, parts), { at: { period: bucket.period }, by, group });
        const value = row[column] as number | null;
        const isMoney = unitOf(metric) === "minor_units";
        const converted = howConverted(value, {
          currency: question.currency ?? "",
          ratesOf: fx === "reported" ? closingDay(bucket, request) : lastDay(request),
          parts: convertedFrom(parts, column, { bucket, group }),
          isMoney,
        });
        return { value, currency: isMoney ? converted.currency : null, converted };
      }),
    },
    recount: readingOf(only, column, (parts) => tellConverted(parts, only.request)(bucket, [])[column] ?? null),
    behind: compileBehind(metric, request),
    bases: basis === null ? ["list", "net"] : [basis],
  };
}

/** The query in which the column stands, and beside it those of the rest of the row. */
function readingOf<T>(plan: ConversionPlan, column: string, read: (parts: ConvertedParts) => T): Reading<T> {
  const isMeant = ({ columns }: WaterfallPart) => columns.some(({ figure }) => figure === column);
  const own = plan.parts.find(isMeant) ?? plan.parts[0];
  if (own === undefined) throw new Error("A waterfall without a query");
  const others = plan.parts.filter((part) => part !== own);
  return {
    query: own.compiled.query,
    beside: others.map(({ compiled }) => compiled.query),
    read: (rows, beside) =>
      read(plan.read(new Map([[own.name, rows], ...others.map(({ name }, i) => [name, beside[i] ?? []] as const)]))),
  };
}
