import { type Fragment, join, means, sql, type Step, value, withSteps } from "../sql/fragment.ts";
import { joinOffset, localTime } from "./local-time.ts";
import { annual, netInvoice } from "./price.ts";

/** A wall-clock day, for comparing local times; never added to an instant. */
const wallClockDay = sql`86400`;

/** What decides which versions pay. */
export interface PayingPolicy {
  /** Days of 24 hours for which a past-due subscription still counts; null: until it formally ends. */
  readonly graceDays: number | null;
  /** Whether ARR leaves where service ends (the default) or as soon as cancelling is asked for. */
  readonly churn?: "effective" | "requested";
  /** Whether a pause is a movement of its own (the default), churn, or nothing at all. */
  readonly pause?: "apart" | "churn" | "counts";
  /** Whether a change of discount is a movement of its own (the default), or expansion and contraction. */
  readonly discountChange?: "apart" | "expansion";
}

/**
 * Query that fills `arr_span` for one basis from `subscription`: versions that pay become spans; a subscription's gap of
 * less than a local day is bridged; a subscription that another of the same customer replaces on the same local day (or
 * within a day during which nothing else of the customer stands) ends at that other's start.
 */
export function arrSpanQuery(basis: "list" | "net", policy: PayingPolicy): Fragment {
  const steps: readonly Step[] = [
    { name: "version", body: versionBody() },
    { name: "paying", body: payingBody(basis, policy) },
    { name: "located", body: locatedBody() },
    { name: "stretch", body: stretchBody() },
    { name: "replacement", body: replacementBody() },
    { name: "aligned", body: alignedBody() },
  ];
  return withSteps(
    steps,
    sql`select
  user_id, subscription_id, currency, plan, billing_interval, country, platform, ${value(basis, "text")} as basis,
  paying_from, paying_to, amount, terms_amount, stops_at as paid_to, ends_by, term_months,
  lead(paying_from) over (partition by subscription_id, user_id, currency order by paying_from) as back_at,
  case when term_months is not null then coalesce(term_ends_at, ${means("add_months", sql`billed_so_since`, sql`term_months`)}) end as term_ends_at
from aligned
where paying_to is null or paying_from < paying_to
order by subscription_id, paying_from`,
  );
}

/** Versions with the state that follows at once and, while past due, since when. */
function versionBody(): Fragment {
  return sql`select v.*,
  case when next_from = valid_to then next_status end as followed_by,
  min(valid_from) over (partition by subscription_id, status_run) as in_status_since
from (
  select s.*,
    lead(s.valid_from) over (partition by s.subscription_id order by s.valid_from) as next_from,
    lead(s.status) over (partition by s.subscription_id order by s.valid_from) as next_status,
    lead(s.cancel_requested_at) over (partition by s.subscription_id order by s.valid_from) as next_requested_at,
    sum(s.changes_status) over (partition by s.subscription_id order by s.valid_from rows unbounded preceding) as status_run
  from (
    select subscription.*,
      case when lag(status) over (partition by subscription_id order by valid_from) = status
        and lag(valid_to) over (partition by subscription_id order by valid_from) = valid_from then 0 else 1 end as changes_status
    from subscription
  ) s
) v`;
}

function payingBody(basis: "list" | "net", policy: PayingPolicy): Fragment {
  const invoice = basis === "list" ? sql`list_invoice` : sql`net_invoice`;
  const previous = sql`over (partition by subscription_id order by paying_from)`;
  const termsInvoice =
    basis === "list" || policy.discountChange === "expansion"
      ? invoice
      : netInvoice(
          sql`list_invoice`,
          sql`coalesce(lag(discount_minor) ${previous}, discount_minor)`,
          sql`coalesce(lag(discount_basis_points) ${previous}, discount_basis_points)`,
        );
  const per = [sql`billing_interval`, sql`billing_interval_count`] as const;
  const paused = policy.pause === "counts" ? sql`, 'paused'` : sql``;
  return sql`select p.*, ${annual(invoice, ...per)} as amount, ${annual(sql`(${termsInvoice})`, ...per)} as terms_amount
from (
  select version.*,
    unit_price_minor * quantity as list_invoice,
    ${netInvoice(sql`(unit_price_minor * quantity)`, sql`discount_minor`, sql`discount_basis_points`)} as net_invoice,
    case when status = 'active' and trial_ends_at > valid_from then trial_ends_at else valid_from end as paying_from,
    case billing_interval when 'year' then 12 * billing_interval_count
      when 'month' then case when billing_interval_count >= 12 then billing_interval_count end end as term_months,
    ${stopColumns(policy)}
  from version
) p
where status in ('active', 'past_due'${paused}) and unit_price_minor > 0 and net_invoice > 0
  and (paid_to is null or paying_from < paid_to)`;
}

