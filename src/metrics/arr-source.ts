import { arrDayDimensions } from "../rollup/arr-day.ts";
import { endedBody } from "../rollup/cancel-day.ts";
import { localDayOf, startOfDay } from "../schema/timezone.ts";
import { type Fragment, join, name, type Node, sql, type Step, value } from "../sql/fragment.ts";
import { isWholeDays } from "./buckets.ts";
import type { Request } from "./compiled.ts";
import { condition, groupName } from "./conditions.ts";
import type { DataState } from "./data-state.ts";
import type { Basis } from "./grain.ts";
import { localDate } from "./local-date.ts";
import { endsOf, periodColumn, readsCalendar } from "./period-column.ts";

/** The moment that a row of the ledger is counted by; its columns are `<moment>_at` and `<moment>_on`. */
export type Moment = "moved" | "ended" | "started";

/** Groups of an amount; currencies are never added, so the currency is always one of them. */
export function amountGroups({ question }: Request): readonly string[] {
  return question.by.includes("currency") ? question.by : [...question.by, "currency"];
}

/** The columns of `groups`, by name, as people read them. */
export function groupColumns(groups: readonly string[], { question, kept }: Request): readonly Fragment[] {
  return groups.map((group) => {
    const keeps = group === "currency" && !question.by.includes("currency") ? null : kept;
    return sql`${groupName(sql`a.${name(group)}`, keeps)} as ${name(group)}`;
  });
}

/** Tables of the ledger that amounts are read from; `told_end` is the step `toldEndStep`. */
export type LedgerTable =
  | "arr_movement"
  | "arr_day"
  | "subscription_end"
  | "told_end"
  | "cancel_day"
  | "cancel_movement"
  | "trial";

/** `subscription_end` with how each was billed, and whether it left its customer without ARR in the currency. */
export const toldEndStep: Step = { name: "told_end", body: endedBody() };

/** Where movements are summed from: the ledger by day, where it tells apart all that the question names. */
export function summedMovements(request: Request): "arr_day" | "arr_movement" {
  return isToldByDay(request) ? "arr_day" : "arr_movement";
}

/** Whether the tables by day tell apart all that the question names. */
export function isToldByDay(request: Request): boolean {
  const { question, state } = request;
  return (
    request.fromEvents !== true &&
    slicesOf(request).length <= 1 &&
    slicesOf(request).every((slice) => arrDayDimensions.some((dimension) => dimension === slice)) &&
    question.zone.name === state.zone.name &&
    !cutsDays(request)
  );
}

/** The dimensions that a question breaks down by or filters on, beside the currency. */
export function slicesOf({ question }: Request): readonly string[] {
  const named = [...question.by, ...question.where.map(({ dimension }) => dimension)];
  return [...new Set(named)].filter((dimension) => dimension !== "currency");
}

/**
 * Whether the ledger by day tells the switches of each group: no slice has any, and of a slice they are kept value by value,
 * so that a question is about one value or tells all of them apart. A day that the watermark cuts is not netted.
 */
export function daysTellSwitches(request: Request): boolean {
  if (!isToldByDay(request)) return false;
  return slicesOf(request).length === 0 || (!watermark(request.state).cutsDay && isToldByValue(request));
}

/** Whether the question is about everybody, about one value of a dimension, or tells all of its values apart. */
export function isToldByValue(request: Request): boolean {
  const { question, kept } = request;
  const [slice] = slicesOf(request);
  if (slice === undefined) return true;
  if (question.by.includes(slice)) return kept === null;
  const [only, ...others] = question.where.filter(({ dimension }) => dimension === slice);
  return only?.operator === "is" && only.values.length === 1 && others.length === 0;
}

/** Until when subscriptions are told, the local day of it, and whether it lies within that day; nothing where nothing is told. */
function watermark({ zone, completeBefore }: DataState) {
  const through = completeBefore.subscriptions;
  if (through === null) return { through, day: null, cutsDay: false };
  const day = localDayOf(zone, through);
  return { through, day, cutsDay: startOfDay(zone, day) !== through };
}

/** Conditions of the question's filters on a table of the ledger, and none of what has not happened yet at the watermark. */
export function conditionsOn(table: LedgerTable, request: Request, moment: Moment): readonly Fragment[] {
  // The ledger by day ends at the watermark as it is: `relation`.
  return table === "arr_day" || table === "cancel_day" ? filterConditions(request) : ledgerConditions(request, moment);
}

/** Conditions of the question's filters. */
export function filterConditions({ question }: Request): readonly Fragment[] {
  return question.where.map((filter) => condition(sql`a.${name(filter.dimension)}`, filter));
}

/** Conditions of the question's filters, and none of what has not happened yet at the watermark. */
export function ledgerConditions(request: Request, moment: Moment): readonly Fragment[] {
  const { question, state } = request;
  const bounds = [state.completeBefore.subscriptions, cutsDays({ question }) ? question.to : null];
  const through = bounds.reduce(
    (least, bound) => (bound === null || (least !== null && least < bound) ? least : bound),
    null,
  );
  return [
    ...(through === null ? [] : [sql`a.${name(`${moment}_at`)} < ${value(through, "timestamp")}`]),
    ...filterConditions(request),
  ];
}

