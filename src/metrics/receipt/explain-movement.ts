import { type Fragment, join, name, sql, value } from "../../sql/fragment.ts";
import type { AnswerRow } from "../answer.ts";
import { bucketsIn } from "../buckets.ts";
import { compile } from "../compile.ts";
import type { Request } from "../compiled.ts";
import type { Compared } from "../explain/compared-ranges.ts";
import { type MovementRange, movementKinds, movementRanges, movementsCompared } from "../explain/movement-change.ts";
import { readFigures } from "../figures.ts";
import type { Metric } from "../metric.ts";
import { columnMetrics } from "../waterfall/column-metrics.ts";
import { compileMovements } from "../waterfall/compile-waterfall.ts";
import type { Behind } from "./behind.ts";
import { noSuchGroup, rowOf } from "./cell-to-read.ts";
import { compileBehind } from "./compile-behind.ts";
import type { ExplainedCell, ExplainedFigure } from "./explained-cell.ts";
import { groupQuestion } from "./receipt-question.ts";

/** The kinds of movement that make the change of the metric; none where movements do not make it. */
export function movementsOf({ metric, now, before }: Compared): readonly string[] {
  return movementRanges(metric, now, before).length === 0 ? [] : movementKinds(metric);
}

/** What one kind of movement adds to the change of a segment, counted from the versions of its subscriptions. */
export function explainMovement(kind: string, { compared, group, state }: ExplainedCell): ExplainedFigure {
  const { metric, now, before } = compared;
  const basis = metric.basis ?? "list";
  const ranges = movementRanges(metric, now, before);
  const requestOf = ({ question }: MovementRange): Request => ({
    question,
    state,
    buckets: bucketsIn(question, "total"),
    kept: null,
  });
  const onlyOf = (range: MovementRange): Request => {
    const request = requestOf(range);
    return { ...request, question: groupQuestion(request.question, group, null), fromEvents: true };
  };
  const column = columnOf(kind, basis);
  const compiled = ranges.map((range) => compile(column, onlyOf(range)));
  const [ran, ...besides] = ranges.map((range) => compileMovements(requestOf(range), basis));
  const [counted, ...others] = compiled;
  if (ran === undefined || counted === undefined) throw new Error("No range of movements");
  const added = (rows: readonly (AnswerRow | undefined)[]) =>
    movementsCompared(
      metric,
      ranges.map(({ sign }, i) => ({ sign, row: rows[i] })),
    )[kind] ?? 0;
  return {
    meaning: `What movements of the kind ${kind} add to the change of ${metric.name}; losses are negative.`,
    unit: "minor_units",
    ran: {
      source: ran.source,
      query: ran.query,
      beside: besides.map(({ query }) => query),
      read(rows, beside) {
        const found = [rows, ...beside].map((each) => (each.length === 0 ? undefined : rowIn(each, compared, group)));
        if (found.every((row) => row === undefined)) throw noSuchGroup(now.by, group);
        const currency = found.find((row) => row !== undefined)?.["currency"];
        return { value: added(found), currency: typeof currency === "string" ? currency : null };
      },
    },
    recount: {
      query: counted.query,
      beside: others.map(({ query }) => query),
      read: (rows, beside) =>
        added(
          [rows, ...beside].map((each, i) => {
            const [range, of] = [ranges[i], compiled[i]];
            if (range === undefined || of === undefined) return undefined;
            const request = onlyOf(range);
            const [bucket] = request.buckets;
            const figures = readFigures(column, request, { compiled: of, rows: each, column: "value" });
            return bucket === undefined ? undefined : { [kind]: figures.value(bucket, []) };
          }),
        ),
    },
    behind: behindBoth(ranges.map((range) => compileBehind(column, onlyOf(range)))),
    bases: [basis],
  };
}

/** The row of the segment; undefined where nothing of it moved in that range. */
function rowIn(rows: readonly AnswerRow[], { now }: Compared, group: readonly string[]): AnswerRow | undefined {
  const isThere = now.by.every((dimension, i) => rows.some((row) => String(row[dimension]) === group[i]));
  return isThere ? rowOf(rows, { at: {}, by: now.by, group }) : undefined;
}

function columnOf(kind: string, basis: "list" | "net"): Metric {
  const column = columnMetrics(basis).find(({ name: of }) => of === `arr.${kind}`);
  if (column === undefined) throw new Error(`"${kind}" is no movement`);
  return column;
}

/** The movements behind both ranges, each with the range it lies in; of one range as they are. */
function behindBoth([now, before]: readonly (Behind | null)[]): Behind | null {
  if (now === undefined || now === null || before === undefined || before === null) return now ?? null;
  const columns = join(
    now.columns.map((column) => name(column.name)),
    ", ",
  );
  const part = (
    range: string,
    { query }: Behind,
  ): Fragment => sql`select ${value(range, "text")} as "compared", ${columns}
from (
  ${query}
) m`;
  return {
    ...now,
    query: join([part("now", now), part("before", before)], "\nunion all\n"),
    order: ["compared", ...now.order],
    columns: [{ name: "compared", unit: "text" }, ...now.columns],
  };
}
