import { type Fragment, join, means, name, type Node, sql, type Step, withSteps } from "../sql/fragment.ts";
import { joinOffset, localTime } from "./local-time.ts";

const sliceColumns = ["plan", "billing_interval", "country", "platform"] as const;

/** The slice before or after a boundary, as the columns of a movement. */
function slice(side: "old" | "new"): Node {
  return join(
    sliceColumns.map((column) => sql`${name(`${side}_${column}`)} as ${name(column)}`),
    ", ",
  );
}

/**
 * Query that fills `arr_movement` from `arr_span`, both bases at once. The kind is decided per customer, currency and
 * instant. A switch books what is carried over out of the old slice and into the new; what is gained belongs to the new
 * slice and what is lost to the old, so that every slice closes.
 */
export function arrMovementQuery(): Fragment {
  const steps: readonly Step[] = [
    { name: "span", body: spanBody() },
    { name: "boundary", body: boundaryBody() },
    { name: "customer", body: customerBody() },
    { name: "classified", body: classifiedBody() },
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

/** Every instant at which a subscription's standing ARR or its slice changes. */
function boundaryBody(): Fragment {
  const now = join(
    sliceColumns.map((column) => sql`${name(column)} as ${name(`new_${column}`)}`),
    ", ",
  );
  const then = join(
    sliceColumns.map((column) => name(`old_${column}`)),
    ", ",
  );
  const last = join(
    sliceColumns.map((column) => sql`${name(column)} as ${name(`old_${column}`)}`),
    ", ",
  );
  const none = join(
    sliceColumns.map(() => sql`null`),
    ", ",
  );
  return sql`select basis, user_id, currency, subscription_id, paying_from as moved_at,
  before_amount, case when before_amount = 0 then amount else terms_amount end as terms_amount, amount as after_amount,
  0 as pauses, resumes, ${then}, ${now}
from span
union all
select basis, user_id, currency, subscription_id, paying_to as moved_at,
  amount as before_amount, 0 as terms_amount, 0 as after_amount,
  case when ends_by = 'pause' then 1 else 0 end as pauses, 0 as resumes, ${last}, ${none}
from span
where paying_to is not null and goes_on = 0`;
}

function customerBody(): Fragment {
  const history = sql`over (partition by basis, user_id, currency order by moved_at)`;
  return sql`select c.*, closing - change as opening,
  row_number() ${history} as instant_number
from (
  select t.*, sum(change) over (partition by basis, user_id, currency order by moved_at rows unbounded preceding) as closing
  from (
    select basis, user_id, currency, moved_at, sum(after_amount - before_amount) as change, max(pauses) as pauses,
      max(resumes) as resumes,
      sum(case when before_amount = 0 then after_amount else 0 end) as started,
      sum(case when after_amount = 0 then before_amount else 0 end) as ended
    from boundary
    group by basis, user_id, currency, moved_at
  ) t
) c`;
}

/** Boundaries with what happens to their customer, and their share of what a replacement carries over. */
function classifiedBody(): Fragment {
  const order = sql`partition by b.basis, b.user_id, b.currency, b.moved_at order by b.subscription_id rows unbounded preceding`;
  const startedSoFar = sql`sum(case when b.before_amount = 0 then b.after_amount else 0 end) over (${order})`;
  const endedSoFar = sql`sum(case when b.after_amount = 0 then b.before_amount else 0 end) over (${order})`;
  const carriedTotal = sql`least(c.started, c.ended)`;
  return sql`select b.*,
  case
    when c.opening = 0 then case when c.instant_number = 1 then 'new' when c.resumes = 1 then 'resume' else 'reactivation' end
    when c.closing = 0 then case when c.pauses = 1 then 'pause' else 'churn' end
    when b.before_amount = 0 then 'starts' when b.after_amount = 0 then 'ends' else 'continues'
  end as happening,
  case when b.before_amount = 0 then least(${startedSoFar}, ${carriedTotal}) - least(${startedSoFar} - b.after_amount, ${carriedTotal})
    else least(${endedSoFar}, ${carriedTotal}) - least(${endedSoFar} - b.before_amount, ${carriedTotal}) end as replaced_amount
from boundary b
join customer c on c.basis = b.basis and c.user_id = b.user_id and c.currency = b.currency and c.moved_at = b.moved_at`;
}

/** Movements before what leaves and enters the same slice at once is taken out. */
function pieceBody(): Fragment {
  const differs = join(
    sliceColumns.map((column) => sql`coalesce(${name(`old_${column}`)}, '') <> coalesce(${name(`new_${column}`)}, '')`),
    " or ",
  );
  const carried = sql`case when happening = 'continues' then least(before_amount, terms_amount) else replaced_amount end`;
  const gained = sql`terms_amount - before_amount`;
  return join(
    [
      piece(sql`happening`, sql`after_amount`, {
        side: "new",
        when: sql`happening in ('new', 'reactivation', 'resume')`,
      }),
      piece(sql`happening`, sql`-before_amount`, { side: "old", when: sql`happening in ('churn', 'pause')` }),
      piece(sql`'switch_out'`, sql`-(${carried})`, {
        side: "old",
        when: sql`happening = 'ends' or (happening = 'continues' and (${differs}))`,
      }),
      piece(sql`'switch_in'`, carried, {
        side: "new",
        when: sql`happening = 'starts' or (happening = 'continues' and (${differs}))`,
      }),
      piece(sql`'expansion'`, gained, { side: "new", when: sql`happening = 'continues' and ${gained} > 0` }),
      piece(sql`'contraction'`, gained, { side: "old", when: sql`happening = 'continues' and ${gained} < 0` }),
      piece(sql`'expansion'`, sql`after_amount - replaced_amount`, { side: "new", when: sql`happening = 'starts'` }),
      piece(sql`'contraction'`, sql`replaced_amount - before_amount`, { side: "old", when: sql`happening = 'ends'` }),
      piece(sql`'discount_change'`, sql`after_amount - terms_amount`, {
        side: "new",
        when: sql`happening = 'continues'`,
      }),
    ],
    "\nunion all\n",
  );
}

/** A replacement within one slice carries over nothing: switches of one customer, instant and slice cancel. */
function movementBody(): Fragment {
  const slices = join(sliceColumns.map(name), ", ");
  return sql`select basis, user_id, currency, subscription_id, moved_at, ${slices}, kind, amount
from piece
where kind not in ('switch_in', 'switch_out')
union all
select basis, user_id, currency, max(subscription_id), moved_at, ${slices},
  case when sum(amount) > 0 then 'switch_in' else 'switch_out' end, ${means("as_bigint", sql`sum(amount)`)}
from piece
where kind in ('switch_in', 'switch_out')
group by basis, user_id, currency, moved_at, ${slices}`;
}

interface PieceOptions {
  /** Whether it is booked in the slice before or after. */
  readonly side: "old" | "new";
  readonly when: Node;
}

function piece(kind: Node, amount: Node, { side, when }: PieceOptions): Fragment {
  return sql`select basis, user_id, currency, subscription_id, moved_at, ${slice(side)}, ${kind} as kind, ${amount} as amount
from classified
where ${when}`;
}