/** Whether the question is about a range of instants that begins or ends within a day. */
function cutsDays({ question }: Pick<Request, "question">): boolean {
  return question.grain === "total" && !isWholeDays(question);
}

/** The condition of one price basis. */
export function onBasis(basis: Basis | null): Fragment {
  return sql`a."basis" = ${value(basis, "text")}`;
}

/** Local day of a movement or an end, in the question's timezone. */
export function ledgerDay({ question, state }: Request, moment: Moment): Node {
  return question.zone.name === state.zone.name
    ? sql`a.${name(`${moment}_on`)}`
    : localDate(sql`a.${name(`${moment}_at`)}`, question);
}

/**
 * The day from which on a movement is part of what stands. Where the range begins within a day, all that moved before
 * counts from the day before on, so that it stands at the opening.
 */
export function standingDay(request: Request): Node {
  const day = ledgerDay(request, "moved");
  if (!cutsDays(request)) return day;
  const { first } = endsOf(request);
  return sql`case when a."moved_at" < ${value(first.from, "timestamp")} then ${value(first.firstDay - 1, "date")} else ${day} end`;
}

/** What `ledgerStep` reads. */
export interface LedgerStepOptions {
  readonly table: LedgerTable;
  readonly moment: Moment;
  readonly conditions: readonly Fragment[];
  readonly groups: readonly string[];
  /** Columns beside `period` and the groups. */
  readonly columns: readonly Node[];
}

/** A step with one row per movement or end within the question's buckets, and the bucket it falls into as `period`. */
export function ledgerStep(request: Request, options: LedgerStepOptions): Fragment {
  const { table, moment, conditions, groups, columns } = options;
  const day = ledgerDay(request, moment);
  const { first, last } = endsOf(request);
  const at = sql`a.${name(`${moment}_at`)}`;
  // A range that cuts a day is counted by instants, as activity is.
  const range = cutsDays(request)
    ? sql`${at} >= ${value(first.from, "timestamp")} and ${at} < ${value(last.to, "timestamp")}`
    : sql`${day} >= ${value(first.firstDay, "date")} and ${day} < ${value(last.endDay, "date")}`;
  const period = sql`${periodColumn(request, { day, hour: null })} as "period"`;
  return sql`select ${join([period, ...groupColumns(groups, request), ...columns], ", ")}
${join(ledgerRelations(table, { day, request }), "\n")}
where ${join([range, ...conditions, ...conditionsOn(table, request, moment)], "\nand ")}`;
}

/** The ledger's table as `a`, with the calendar as `c` where buckets are read from it. */
export function ledgerRelations(
  table: LedgerTable,
  { day, request }: { readonly day: Node; readonly request: Request },
): readonly Fragment[] {
  const calendar = sql`join "calendar" c on c."date" = ${day}`;
  return [sql`from ${relation(table, request)} a`, ...(readsCalendar(request) ? [calendar] : [])];
}

/** A table of the ledger; the ledger by day up to the watermark, the day that it cuts read from the movements. */
export function relation(table: LedgerTable, request: Request): Node {
  if (table === "arr_day") {
    const columns = ["basis", "currency", "kind", "amount"];
    return byDay(request, { table, moment: "moved", columns, each: sql`"arr_movement" a` });
  }
  if (table === "cancel_day") {
    const columns = ["basis", "currency", "billed_by", "empties", "amount"];
    return byDay(request, { table, moment: "ended", columns, each: sql`(\n${endedBody()}\n) a` });
  }
  return name(table);
}

interface ByDay {
  readonly table: "arr_day" | "cancel_day";
  readonly moment: Moment;
  readonly columns: readonly string[];
  /** What it is added up from, as `a`. */
  readonly each: Node;
}

/** A table by day up to the watermark; the day that it cuts is read from what it is added up from. */
function byDay(request: Request, { table, moment, columns: of, each }: ByDay): Node {
  const [slice] = slicesOf(request);
  const on = name(`${moment}_on`);
  const columns = [on, ...of.map(name)];
  const { through, day, cutsDay } = watermark(request.state);
  const before = sql`select ${join(slice === undefined ? columns : [...columns, sql`"value" as ${name(slice)}`], ", ")}
  from ${name(table)}
  where "dimension" = ${value(slice ?? "all", "text")}`;
  if (through === null) return sql`(\n  ${before}\n)`;
  const complete = sql`${before} and ${on} < ${value(day, "date")}`;
  if (!cutsDay) return sql`(\n  ${complete}\n)`;
  const onDay = (slice === undefined ? columns : [...columns, name(slice)]).map((column) => sql`a.${column}`);
  return sql`(
  ${complete}
  union all
  select ${join(onDay, ", ")}
  from ${each}
  where a.${on} = ${value(day, "date")} and a.${name(`${moment}_at`)} < ${value(through, "timestamp")}
)`;
}
