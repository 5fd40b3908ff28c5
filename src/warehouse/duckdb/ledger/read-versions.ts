import { statusNumbers, type ToldVersion } from "../../../rollup/ledger/told-version.ts";
import { readNumbers } from "../number-columns.ts";
import type { Session } from "../session.ts";

/** Takes versions of one user after the other; `isNext` says that the version is the first of the next. */
export type TakeVersion = (version: ToldVersion, isNext: boolean) => void;

/** Which rows of `subscription` are read: numbers counted from the engine's `base`, half-open. */
export interface RowRange {
  readonly base: bigint;
  readonly from: number;
  readonly to: number;
}

/**
 * Number the slices and currencies of `subscription` in the temporary table `ledger_slice`, and name in `shared_user` the
 * users of subscriptions that went from one user to another.
 */
export async function numberSlices(session: Session): Promise<void> {
  await session.execute(`create or replace temp table ledger_slice as
    select row_number() over () as slice, dense_rank() over (order by currency) as currency_number, d.*
    from (select distinct currency, plan, billing_interval, country, platform from subscription) d`);
  await session.execute(`create or replace temp table shared_user as
    select distinct user_id from subscription where subscription_id in (
      select subscription_id from subscription group by subscription_id having min(user_id) <> max(user_id)
    )`);
}

/** Hands out versions, and goes on where it stopped: a subscription keeps its number over several ranges. */
export interface VersionReader {
  /** Those of users who share no subscription, in the order of the table, which is by user, subscription and start. */
  read(range: RowRange): Promise<void>;
  /** Those of all users who share subscriptions, as if they were one user's. */
  readShared(base: bigint): Promise<void>;
}

/** Hand versions to `take`, one after the other. */
export function versionReader(session: Session, take: TakeVersion): VersionReader {
  let subscription = 0;
  const readEach = async (query: string): Promise<void> => {
    for await (const { rows, columns } of readNumbers(session, query)) {
      for (let i = 0; i < rows; i++) {
        const at = (column: number): number => columns[column]?.[i] ?? Number.NaN;
        if (at(2) === 1) subscription += 1;
        take(versionOf(at, subscription), at(1) === 1);
      }
    }
  };
  return {
    read({ base, from, to }) {
      // The row before the first is read too, so that the first can be told from it.
      const rows = `select *, rowid - ${base} as row from subscription
      where rowid >= ${base} + ${Math.max(0, from - 1)} and rowid < ${base} + ${to}`;
      const changes = (column: string) => `case when v.${column} is distinct from v.${column}_before then 1 else 0 end`;
      return readEach(`select ${columnsOf(["v.row", changes("user_id"), changes("subscription_id"), "0"])}
  from (
    select *, lag(user_id) over () as user_id_before, lag(subscription_id) over () as subscription_id_before from (${rows}) r
  ) v ${slices}
  where v.row >= ${from} and not exists (select 1 from shared_user u where u.user_id = v.user_id)
  order by v.row`);
    },
    readShared(base) {
      const isFirst = "row_number() over (partition by v.subscription_id order by v.valid_from) = 1";
      const user = "dense_rank() over (order by v.user_id)";
      return readEach(`select ${columnsOf([`v.rowid - ${base}`, "0", `case when ${isFirst} then 1 else 0 end`, user])}
  from subscription v ${slices}
  where v.user_id in (select user_id from shared_user)
  order by v.subscription_id, v.valid_from`);
    },
  };
}

const none = "cast('nan' as double)";
const never = "cast('infinity' as double)";
const micros = (column: string, missing: string) => `coalesce(epoch_us(v.${column}), ${missing})`;
const status = Object.entries(statusNumbers).map(([name, number]) => `when '${name}' then ${number}`);

/** What `versionOf` reads, behind the row, what it begins, and the user. */
const told = [
  "s.slice",
  "s.currency_number",
  micros("valid_from", none),
  micros("valid_to", never),
  `case v.status ${status.join(" ")} else 0 end`,
  "case when v.unit_price_minor > 0 then 1 else 0 end",
  "v.unit_price_minor * v.quantity",
  "v.discount_minor",
  "v.discount_basis_points",
  "case v.billing_interval when 'week' then 52 when 'month' then 12 else 1 end",
  "v.billing_interval_count",
  `case when v.billing_interval = 'year' then 12 * v.billing_interval_count
      when v.billing_interval = 'month' and v.billing_interval_count >= 12 then v.billing_interval_count else 0 end`,
  micros("trial_ends_at", none),
  micros("cancel_requested_at", none),
];

const slices = `join ledger_slice s on s.currency = v.currency and s.billing_interval = v.billing_interval
    and s.plan is not distinct from v.plan and s.country is not distinct from v.country
    and s.platform is not distinct from v.platform`;

function columnsOf(first: readonly string[]): string {
  return [...first, ...told].map((column) => `cast(${column} as double)`).join(",\n    ");
}

/** The version that a row tells, given what stands in each of its columns. */
function versionOf(at: (column: number) => number, subscription: number): ToldVersion {
  return {
    row: at(0),
    subscription,
    user: at(3),
    slice: at(4),
    currency: at(5),
    from: at(6),
    to: at(7),
    status: at(8),
    isPriced: at(9) === 1,
    list: at(10),
    discount: at(11),
    basisPoints: at(12),
    intervalsPerYear: at(13),
    intervalCount: at(14),
    termMonths: at(15),
    trialEndsAt: at(16),
    cancelRequestedAt: at(17),
  };
}
