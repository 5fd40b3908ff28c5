import type { Answer } from "../../serve/contract.ts";
import { change, figure, inCurrencyOf } from "./figure.ts";
import type { Sheet } from "./sheet.ts";

/** A half-open range, as it is printed. */
type DateRange = Pick<Answer["question"], "from" | "to">;

/** The ranges whose figures a change is of. */
export interface ComparedRanges {
  readonly now: DateRange;
  readonly before: DateRange;
}

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
> & { readonly rows: readonly object[]; readonly question?: DateRange };

/** What a reader must know beside the figures: until when data reach, whose days they are, and each warning. */
export function answerNotes({
  dataThrough,
  timezone,
  weekStart,
  generation,
  source,
  question,
  comparison,
  rows,
  warnings,
}: Noted): readonly string[] {
  const restated = [...new Set(rows.flatMap(restatedPeriod))];
  return [
    `Data through ${dataThrough.events ?? "-"} (events), ${dataThrough.subscriptions ?? "-"} (subscriptions).`,
    `Days of ${timezone}, weeks from ${weekStart}; generation ${generation}, from ${source}.`,
    ...(comparison === undefined ? [] : comparedNotes(comparison, question)),
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

/** What is compared; where a part of a range is, as of one that is still open, that part too. */
function comparedNotes(
  { from, to, compared }: NonNullable<Noted["comparison"]>,
  asked: DateRange | undefined,
): readonly string[] {
  const whole = `Compared with ${from} to ${to}.`;
  if (compared === null || asked === undefined) return [whole];
  const isPart = (part: DateRange, of: DateRange) => part.from !== of.from || part.to !== of.to;
  if (!isPart(compared.before, { from, to }) && !isPart(compared.now, asked)) return [whole];
  return [whole, `The change is that of ${rangesNote(compared)}.`];
}

/** Two ranges that are compared, as a note tells them. */
export function rangesNote({ now, before }: ComparedRanges): string {
  return `${now.from} to ${now.to} against ${before.from} to ${before.to}`;
}

/** Restated periods that are told one by one. */
const mostTold = 12;

/** The period of a row whose figures a later load moved. */
function restatedPeriod(row: { readonly restated?: unknown; readonly period?: unknown }): readonly string[] {
  return row.restated === true && typeof row.period === "string" ? [row.period] : [];
}
