import { UserError } from "../../schema/user-error.ts";
import { bucketsIn, stateOf } from "../buckets.ts";
import { alongDimension, comparedRanges, comparedUsers } from "../explain/compared-ranges.ts";
import { readExplain } from "../explain/explain-question.ts";
import { watermarkOf } from "../figures.ts";
import { canonicalQuestion, printMoment } from "../shape.ts";
import { canonicalCell } from "./canonical-cell.ts";
import { type CellToRead, noSuchColumn, placeOf } from "./cell-to-read.ts";
import { explainMovement, movementsOf } from "./explain-movement.ts";
import { explainTurnover, turnovers } from "./explain-turnover.ts";
import type { ExplainedCell } from "./explained-cell.ts";
import type { ProvenCell } from "./proven-cell.ts";
import { checkGroup, readPage } from "./receipt-question.ts";

/**
 * A figure of an explanation, ready to be proven: `mau.dormant`, the users of a segment who went, or `gross_arr.churn`, what
 * a kind of movement adds to its change. What it was and is are figures of the metric's own answers.
 */
export function explainCell({ text, state, findZone, column }: CellToRead): ProvenCell {
  const [name, part] = [column.slice(0, column.lastIndexOf(".")), column.slice(column.lastIndexOf(".") + 1)];
  const { from, to, by = [], where, event, compare, basis, timezone, weekStart, group = [] } = text;
  const asked = readExplain(
    { metric: name, from, to, by, where, event, compare, basis, timezone, weekStart },
    state,
    findZone,
  );
  const page = readPage(text);
  refuseMore(text);
  checkGroup(group, by);
  const { metric } = asked;
  const compared = alongDimension(comparedRanges(asked, state), by[0] ?? null);
  const users = comparedUsers(compared);
  const parts = users === null ? movementsOf(compared) : turnovers;
  const known = parts.find((one) => one === part);
  if (known === undefined) throw noSuchPart(name, part, parts);
  const cell: ExplainedCell = { compared, group, state };
  const { meaning, unit, ...proven } =
    users === null ? explainMovement(known, cell) : explainTurnover(known, users, cell);
  const scope = { ...asked.now, by };
  const bucket = bucketsIn(compared.now, "total")[0];
  if (bucket === undefined) throw new Error("A range without a bucket");
  const before = canonicalQuestion({ ...asked.now, ...asked.before });
  return {
    question: {
      ...canonicalCell(scope, { metric: `explain.${column}`, cell: "total", group, page }),
      compare: `${before.from}..${before.to}`,
    },
    scope,
    page,
    definition: {
      name: `explain.${column}`,
      title: `${metric.title}, ${part.replaceAll("_", " ")}`,
      meaning,
      rule: { explain: part, metric: name, measure: metric.measure, basis: metric.basis },
    },
    place: {
      ...placeOf({ period: printMoment(bucket.from, scope), from: bucket.from, to: bucket.to }),
      state: stateOf(bucket, watermarkOf(metric, state), state.lateDays),
      unit,
    },
    exists: null,
    ...proven,
  };
}

/** UserError `usage` where the text names what an explanation does not have. */
function refuseMore({ cell, grain, top, currency, by = [] }: CellToRead["text"]): void {
  const named = { grain, top, currency };
  const other = (["grain", "top", "currency"] as const).find((parameter) => named[parameter] !== undefined);
  if (other !== undefined) {
    throw new UserError("usage", `"${other}" is no part of an explanation.`, "Leave it out.");
  }
  if (cell !== undefined && cell !== "total") {
    throw new UserError("usage", `An explanation has no period "${cell}".`, "Name its range with --from and --to.");
  }
  if (by.length > 1) {
    throw new UserError("usage", "A segment is of one dimension.", `Name one with --by, such as --by ${by[0]}.`);
  }
}

function noSuchPart(metric: string, part: string, parts: readonly string[]): UserError {
  if (parts.length > 0) return noSuchColumn(part, parts);
  return new UserError(
    "usage",
    `Nobody comes or goes in "${metric}", and no movement of ARR makes it.`,
    `Prove what it is and was: tidemark query ${metric} --receipt.`,
  );
}
