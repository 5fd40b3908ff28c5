import { type Fragment, join, means, name, sql, type Step, value, withSteps } from "../sql/fragment.ts";
import { joinOffset, localTime } from "./local-time.ts";

const sliceColumns = ["plan", "billing_interval", "country", "platform"] as const;

/**
 * Query that fills `arr_movement` from `arr_span`, both bases at once. The kind is decided per customer, currency and
 * instant. A switch books what is carried over out of the old slice and into the new; what is gained belongs to the new
 * slice and what is lost to the old, so that every slice closes.
 */
export function arrMovementQuery(): Fragment {
  const steps: readonly Step[] = [
    { name: "span", body: spanBody() },
    { name: "boundary", body: boundaryBody() },
    { name: "instant", body: instantBody() },
    { name: "classified", body: classifiedBody() },
    { name: "booked", body: bookedBody() },
    { name: "piece", body: pieceBody() },
    { name: "movement", body: movementBody() },
  ];
  return withSteps(
    steps,
    sql`select
  m.user_id, m.subscription_id, m.currency, m.plan, m.billing_interval, m.country, m.platform, m.basis,
  m.moved_at, ${means("date_of", localTime(sql`m.moved_at`, sql`z`))} as moved_on, m.kind, m.amount
from movement m
${joinOffset(sql`m.moved_at`, sql`z`)}
where m.amount <> 0
order by m.moved_at, m.subscription_id, m.kind, m.basis`,
  );
}

function spanBody(): Fragment {
  const neighbours = sql`over (partition by basis, subscription_id, user_id, currency order by paying_from)`;
  const previous = sliceColumns.map((column) => sql`lag(${name(column)}) ${neighbours} as ${name(`old_${column}`)}`);
  return sql`select arr_span.*,
  case when lag(paying_to) ${neighbours} = paying_from then lag(amount) ${neighbours} else 0 end as before_amount,
  ${join(previous, ",\n")},
  case when lag(ends_by) ${neighbours} = 'pause' then 1 else 0 end as resumes,
  case when lead(paying_from) ${neighbours} = paying_to then 1 else 0 end as goes_on
from arr_span`;
}

/** Every instant at which a subscription's standing ARR or its slice changes: where a span begins, and where nothing follows it. */
function boundaryBody(): Fragment {
  const begins = sql`e.edge = 'begins'`;
  const slices = join(
    sliceColumns.flatMap((column) => [
      sql`case when ${begins} then s.${name(`old_${column}`)} else s.${name(column)} end as ${name(`old_${column}`)}`,
      sql`case when ${begins} then s.${name(column)} end as ${name(`new_${column}`)}`,
    ]),
    ",\n",
  );
  return sql`select s.basis, s.user_id, s.currency, s.subscription_id,
  case when ${begins} then s.paying_from else s.paying_to end as moved_at,
  case when ${begins} then s.before_amount else s.amount end as before_amount,
  case when ${begins} then case when s.before_amount = 0 then s.amount else s.terms_amount end else 0 end as terms_amount,
  case when ${begins} then s.amount else 0 end as after_amount,
  case when ${begins} then s.resumes else 0 end as resumes,
  case when ${begins} or s.ends_by is null or s.ends_by <> 'pause' then 0 else 1 end as pauses,
  ${slices}
from span s
cross join (select 'begins' as edge union all select 'ends' as edge) e
where ${begins} or (s.paying_to is not null and s.goes_on = 0)`;
}

/** Boundaries with what their customer holds before and after the instant, what starts and ends in it, so far and in all. */
function instantBody(): Fragment {
  const customer = sql`partition by basis, user_id, currency`;
  const instant = sql`${customer}, moved_at`;
  const change = sql`after_amount - before_amount`;
  const started = sql`case when before_amount = 0 then after_amount else 0 end`;
  const ended = sql`case when after_amount = 0 then before_amount else 0 end`;
  const soFar = (of: Fragment) => sql`${of} over (${instant} order by subscription_id rows unbounded preceding)`;
  const inHistory = (of: Fragment) =>
    sql`${of} over (${customer} order by moved_at, subscription_id rows unbounded preceding)`;
  return sql`select i.*, opening + change as closing
from (
  select boundary.*,
    ${inHistory(sql`sum(${change})`)} - ${soFar(sql`sum(${change})`)} as opening,
    ${inHistory(sql`count(*)`)} - ${soFar(sql`count(*)`)} as boundaries_before,
    sum(${change}) over (${instant}) as change,
    max(pauses) over (${instant}) as customer_pauses,
    max(resumes) over (${instant}) as customer_resumes,
    ${soFar(sql`sum(${started})`)} as started_so_far, sum(${started}) over (${instant}) as started,
    ${soFar(sql`sum(${ended})`)} as ended_so_far, sum(${ended}) over (${instant}) as ended
  from boundary
) i`;
}

