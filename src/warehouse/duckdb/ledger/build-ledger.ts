import type { PayingPolicy } from "../../../rollup/arr-span.ts";
import { type CustomerLedger, customerLedger } from "../../../rollup/ledger/ledger-pass.ts";
import type { ToldVersion } from "../../../rollup/ledger/told-version.ts";
import type { Timezone } from "../../../schema/timezone.ts";
import type { Session } from "../session.ts";
import type { KeptRows } from "./kept-rows.ts";
import { ledgerRows } from "./ledger-rows.ts";
import { numberSlices, versionReader } from "./read-versions.ts";

/** How many versions are read before what they make is written. */
const batchRows = 1_000_000;

/** By what the ledger is made. */
export interface LedgerRules {
  readonly policy: PayingPolicy;
  readonly zone: Timezone;
}

/** Takes the ledgers of customers, one after the other. */
export interface LedgerTaker {
  /** The temporary table `ledger_slice` tells now which slice a version's number stands for. */
  begin(session: Session): Promise<void>;
  add(ledger: CustomerLedger): void;
  /** After many customers, and at the end. `base` is the engine's number of the first row of `subscription`. */
  write(session: Session, base: bigint): Promise<void>;
}

/**
 * Fill `arr_span`, `arr_movement`, `subscription_end` and `user_plan` from `subscription`, and add to `kept` what became of
 * each customer's ARR: one pass, a customer at a time, so that the cost is that of reading and writing each row once.
 */
export async function buildLedger(session: Session, rules: LedgerRules, kept: KeptRows): Promise<void> {
  const rows = ledgerRows(rules.zone);
  await takeLedgers(session, rules, {
    begin: (on) => kept.readSlices(on),
    add(ledger) {
      rows.add(ledger);
      kept.add(ledger, 1);
    },
    write: (on, base) => rows.write(on, base),
  });
}

/** Take from `kept` what became of the ARR of the customers in `subscription`. */
export async function takeFromKept(session: Session, rules: LedgerRules, kept: KeptRows): Promise<void> {
  await takeLedgers(session, rules, {
    begin: (on) => kept.readSlices(on),
    add: (ledger) => kept.add(ledger, -1),
    write: async () => {},
  });
}

/** Hand out the ledger of each customer of `subscription`, which holds its rows by user, subscription and start. */
async function takeLedgers(session: Session, { policy, zone }: LedgerRules, taker: LedgerTaker): Promise<void> {
  const [counted] = await session.query({
    sql: "select cast(min(rowid) as varchar) as base, cast(max(rowid) - min(rowid) + 1 as double) as rows from subscription",
    parameters: [],
  });
  if (typeof counted?.["base"] !== "string") return;
  const base = BigInt(counted["base"]);
  const rows = Number(counted["rows"]);
  await numberSlices(session);
  await taker.begin(session);
  let versions: ToldVersion[] = [];
  const close = () => {
    if (versions.length > 0) taker.add(customerLedger(versions, policy, zone));
    versions = [];
  };
  const take = (version: ToldVersion, isNext: boolean) => {
    if (isNext) close();
    versions.push(version);
  };
  const reader = versionReader(session, take);
  for (let from = 0; from < rows; from += batchRows) {
    await reader.read({ base, from, to: Math.min(rows, from + batchRows) });
    await taker.write(session, base);
  }
  close();
  await reader.readShared(base);
  close();
  await taker.write(session, base);
  for (const table of ["ledger_slice", "shared_user"]) await session.execute(`drop table ${table}`);
}
