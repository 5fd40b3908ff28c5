import { createHash } from "node:crypto";
import type { AnswerRow } from "../metrics/answer.ts";
import type { DataState } from "../metrics/data-state.ts";
import { readActivityCell } from "../metrics/receipt/activity-cell.ts";
import type { Behind } from "../metrics/receipt/behind.ts";
import { metricCell } from "../metrics/receipt/metric-cell.ts";
import { convertedColumnCell } from "../metrics/receipt/converted-column-cell.ts";
import { readPolicyCell } from "../metrics/receipt/policy-cell.ts";
import type { ProvenCell, Reading } from "../metrics/receipt/proven-cell.ts";
import type { Receipt } from "../metrics/receipt/receipt.ts";
import { type Page, readReceipt, type ReceiptQuestion, type ReceiptText } from "../metrics/receipt/receipt-question.ts";
import { comesApartByCurrency } from "../metrics/metric.ts";
import { columnMetrics, isColumn } from "../metrics/waterfall/column-metrics.ts";
import { fromBaseRows } from "../rollup/from-base-rows.ts";
import { formatDay, formatInstant } from "../schema/date.ts";
import { UserError } from "../schema/user-error.ts";
import { type Fragment, join, name, sql, value } from "../sql/fragment.ts";
import type { Reader } from "../warehouse/warehouse.ts";
import { envelopeOf } from "./activity-envelope.ts";
import { keptValues } from "./answer.ts";
import { inEveryDialect, stateOf } from "./ask.ts";
import { conversionOf, type Engine } from "./measure.ts";
import type { Workspace } from "./open.ts";
import { readTimezone } from "./timezone.ts";
import { warningsFor } from "./warnings.ts";

export type { Receipt } from "../metrics/receipt/receipt.ts";
export type { ReceiptText } from "../metrics/receipt/receipt-question.ts";

/**
 * The receipt of one cell. UserErrors: `usage` where there is no such cell, `nothing_loaded` before any load. A recount
 * that differs is told by `recount.equal`; `checkReceipt` makes it an error.
 */
export async function receipt(ws: Workspace, text: ReceiptText): Promise<Receipt> {
  return ws.readers.use(async (reader) => {
    const state = withColumns(stateOf(ws, reader), text);
    const engine = { state, run: (query: Fragment) => reader.run(query) };
    const cell =
      readPolicyCell(text, { state, findZone: readTimezone, configured: ws.config }) ??
      readActivityCell(text, state, readTimezone);
    if (cell !== null) return proveCell(cell, reader, engine);
    return makeReceipt(readReceipt(text, state, readTimezone), reader, engine);
  });
}

/** `state` in which the columns of an ARR row are metrics too: `arr.churn` is the column `churn`, by currency. */
function withColumns(state: DataState, { basis }: ReceiptText): DataState {
  const priced = (basis ?? state.policy?.basis) === "net" ? "net" : "list";
  return { ...state, ownMetrics: [...(state.ownMetrics ?? []), ...columnMetrics(priced)] };
}

/** UserError `integrity` naming both figures where the recount is not what the answer says. */
export function checkReceipt({ question, cell, recount, generation }: Receipt): void {
  if (recount.equal) return;
  throw new UserError(
    "integrity",
    `"${question.metric}" of ${question.cell} is ${cell.value} in the answer, but ${recount.value} by a recount from the base rows (generation ${generation}).`,
    'The rollups are not what the lake holds: run "tidemark rebuild", which builds them anew from it.',
  );
}

/** The receipt of a metric's checked cell, from one generation. */
export async function makeReceipt(asked: ReceiptQuestion, reader: Reader, engine: Engine): Promise<Receipt> {
  const kept = await keptValues(asked.question, engine);
  const { state, run } = engine;
  const convert = comesApartByCurrency(asked.metric)
    ? await conversionOf({ question: asked.question, state }, run)
    : null;
  if (convert !== null && isColumn(asked.metric)) {
    return proveCell(convertedColumnCell(asked, state, convert.rateOn), reader, engine);
  }
  return proveCell(metricCell(asked, { state, kept, convert }), reader, engine);
}

/** The receipt of a cell, from one generation. */
export async function proveCell(cell: ProvenCell, reader: Reader, { state, run }: Engine): Promise<Receipt> {
  const { scope, definition, ran, recount, behind, bases, page, policy = reader.generation.policy } = cell;
  const fromBase = (query: Fragment) => fromBaseRows(query, { policy, bases });
  if (cell.exists !== null) await readWith(cell.exists, run);
  const { converted, ...said } = await readWith(ran, run);
  const recounted = await readWith(recount, (query) => run(fromBase(query)));
  const defined = fromBase(recount.query);
  const { name: defines, title, meaning, rule } = definition;
  return {
    ...envelopeOf(scope, state, ran.source),
    question: cell.question,
    cell: { ...cell.place, ...said },
    definition: {
      name: defines,
      title,
      meaning,
      version: versionOf(rule),
      sql: inEveryDialect(defines, defined).map(({ dialect, sql: text, parameters }) => ({
        dialect,
        sql: text,
        parameters,
      })),
    },
    ...(converted === undefined ? {} : { converted }),
    ran: { dialect: reader.dialect, ...reader.statement(ran.query), source: ran.source },
    recount: { value: recounted, equal: recounted === said.value },
    behind: behind === null ? null : await listBehind({ ...behind, query: fromBase(behind.query) }, page, run),
    warnings: warningsFor({ ...scope, compare: null }, state),
  };
}

/** What a reading tells, by an engine. */
async function readWith<T>({ query, beside = [], read }: Reading<T>, run: Engine["run"]): Promise<T> {
  const [rows = [], ...others] = await Promise.all([query, ...beside].map(run));
  return read(rows, others);
}

/** What defines a figure as a short text; equal where, and only where, the rule is the same. */
function versionOf(rule: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(rule).map(([part, inner]) => [part, sorted(inner)]);
  return createHash("sha256")
    .update(JSON.stringify(Object.fromEntries(parts)))
    .digest("hex")
    .slice(0, 16);
}

/** The same record with its keys in order, all the way down. */
function sorted(given: unknown): unknown {
  if (Array.isArray(given)) return given.map(sorted);
  if (typeof given !== "object" || given === null) return given;
  return Object.fromEntries(
    Object.entries(given)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

async function listBehind({ kind, query, order, columns }: Behind, page: Page | null, run: Engine["run"]) {
  const [counted] = await run(selectFrom(query, sql`count(*) as "total"`, sql``));
  const total = Number(counted?.["total"] ?? 0);
  if (page === null) return { kind, total, columns, rows: null };
  const ends = sql`
order by ${join(order.map(name), ", ")}
limit ${value(page.limit, "bigint")} offset ${value(page.offset, "bigint")}`;
  const named = columns.map((column) => name(column.name));
  const rows = await run(selectFrom(query, join(named, ", "), ends));
  return { kind, total, columns, rows: rows.map((row) => printed(row, columns)) };
}

/** `query` read as a relation: its own steps stay before the select. */
function selectFrom(query: Fragment, columns: Fragment, ends: Fragment): Fragment {
  return sql`select ${columns}
from (
  ${query}
) behind${ends}`;
}

/** Dates and instants as texts, everything else as it is. */
function printed(row: AnswerRow, columns: Behind["columns"]): AnswerRow {
  return Object.fromEntries(
    columns.map(({ name: column, unit }) => {
      const found = row[column] ?? null;
      if (typeof found !== "number") return [column, found];
      if (unit === "date") return [column, formatDay(found)];
      return [column, unit === "instant" ? formatInstant(found) : found];
    }),
  );
}
