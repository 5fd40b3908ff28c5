import type { PayingPolicy } from "../../../rollup/arr-span.ts";
import { customerLedger } from "../../../rollup/ledger/ledger-pass.ts";
import type { ToldVersion } from "../../../rollup/ledger/told-version.ts";
import type { Timezone } from "../../../schema/timezone.ts";
import type { Session } from "../session.ts";
import { ledgerRows } from "./ledger-rows.ts";
import { numberSlices, versionReader } from "./read-versions.ts";

/** How many versions are read before what they make is written. */
const batchRows = 1_000_000;

/**
 * Fill `arr_span`, `arr_movement`, `subscription_end` and `user_plan` from `subscription`, which holds its rows by user,
 * subscription and start: one pass, a customer at a time, so that the cost is that of reading and writing each row once.
 */
export async function buildLedger(session: Session, policy: PayingPolicy, zone: Timezone): Promise<void> {
  const [counted] = await session.query({
    sql: "select cast(min(rowid) as varchar) as base, cast(max(rowid) - min(rowid) + 1 as double) as rows from subscription",
    parameters: [],
  });
  if (typeof counted?.["base"] !== "string") return;
  const base = BigInt(counted["base"]);
  const rows = Number(counted["rows"]);
  await numberSlices(session);
  const made = ledgerRows(zone);
  let versions: ToldVersion[] = [];
  const close = () => {
    if (versions.length > 0) made.add(customerLedger(versions, policy, zone));
    versions = [];
  };
  const take = (version: ToldVersion, isNext: boolean) => {
    if (isNext) close();
    versions.push(version);
  };
  const reader = versionReader(session, take);
  for (let from = 0; from < rows; from += batchRows) {
    await reader.read({ base, from, to: Math.min(rows, from + batchRows) });
    if (made.held() > 0) await made.write(session, base);
  }
  close();
  await reader.readShared(base);
  close();
  await made.write(session, base);
  for (const table of ["ledger_slice", "shared_user", "passed_span", "passed_movement", "passed_end", "passed_plan"]) {
    await session.execute(`drop table ${table}`);
  }
}
