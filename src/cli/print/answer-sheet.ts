import type { Answer } from "../../serve/contract.ts";
import { change, figure, inCurrencyOf } from "./figure.ts";
import type { Sheet } from "./sheet.ts";

/** What of an answer is a table; answers of several kinds have it. */
type Tabular = Pick<Answer, "columns" | "rows" | "totals" | "comparison">;

/** An answer's rows; below them the totals and, where it was asked, what they are compared with. */
export function answerSheet({ columns, rows, totals, comparison }: Tabular): Sheet {
  // The first column holds the label of each line below the rule.
  const rest = columns.slice(1);
  // Of amounts by currency there is a total where there is one currency.
  const figures = (values: Readonly<Record<string, number | null>>): readonly string[] =>
    rest.map((column) =>
      column.name in values ? figure(values[column.name], inCurrencyOf(rows[0] ?? {}, column)) : "",
    );
  const compared =
    comparison === undefined
      ? []
      : [
          { label: "before", cells: figures(comparison.totals) },
          {
            label: "change",
            cells: rest.map(({ name }) => (name in comparison.changeRate ? change(comparison.changeRate[name]) : "")),
          },
        ];
  return { columns, rows, summary: [{ label: "total", cells: figures(totals) }, ...compared] };
}

/** What of an answer's envelope its notes tell; answers of every kind have it. */
type Noted = Pick<
  Answer,
  "dataThrough" | "timezone" | "weekStart" | "generation" | "source" | "comparison" | "warnings"
> & { readonly rows: readonly object[] };

/** What a reader must know beside the figures: until when data reach, whose days they are, and each warning. */
export function answerNotes({
  dataThrough,
  timezone,
  weekStart,
  generation,
  source,
  comparison,
  rows,
  warnings,
}: Noted): readonly string[] {
  const restated = [...new Set(rows.flatMap(restatedPeriod))];
  return [
    `Data through ${dataThrough.events ?? "-"} (events), ${dataThrough.subscriptions ?? "-"} (subscriptions).`,
    `Days of ${timezone}, weeks from ${weekStart}; generation ${generation}, from ${source}.`,
    ...(comparison === undefined ? [] : [`Compared with ${comparison.from} to ${comparison.to}.`]),
    ...(restated.length === 0
      ? []
      : [
          `Restated by a later load (the Data page says why): ${restated.slice(0, mostTold).join(", ")}${
            restated.length > mostTold ? " …" : ""
          }.`,
        ]),
    ...warnings.map((warning) => `warning: ${warning}`),
  ];
}

/** Restated periods that are told one by one. */
const mostTold = 12;

/** The period of a row whose figures a later load moved. */
function restatedPeriod(row: { readonly restated?: unknown; readonly period?: unknown }): readonly string[] {
  return row.restated === true && typeof row.period === "string" ? [row.period] : [];
}