/** Boundaries with what happens to their customer, and their share of what a replacement carries over. */
function classifiedBody(): Fragment {
  const share = (soFar: Fragment, own: Fragment) =>
    sql`least(${soFar}, carried_total) - least(${soFar} - ${own}, carried_total)`;
  return sql`select b.*,
  case
    when opening = 0 then case when boundaries_before = 0 then 'new' when customer_resumes = 1 then 'resume' else 'reactivation' end
    when closing = 0 then case when customer_pauses = 1 then 'pause' else 'churn' end
    when before_amount = 0 then 'starts' when after_amount = 0 then 'ends' else 'continues'
  end as happening,
  case when before_amount = 0 then ${share(sql`started_so_far`, sql`after_amount`)}
    else ${share(sql`ended_so_far`, sql`before_amount`)} end as replaced_amount
from (select instant.*, least(started, ended) as carried_total from instant) b`;
}

/** What each boundary books, in up to four parts: what is carried out of a slice and into one, the change, the discount's. */
function bookedBody(): Fragment {
  const differs = join(
    sliceColumns.map((column) => sql`coalesce(${name(`old_${column}`)}, '') <> coalesce(${name(`new_${column}`)}, '')`),
    " or ",
  );
  const parts = join(
    ["carried_out", "carried_in", "change", "discount"].map((part) => sql`select ${value(part, "text")} as part`),
    "\nunion all\n",
  );
  const carried = sql`when happening = 'continues' and (${differs}) then least(before_amount, terms_amount)`;
  return sql`select c.*, p.part,
  case p.part
    when 'carried_out' then -(case when happening = 'ends' then replaced_amount ${carried} end)
    when 'carried_in' then case when happening = 'starts' then replaced_amount ${carried} end
    when 'change' then case
      when happening = 'continues' then terms_amount - before_amount
      when happening = 'starts' then after_amount - replaced_amount
      when happening = 'ends' then replaced_amount - before_amount
      when happening in ('churn', 'pause') then -before_amount
      else after_amount end
    else case when happening = 'continues' then after_amount - terms_amount end
  end as amount
from classified c
cross join (${parts}) p`;
}

/** Movements before what leaves and enters the same slice at once is taken out. What is lost was of the old slice. */
function pieceBody(): Fragment {
  const isOld = sql`part = 'carried_out' or (part = 'change' and amount < 0)`;
  const slices = join(
    sliceColumns.map(
      (column) =>
        sql`case when ${isOld} then ${name(`old_${column}`)} else ${name(`new_${column}`)} end as ${name(column)}`,
    ),
    ",\n",
  );
  return sql`select basis, user_id, currency, subscription_id, moved_at,
  ${slices},
  case when part in ('carried_out', 'carried_in') then 'switch'
    when part = 'discount' then 'discount_change'
    when happening not in ('starts', 'ends', 'continues') then happening
    when amount > 0 then 'expansion' else 'contraction' end as kind,
  case when part in ('carried_out', 'carried_in') then '' else subscription_id end as booked_for,
  amount
from booked
where amount is not null`;
}

/** A replacement within one slice carries over nothing: switches of one customer, instant and slice cancel. */
function movementBody(): Fragment {
  const slices = join(
    sliceColumns.map((column) => sql`p.${name(column)}`),
    ", ",
  );
  return sql`select p.basis, p.user_id, p.currency, max(p.subscription_id) as subscription_id, p.moved_at, ${slices},
  case when p.kind <> 'switch' then p.kind when sum(p.amount) > 0 then 'switch_in' else 'switch_out' end as kind,
  ${means("as_bigint", sql`sum(p.amount)`)} as amount
from piece p
group by p.basis, p.user_id, p.currency, p.moved_at, ${slices}, p.kind, p.booked_for`;
}
