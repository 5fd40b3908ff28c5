import { ledgerDifferenceQuery } from "../../rollup/ledger-difference.ts";
import { formatDay } from "../../schema/date.ts";
import { UserError } from "../../schema/user-error.ts";
import { duckdb } from "../../sql/dialects/duckdb.ts";
import { print } from "../../sql/print.ts";
import type { Session } from "./session.ts";

/** UserError `data_quality` where ARR movements do not make what stands, in any slice at any instant; nothing is published. */
export async function checkLedger(session: Session): Promise<void> {
  const rows = await session.query(print(ledgerDifferenceQuery(), duckdb));
  const wrong = rows.find((row) => row["off_by"] !== 0);
  if (wrong === undefined) return;
  throw new UserError(
    "data_quality",
    `The ARR ledger does not close: movements on the ${wrong["basis"]} basis in ${wrong["currency"]} are off by ${wrong["off_by"]} minor units, first on ${formatDay(Number(wrong["first_on"]))}.`,
    "This is a fault of Tidemark's, not of your data: please report it with the subscription versions of that day.",
  );
}
