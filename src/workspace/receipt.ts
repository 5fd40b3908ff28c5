import { createHash } from "node:crypto";
import type { AnswerRow } from "../metrics/answer.ts";
import { bucketsIn, stateOf as periodState } from "../metrics/buckets.ts";
import { compile } from "../metrics/compile.ts";
import type { KeptValues, Request } from "../metrics/compiled.ts";
import { groupKey, readFigures, watermarkOf } from "../metrics/figures.ts";
import type { DataState } from "../metrics/data-state.ts";
import { type Metric, unitOf } from "../metrics/metric.ts";
import { compileDefinition } from "../metrics/receipt/definition.ts";
import type { Behind } from "../metrics/receipt/behind.ts";
import { compileBehind } from "../metrics/receipt/compile-behind.ts";
import type { CanonicalReceipt, Receipt } from "../metrics/receipt/receipt.ts";
import {
  cellQuestion,
  type Page,
  readReceipt,
  type ReceiptQuestion,
  type ReceiptText,
} from "../metrics/receipt/receipt-question.ts";
import { canonicalQuestion } from "../metrics/shape.ts";
import { columnMetrics } from "../metrics/waterfall/column-metrics.ts";
import { fromBaseRows } from "../rollup/from-base-rows.ts";
import { formatDay, formatInstant } from "../schema/date.ts";
import { UserError } from "../schema/user-error.ts";
import { type Fragment, join, name, sql, value } from "../sql/fragment.ts";
import type { Reader } from "../warehouse/warehouse.ts";
import { envelopeOf } from "./activity-envelope.ts";
import { keptValues } from "./answer.ts";
import { inEveryDialect, stateOf } from "./ask.ts";
import type { Engine } from "./measure.ts";
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
    return makeReceipt(readReceipt(text, state, readTimezone), reader, { state, run: (query) => reader.run(query) });
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
    'The rollups are not what the lake holds: move the warehouse folder away and run "tidemark load" to build it anew.',
  );
}

/** The receipt of a checked cell, from one generation. */
export async function makeReceipt(asked: ReceiptQuestion, reader: Reader, engine: Engine): Promise<Receipt> {
  const { question, metric, bucket, page } = asked;
  const { state } = engine;
  const kept = await keptValues(question, engine);
  const said = await sayCell(asked, kept, engine);
  const only = cellQuestion(asked, kept);
  const request: Request = { question: only, state, buckets: [bucket], kept: null, fromEvents: true };
  const fromBase = (query: Fragment) =>
    fromBaseRows(query, { policy: reader.generation.policy, bases: basesOf(metric) });
  const compiled = compileDefinition(metric, request);
  const definition = fromBase(compiled.query);
  const rows = await engine.run(definition);
  const recounted = readFigures(metric, request, { compiled, rows, column: "value" }).value(bucket, []);
  const made = compileBehind(metric, request);
  return {
    ...envelopeOf(question, state, said.source),
    question: canonicalReceipt(asked),
    cell: {
      period: bucket.period,
      from: formatInstant(bucket.from),
      to: formatInstant(bucket.to),
      state: periodState(bucket, watermarkOf(metric, state), state.lateDays),
      unit: unitOf(metric),
      currency: said.currency,
      value: said.value,
    },
    definition: {
      name: metric.name,
      title: metric.title,
      meaning: metric.meaning,
      version: versionOf(metric),
      sql: inEveryDialect(metric.name, definition).map(({ dialect, sql: text, parameters }) => ({
        dialect,
        sql: text,
        parameters,
      })),
    },
    ran: { dialect: reader.dialect, ...reader.statement(said.query), source: said.source },
    recount: { value: recounted, equal: recounted === said.value },
    behind: made === null ? null : await listBehind({ ...made, query: fromBase(made.query) }, page, engine),
    warnings: warningsFor({ ...question, compare: null }, state),
  };
}

/** The figure as an answer says it, and the query it was read from. */
async function sayCell({ question, metric, bucket, group }: ReceiptQuestion, kept: KeptValues, engine: Engine) {
  const request: Request = {
    question,
    state: engine.state,
    buckets: question.grain === "total" ? [bucket] : bucketsIn(question, question.grain),
    kept,
  };
  const compiled = compile(metric, request);
  const rows = await engine.run(compiled.query);
  const figures = readFigures(metric, request, { compiled, rows, column: "value" });
  if (question.by.length > 0 && !figures.groups.some((one) => groupKey(one) === groupKey(group))) {
    throw new UserError(
      "usage",
      `No row of that answer is of ${question.by.map((dimension, i) => `${dimension} ${group[i] ?? ""}`).join(", ")}.`,
      "Name a group as the answer prints it; Unknown is a missing value.",
    );
  }
  const isMoney = unitOf(metric) === "minor_units";
  const place = question.by.indexOf("currency");
  const currency = place >= 0 ? (group[place] ?? null) : figures.currency;
  return {
    query: compiled.query,
    source: compiled.source,
    value: figures.value(bucket, group),
    currency: isMoney ? currency : null,
  };
}

/** Price bases that a metric's definition reads. */
function basesOf({ basis, measure }: Metric): readonly ("list" | "net")[] {
  return measure.kind === "discount_arr" || basis === null ? ["list", "net"] : [basis];
}

/** A metric's definition as a short text; equal where, and only where, the rule is the same. */
export function versionOf({ name: metric, fixedGrain, measure, basis }: Metric): string {
  const rule = JSON.stringify({ metric, fixedGrain, measure: sorted(measure), basis });
  return createHash("sha256").update(rule).digest("hex").slice(0, 16);
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

async function listBehind({ kind, query, order, columns }: Behind, page: Page | null, { run }: Engine) {
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

function canonicalReceipt({ question, metric, isTotal, bucket, group, page }: ReceiptQuestion): CanonicalReceipt {
  const { kind: _kind, metrics: _metrics, compare: _compare, ...asked } = canonicalQuestion(question);
  return {
    kind: "receipt",
    metric: metric.name,
    cell: isTotal ? "total" : bucket.period,
    group: Object.fromEntries(question.by.map((dimension, i) => [dimension, group[i] ?? ""])),
    ...asked,
    limit: page?.limit ?? null,
    offset: page?.offset ?? null,
  };
}
