import { type Fragment, join, means, name, sql, type Step, value, withSteps } from "../sql/fragment.ts";
import { joinOffset, localTime } from "./local-time.ts";

const sliceColumns = ["user_id", "currency", "plan", "billing_interval", "country", "platform"];

const slice = join(sliceColumns.map(name), ", ");

/** The slice of a joined span, named as it is there: ClickHouse would call `s.plan` so. */
const ofSpan = join(
  sliceColumns.map((column) => sql`s.${name(column)} as ${name(column)}`),
  ", ",
);

/**
 * Query that fills `cancel_movement` for one basis from `subscription` and `arr_span`. A request begins with the first
 * version that carries `cancel_requested_at` (the version that tells of the end counts for the one before it) and is dated
 * by it. It is withdrawn where a version without it follows, and effective where the subscription ends.
 */
export function cancelMovementQuery(basis: "list" | "net"): Fragment {
  const steps: readonly Step[] = [
    { name: "version", body: versionBody() },
    { name: "live", body: liveBody() },
    { name: "request", body: requestBody() },
    { name: "span", body: sql`select * from arr_span where basis = ${value(basis, "text")}` },
    { name: "happening", body: happeningBody() },
  ];
  return withSteps(
    steps,
    sql`select h.subscription_id as subscription_id, ${slice}, ${value(basis, "text")} as basis,
  h.moved_at, ${means("date_of", localTime(sql`h.moved_at`, sql`z`))} as moved_on, h.kind, h.cancel_reason, h.cancel_type, h.amount
from happening h
${joinOffset(sql`h.moved_at`, sql`z`)}
order by h.moved_at, h.subscription_id, h.kind`,
  );
}

/** Versions of whatever was asked to be cancelled, with what they tell of it or the version that tells of the end. */
function versionBody(): Fragment {
  const following = sql`over (partition by subscription_id order by valid_from)`;
  const told = (column: string) =>
    sql`coalesce(${name(column)}, case when lead(status) ${following} = 'ended' then lead(${name(column)}) ${following} end) as ${name(column)}`;
  return sql`select subscription_id, valid_from, valid_to, status,
  ${join(["cancel_requested_at", "cancel_reason", "cancel_type"].map(told), ",\n")}
from subscription
where subscription_id in (select subscription_id from subscription where cancel_requested_at is not null)`;
}

/** Versions before the end, and whether the subscription goes on behind them within a local day. */
function liveBody(): Fragment {
  const following = sql`over (partition by v.subscription_id order by v.valid_from)`;
  const nextLocal = sql`lead(${localTime(sql`v.valid_from`, sql`zf`)}) ${following}`;
  const dayLater = means("add_seconds", localTime(sql`v.valid_to`, sql`zt`), sql`86400`);
  return sql`select v.*, lead(v.valid_from) ${following} as next_from, lead(v.cancel_requested_at) ${following} as next_requested_at,
  case when ${nextLocal} < ${dayLater} then 1 else 0 end as goes_on
from version v
${joinOffset(sql`v.valid_from`, sql`zf`)}
${joinOffset(sql`v.valid_to`, sql`zt`, sql`v.valid_from`)}
where v.status <> 'ended'`;
}

/** Runs of versions that carry one request: since when, and until when it was pending (null: still). */
function requestBody(): Fragment {
  const before = sql`over (partition by subscription_id order by valid_from)`;
  return sql`select subscription_id, run_number,
  min(case when begins = 1 then cancel_requested_at end) as requested_at,
  min(case when begins = 1 then cancel_reason end) as cancel_reason, min(case when begins = 1 then cancel_type end) as cancel_type,
  max(withdrawn_at) as withdrawn_at,
  coalesce(max(withdrawn_at), case when count(*) = count(valid_to) then max(valid_to) end) as settled_at
from (
  select b.*, sum(begins) over (partition by subscription_id order by valid_from rows unbounded preceding) as run_number,
    case when goes_on = 1 and next_requested_at is null then next_from end as withdrawn_at
  from (
    select live.*,
      case when cancel_requested_at is not null and (lag(cancel_requested_at) ${before} is null or lag(goes_on) ${before} = 0)
        then 1 else 0 end as begins
    from live
  ) b
  where cancel_requested_at is not null
) r
group by subscription_id, run_number`;
}

/** Requests made and withdrawn with the ARR of the instant before, and what of them is pending as signed changes. */
function happeningBody(): Fragment {
  return sql`select subscription_id, ${slice}, kind, moved_at, cancel_reason, cancel_type, amount
from (
  select s.subscription_id as subscription_id, ${ofSpan}, s.amount as amount, m.kind, m.moved_at, m.cancel_reason, m.cancel_type,
    row_number() over (partition by m.subscription_id, m.run_number, m.kind order by s.paying_from) as place
  from (
    select 'requested' as kind, requested_at as moved_at, request.* from request
    union all
    select 'withdrawn' as kind, withdrawn_at as moved_at, request.* from request where withdrawn_at is not null
  ) m
  join span s on s.subscription_id = m.subscription_id and s.paying_from <= m.moved_at
    and (s.paying_to is null or s.paying_to >= m.moved_at)
) stood
where place = 1
union all
select s.subscription_id, ${ofSpan}, 'pending', greatest(r.requested_at, s.paying_from), r.cancel_reason, r.cancel_type, s.amount
from request r
join span s on ${overlapping()}
union all
select s.subscription_id, ${ofSpan}, 'pending', least(r.settled_at, s.paying_to), r.cancel_reason, r.cancel_type, -s.amount
from request r
join span s on ${overlapping()}
where r.settled_at is not null or s.paying_to is not null`;
}

function overlapping(): Fragment {
  return sql`s.subscription_id = r.subscription_id and (s.paying_to is null or s.paying_to > r.requested_at)
  and (r.settled_at is null or (s.paying_from < r.settled_at and r.requested_at < r.settled_at))`;
}
