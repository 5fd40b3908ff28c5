import { type Fragment, join, type Span, sql, value } from "../sql/fragment.ts";

/** The condition that an event `a` lies in `instants`, which stand beside it for whoever names the table. */
export interface OccurredWithin extends Fragment {
  readonly instants: Span;
}

/** The condition on an event `a` that it occurred in `instants`, of which one end may be infinite. */
export function occurredWithin(instants: Span): OccurredWithin {
  const { from, to } = instants;
  const since = Number.isFinite(from) ? [sql`a."occurred_at" >= ${value(from, "timestamp")}`] : [];
  const until = Number.isFinite(to) ? [sql`a."occurred_at" < ${value(to, "timestamp")}`] : [];
  return { ...join([...since, ...until], " and "), instants };
}
