import { type Fragment, join, name, type Node, sql, value } from "../sql/fragment.ts";
import { isWholeDays } from "./buckets.ts";
import type { Request } from "./compiled.ts";
import { condition, groupName } from "./conditions.ts";
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

/** Conditions of the question's filters, and none of what has not happened yet at the watermark. */
export function ledgerConditions({ question, state }: Request, moment: Moment): readonly Fragment[] {
  const bounds = [state.completeBefore.subscriptions, cutsDays({ question }) ? question.to : null];
  const through = bounds.reduce(
    (least, bound) => (bound === null || (least !== null && least < bound) ? least : bound),
    null,
  );
  return [
    ...(through === null ? [] : [sql`a.${name(`${moment}_at`)} < ${value(through, "timestamp")}`]),
    ...question.where.map((filter) => condition(sql`a.${name(filter.dimension)}`, filter)),
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

/** What `ledgerStep` reads. */
export interface LedgerStepOptions {
  readonly table: "arr_movement" | "subscription_end" | "cancel_movement" | "trial";
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
where ${join([range, ...conditions, ...ledgerConditions(request, moment)], "\nand ")}`;
}

/** The ledger's table as `a`, with the calendar as `c` where buckets are read from it. */
export function ledgerRelations(
  table: LedgerStepOptions["table"],
  { day, request }: { readonly day: Node; readonly request: Request },
): readonly Fragment[] {
  const calendar = sql`join "calendar" c on c."date" = ${day}`;
  return [sql`from ${name(table)} a`, ...(readsCalendar(request) ? [calendar] : [])];
}