/** Until when a version pays, and how paying stops there: by the version's own end, past its grace, or by a request. */
function stopColumns({ graceDays, churn, pause }: PayingPolicy): Fragment {
  const graceEnd = means("add_seconds", sql`in_status_since`, value((graceDays ?? 0) * 86_400, "bigint"));
  const isPastGrace = sql`status = 'past_due' and (valid_to is null or valid_to > ${graceEnd})`;
  const ownEnd = graceDays === null ? sql`valid_to` : sql`case when ${isPastGrace} then ${graceEnd} else valid_to end`;
  const requestedAt = sql`coalesce(cancel_requested_at, case when next_status = 'ended' then next_requested_at end)`;
  const paidTo = churn === "requested" ? sql`least(${ownEnd}, ${requestedAt})` : ownEnd;
  const stops: readonly Fragment[] = [
    ...(churn === "requested" ? [sql`when ${requestedAt} is not null then 'end'`] : []),
    ...(graceDays === null ? [] : [sql`when ${isPastGrace} then 'end'`]),
    sql`when followed_by = 'paused' then ${pause === undefined || pause === "apart" ? sql`'pause'` : sql`'end'`}`,
  ];
  return sql`${paidTo} as paid_to,
    case ${join(stops, "\n")} else 'end' end as stops_by`;
}

/** Paying versions with local times and the number of the uninterrupted stretch they belong to. */
function locatedBody(): Fragment {
  const before = sql`over (partition by subscription_id order by paying_from)`;
  const day = means("add_seconds", sql`lag(local_to) ${before}`, wallClockDay);
  const isSame = sql`lag(user_id) ${before} = user_id and lag(currency) ${before} = currency`;
  return sql`select l.*,
  sum(begins_stretch) over (partition by subscription_id order by paying_from rows unbounded preceding) as stretch_number
from (
  select z.*, case when ${day} > local_from and ${isSame} then 0 else 1 end as begins_stretch
  from (
    select paying.*, ${localTime(sql`paying_from`, sql`zf`)} as local_from, ${localTime(sql`paid_to`, sql`zt`)} as local_to
    from paying
    ${joinOffset(sql`paying_from`, sql`zf`)}
    ${joinOffset(sql`paid_to`, sql`zt`, sql`paying_from`)}
  ) z
) l`;
}

function stretchBody(): Fragment {
  return sql`select user_id, currency, subscription_id, stretch_number,
  min(paying_from) as starts_at, min(local_from) as local_start,
  case when count(*) = count(paid_to) then max(paid_to) end as ends_at,
  case when count(*) = count(paid_to) then max(local_to) end as local_end
from located
group by user_id, currency, subscription_id, stretch_number`;
}

/** Stretches that another subscription of the same customer takes over, with the instant at which it does. */
function replacementBody(): Fragment {
  // A subscription starts once: one that resumes or recovers that day replaces nothing.
  const sameDay = sql`o.stretch_number = 1 and o.starts_at > s.starts_at and ${means("date_of", sql`o.local_start`)} = ${means("date_of", sql`s.local_end`)}`;
  const withinADay = sql`o.stretch_number = 1 and o.starts_at > s.starts_at and o.local_start >= s.local_end and o.local_start < ${means("add_seconds", sql`s.local_end`, wallClockDay)}`;
  return sql`select subscription_id, stretch_number, ends_at,
  coalesce(same_day_start, case when standing_beside = 0 then next_start end) as replaced_at
from (
  select s.subscription_id, s.stretch_number, s.ends_at,
    min(case when ${sameDay} then o.starts_at end) as same_day_start,
    min(case when ${withinADay} then o.starts_at end) as next_start,
    sum(case when o.starts_at < s.ends_at and (o.ends_at is null or o.ends_at > s.ends_at) then 1 else 0 end) as standing_beside
  from stretch s
  join stretch o on o.user_id = s.user_id and o.currency = s.currency and o.subscription_id <> s.subscription_id
  where s.ends_at is not null
  group by s.subscription_id, s.stretch_number, s.ends_at
) candidates`;
}

/** A stretch that was replaced stops where the other begins, be it before its own end; what would follow is left out. */
function alignedBody(): Fragment {
  const isReplaced = sql`(replaced_at <= bridged_to or (is_last = 1 and replaced_at is not null))`;
  return sql`select b.*,
  case when ${isReplaced} then replaced_at else bridged_to end as paying_to,
  case when ${isReplaced} then stretch_ends_at else paid_to end as stops_at,
  case when ${isReplaced} then 'replacement' when is_last = 1 and paid_to is not null then stops_by end as ends_by
from (
  select l.*, r.replaced_at, r.ends_at as stretch_ends_at,
    coalesce(lead(l.paying_from) over (partition by l.subscription_id, l.stretch_number order by l.paying_from), l.paid_to) as bridged_to,
    case when lead(l.paying_from) over (partition by l.subscription_id, l.stretch_number order by l.paying_from) is null
      then 1 else 0 end as is_last,
    min(l.paying_from) over (partition by l.subscription_id, l.stretch_number, l.term_months) as billed_so_since
  from located l
  left join replacement r on r.subscription_id = l.subscription_id and r.stretch_number = l.stretch_number
) b`;
}
