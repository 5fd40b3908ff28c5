import { name, sql, value, withSteps, join } from "../../sql/fragment.ts";
import { UserError } from "../../schema/user-error.ts";
import type { AnswerRow } from "../answer.ts";
import { bucketsIn, stateOf } from "../buckets.ts";
import { compileFunnel, countSteps } from "../funnel/compile-funnel.ts";
import type { FunnelQuestion } from "../funnel/funnel-question.ts";
import { readFunnel } from "../funnel/read-funnel.ts";
import { canonicalFunnel, shapeFunnel } from "../funnel/shape-funnel.ts";
import type { DataState } from "../data-state.ts";
import type { Behind } from "./behind.ts";
import { canonicalCell } from "./canonical-cell.ts";
import { type CellToRead, noSuchColumn, placeOf } from "./cell-to-read.ts";
import { funnelDefinition } from "./funnel-definition.ts";
import type { ProvenCell } from "./proven-cell.ts";
import { readPage } from "./receipt-question.ts";

/** Figures of a funnel's step, by what they mean. */
const figures = {
  users: "Users whose best attempt takes the step.",
  conversion: "Users whose best attempt takes the step, as a share of those who entered.",
  medianSeconds: "The middle time from the step before, of those whose best attempt takes the step.",
  averageSeconds: "The mean time from the step before, of those whose best attempt takes the step.",
} as const;

const names = ["users", "conversion", "medianSeconds", "averageSeconds"] as const;

/** A figure of a funnel's step, ready to be proven: every attempt is followed event by event. */
export function funnelCell({ text, state, findZone, column }: CellToRead): ProvenCell {
  const figure = names.find((one) => one === column);
  if (figure === undefined) throw noSuchColumn(column, names);
  const { steps = [], from, to, where, timezone } = text;
  const { window, order, ties, maturing } = text;
  const funnel = readFunnel({ steps, window, order, ties, maturing, from, to, where, timezone }, state, findZone);
  const step = readStep(text, funnel);
  const page = readPage(text);
  const { scope } = funnel;
  const metric = `funnel.${figure}`;
  const { kind: _kind, ...canonical } = canonicalFunnel(funnel);
  const read = (rows: readonly AnswerRow[]) => shapeFunnel(rows, funnel)[step - 1]?.[figure] ?? null;
  const [range] = bucketsIn(scope, "total");
  if (range === undefined) throw new Error("A range without a bucket");
  return {
    question: { ...canonicalCell(scope, { metric, cell: String(step), group: [], page }), ...canonical },
    scope,
    page,
    definition: {
      name: metric,
      title: `Funnel, ${figure.replace(/[A-Z]/, (letter) => ` ${letter.toLowerCase()}`)}`,
      meaning: figures[figure],
      rule: { funnel: figure, order: funnel.order, ties: funnel.ties },
    },
    place: {
      ...placeOf({ period: String(step), from: scope.from, to: scope.to }),
      state: stateOf(range, state.completeBefore.events, state.lateDays),
      unit: figure === "users" ? "count" : figure === "conversion" ? "rate" : "seconds",
    },
    exists: null,
    ran: {
      query: compileFunnel(funnel, state),
      source: "events",
      read: (rows) => ({ value: read(rows), currency: null }),
    },
    recount: { query: countSteps(funnelDefinition(funnel, state)), read },
    behind: usersOf(step, funnel, state),
    bases: [],
  };
}

function readStep({ cell, by = [], group = [] }: CellToRead["text"], { steps }: FunnelQuestion): number {
  if (by.length > 0 || group.length > 0) {
    throw new UserError("usage", "A funnel has no groups.", "Ask about one of them with --where.");
  }
  const step = Number(cell);
  if (cell !== undefined && /^\d+$/.test(cell) && step >= 1 && step <= steps.length) return step;
  throw new UserError(
    "usage",
    `A funnel's cell is the number of a step, not "${cell ?? "total"}".`,
    `Name one from 1 to ${steps.length} with --cell.`,
  );
}

/** Who took the step in their best attempt, with when they entered and when they took it. */
function usersOf(step: number, funnel: FunnelQuestion, state: DataState): Behind {
  const columns = [
    { name: "user_id", unit: "text" },
    { name: "entered_at", unit: "instant" },
    { name: "taken_at", unit: "instant" },
    { name: "micros", unit: "count" },
  ];
  const sources = { user_id: "who", entered_at: "entered_at", taken_at: "at", micros: "micros" };
  const listed = Object.entries(sources).map(([as, column]) => sql`${name(column)} as ${name(as)}`);
  return {
    kind: "users",
    query: withSteps(
      funnelDefinition(funnel, state),
      sql`select ${join(listed, ", ")}
from "step_time"
where "step" = ${value(step, "integer")}`,
    ),
    order: ["user_id"],
    columns,
  };
}
