import { fxRate } from "../../schema/tables/fx-rate.ts";
import { literal, type LocalFile } from "./event-files.ts";
import type { Session } from "./session.ts";

/** Write `fx_rate` anew from its files, which stand in the order of their commits: what is told later replaces. */
export async function buildRates(session: Session, files: readonly LocalFile[]): Promise<void> {
  const columns = Object.keys(fxRate.columns).map((name) => `"${name}"`);
  const told = files.map(({ path }, order) => `select *, ${order} as told from read_parquet(${literal(path)})`);
  await session.execute("delete from fx_rate");
  await session.execute(`insert into fx_rate
    select ${columns.join(", ")} from (${told.join("\nunion all\n")})
    qualify row_number() over (partition by from_currency, to_currency, valid_from order by told desc) = 1
    order by from_currency, to_currency, valid_from`);
}
