import { backAt, type CustomerLedger } from "../../../rollup/ledger/ledger-pass.ts";
import { movementKinds } from "../../../rollup/ledger/movements.ts";
import { type Timezone, localDayOf } from "../../../schema/timezone.ts";
import { duckdb } from "../../../sql/dialects/duckdb.ts";
import { numberRows } from "../number-columns.ts";
import type { Session } from "../session.ts";

/** Columns of the temporary tables in which the pass leaves its rows, all doubles; `row` is the version's. */
const passed = {
  passed_span: ["row", "at", "to", "paid_to", "ends_by", "list", "net", "net_terms", "months", "billed_at", "back_at"],
  passed_movement: ["row", "at", "day", "kind", "basis", "amount"],
  passed_end: ["row", "told_row", "day", "list", "net"],
  passed_plan: ["row", "at", "to", "day", "to_day"],
} as const;

const endings = ["", "end", "pause", "replacement"] as const;

/** Rows of the ledger's tables that are gathered in numbers and written together. */
export interface LedgerRows {
  add(ledger: CustomerLedger): void;
  /** Write them to the ledger's tables, and forget them. `base` is the engine's number of the first row of `subscription`. */
  write(session: Session, base: bigint): Promise<void>;
}

/** No rows yet; their days are those of `zone`. */
export function ledgerRows(zone: Timezone): LedgerRows {
  const rows = {
    passed_span: numberRows(passed.passed_span.length),
    passed_movement: numberRows(passed.passed_movement.length),
    passed_end: numberRows(passed.passed_end.length),
    passed_plan: numberRows(passed.passed_plan.length),
  };
  const dayOf = (instant: number) => (instant === Infinity ? Infinity : localDayOf(zone, instant));
  return {
    add({ spans, movements, endings: ended, plans }) {
      for (const [i, span] of spans.entries()) {
        const { version, from, to, paidTo, endsBy, list, net, netTerms, billedSoSince } = span;
        const last = [version.termMonths, billedSoSince, backAt(spans, i)] as const;
        rows.passed_span.add(version.row, from, to, paidTo, endings.indexOf(endsBy), list, net, netTerms, ...last);
      }
      for (const [basis, moved] of [movements.list, movements.net].entries()) {
        for (const { version, at, kind, amount } of moved) {
          rows.passed_movement.add(version.row, at, dayOf(at), movementKinds.indexOf(kind), basis, amount);
        }
      }
      for (const { version, told, list, net } of ended) {
        rows.passed_end.add(version.row, told.row, dayOf(version.to), list, net);
      }
      for (const { version, from, to } of plans) rows.passed_plan.add(version.row, from, to, dayOf(from), dayOf(to));
    },
    async write(session, base) {
      if (rows.passed_movement.rows + rows.passed_span.rows + rows.passed_end.rows === 0) return;
      for (const [table, columns] of Object.entries(passed)) {
        const types = columns.map((column) => `"${column}" double`).join(", ");
        await session.execute(`create temp table ${table} (${types})`);
      }
      for (const [table, held] of Object.entries(rows)) await held.appendTo(session, table);
      for (const insert of inserts(base)) await session.execute(insert);
      for (const table of Object.keys(passed)) await session.execute(`drop table ${table}`);
    },
  };
}

const instant = (column: string) => `make_timestamp(try_cast(p."${column}" as bigint))`;
const day = (column: string) => `date '1970-01-01' + try_cast(p."${column}" as integer)`;
const amount = (column: string) => `cast(p."${column}" as bigint)`;
const texts = (names: readonly string[]) => `[${names.map((name) => `'${name}'`).join(", ")}]`;
const bases = "(values (0, 'list'), (1, 'net')) b(number, basis)";
const slice = `v.user_id, v.subscription_id, v.currency, v.plan, v.billing_interval, v.country, v.platform`;

function inserts(base: bigint): readonly string[] {
  const version = (table: string, column: string, alias: string) =>
    `join (select *, cast(rowid - ${base} as double) as row from subscription
      where rowid between ${base} + cast((select min("${column}") from ${table}) as bigint)
        and ${base} + cast((select max("${column}") from ${table}) as bigint)) ${alias} on ${alias}.row = p."${column}"`;
  const months = "nullif(cast(p.months as integer), 0)";
  return [
    `insert into arr_span by name select ${slice}, b.basis, ${instant("at")} as paying_from, ${instant("to")} as paying_to,
      cast(case b.number when 0 then p.list else p.net end as bigint) as amount,
      cast(case b.number when 0 then p.list else p.net_terms end as bigint) as terms_amount,
      ${instant("paid_to")} as paid_to, nullif(${texts(endings)}[cast(p.ends_by as integer) + 1], '') as ends_by,
      ${instant("back_at")} as back_at, ${months} as term_months,
      case when p.months > 0 then coalesce(v.term_ends_at, ${duckdb.meanings.add_months(instant("billed_at"), months)}) end as term_ends_at
    from passed_span p ${version("passed_span", "row", "v")}, ${bases}`,
    `insert into arr_movement by name select ${slice}, b.basis, ${instant("at")} as moved_at, ${day("day")} as moved_on,
      ${texts(movementKinds)}[cast(p.kind as integer) + 1] as kind, ${amount("amount")} as amount
    from passed_movement p ${version("passed_movement", "row", "v")} join ${bases} on b.number = p.basis`,
    `insert into subscription_end by name select ${slice}, b.basis, v.valid_to as ended_at, ${day("day")} as ended_on,
      coalesce(t.cancel_reason, v.cancel_reason) as cancel_reason, coalesce(t.cancel_type, v.cancel_type) as cancel_type,
      cast(case b.number when 0 then p.list else p.net end as bigint) as amount
    from passed_end p ${version("passed_end", "row", "v")} ${version("passed_end", "told_row", "t")}, ${bases}`,
    `insert into user_plan by name select v.user_id, ${instant("at")} as from_at, ${instant("to")} as to_at,
      ${day("day")} as from_on, ${day("to_day")} as to_on, v.plan, v.billing_interval
    from passed_plan p ${version("passed_plan", "row", "v")}`,
  ];
}
