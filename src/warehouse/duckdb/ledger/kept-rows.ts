import { arrDayDimensions } from "../../../rollup/arr-day.ts";
import { keptGrains } from "../../../rollup/arr-kept.ts";
import { keptTotals } from "../../../rollup/ledger/kept-totals.ts";
import type { CustomerLedger } from "../../../rollup/ledger/ledger-pass.ts";
import type { WeekStart } from "../../../schema/period.ts";
import { localDayOf, type Timezone } from "../../../schema/timezone.ts";
import { numberRows } from "../number-columns.ts";
import type { Session } from "../session.ts";

/** Changes of `arr_kept`, gathered customer by customer. */
export interface KeptRows {
  /** Learn from `ledger_slice` which groups a slice is part of. */
  readSlices(session: Session): Promise<void>;
  /** Add (1) or take away (-1) what became of a customer's ARR. */
  add(ledger: CustomerLedger, sign: 1 | -1): void;
  /** Add to `arr_kept` what was gathered. */
  write(session: Session): Promise<void>;
}

/** One currency, of everybody or of one value of a dimension. */
interface KeptGroup {
  readonly dimension: string;
  readonly value: string | null;
  readonly currency: string;
}

const bases = ["list", "net"] as const;

/** No changes yet. */
export function keptRows(zone: Timezone, weekStart: WeekStart): KeptRows {
  const totals = bases.map((basis) => ({ basis, of: keptTotals(weekStart) }));
  const numbers = new Map<string, number>();
  const groups: KeptGroup[] = [];
  const numberOf = (group: KeptGroup): number => {
    const key = JSON.stringify([group.dimension, group.value, group.currency]);
    const known = numbers.get(key) ?? groups.push(group) - 1;
    numbers.set(key, known);
    return known;
  };
  let slices: (readonly number[])[] = [];
  const how = {
    dayOf: (instant: number) => localDayOf(zone, instant),
    groupsOf: (slice: number) => slices[slice] ?? [],
  };
  return {
    async readSlices(session) {
      slices = [];
      for (const row of await session.query({ sql: "select * from ledger_slice", parameters: [] })) {
        const currency = String(row["currency"]);
        slices[Number(row["slice"])] = ["all", ...arrDayDimensions].map((dimension) => {
          const value = row[dimension];
          return numberOf({ dimension, value: typeof value === "string" ? value : null, currency });
        });
      }
    },
    add({ movements }, sign) {
      for (const { basis, of } of totals) of.add(movements[basis], { ...how, sign });
    },
    async write(session) {
      await session.execute(
        "create or replace temp table kept_group (number integer, dimension varchar, value varchar, currency varchar)",
      );
      const appender = await session.connection.createAppender("kept_group", "main", "temp");
      for (const [number, { dimension, value, currency }] of groups.entries()) {
        appender.appendInteger(number);
        appender.appendVarchar(dimension);
        if (value === null) appender.appendNull();
        else appender.appendVarchar(value);
        appender.appendVarchar(currency);
        appender.endRow();
      }
      appender.closeSync();
      const columns = ["group_number", "basis", "grain", "day", "lost", "moved"];
      await session.execute(
        `create or replace temp table passed_kept (${columns.map((name) => `"${name}" double`).join(", ")})`,
      );
      const rows = numberRows(columns.length);
      for (const [basis, { of }] of totals.entries()) {
        for (const { group, grain, period, lost, moved } of of.rows())
          rows.add(group, basis, grain, period, lost, moved);
      }
      await rows.appendTo(session, "passed_kept");
      await session.execute(`create or replace temp table kept_change as
        select g.dimension, g.value, ${chosen(keptGrains, "grain")} as grain, date '1970-01-01' + cast(p.day as integer) as period,
          ${chosen(bases, "basis")} as basis, g.currency, cast(p.lost as bigint) as lost, cast(p.moved as bigint) as moved
        from passed_kept p join kept_group g on g.number = p.group_number`);
      await session.execute(addUp);
      for (const table of ["kept_group", "passed_kept", "kept_change", "kept_now"]) {
        await session.execute(`drop table ${table}`);
      }
    },
  };
}

function chosen(names: readonly string[], column: string): string {
  return `[${names.map((name) => `'${name}'`).join(", ")}][cast(p.${column} as integer) + 1]`;
}

const keys = ["dimension", "value", "grain", "period", "basis", "currency"];
const isChanged = `exists (select 1 from kept_change c
  where ${keys.map((key) => `c.${key} is not distinct from k.${key}`).join(" and ")})`;

/** The rows that change, with what is added to them; those that come to nothing have no row. */
const addUp = `
create or replace temp table kept_now as
  select ${keys.join(", ")}, cast(sum(lost) as bigint) as lost, cast(sum(moved) as bigint) as moved
  from (select * from arr_kept k where ${isChanged} union all by name from kept_change)
  group by all having sum(lost) <> 0 or sum(moved) <> 0;
delete from arr_kept k where ${isChanged};
insert into arr_kept by name from kept_now order by dimension, value, grain, period;`;
