import type { DataState } from "../../../src/metrics/data-state.ts";
import { compileFunnel } from "../../../src/metrics/funnel/compile-funnel.ts";
import type { FunnelText } from "../../../src/metrics/funnel/funnel-question.ts";
import { readFunnel } from "../../../src/metrics/funnel/read-funnel.ts";
import { dayOf, microsPerUtcDay } from "../../../src/schema/date.ts";
import { utc } from "../../../src/schema/timezone.ts";
import type { Fragment } from "../../../src/sql/fragment.ts";

/** A loaded warehouse with events of the first quarter of 2026, complete until its end. */
export const state: DataState = {
  generation: 1,
  zone: utc,
  weekStart: 1,
  dataThrough: { events: dayOf(2026, 4, 1) * microsPerUtcDay, subscriptions: null },
  completeBefore: { events: dayOf(2026, 4, 1) * microsPerUtcDay, subscriptions: null },
  days: { events: { first: dayOf(2026, 1, 1), last: dayOf(2026, 3, 31) }, subscriptions: null },
  hasDefaultActivity: true,
  currencies: [],
  eventNames: ["editor_opened", "project_created", "project_exported"],
  eventKinds: ["editor_opened", "project_created", "project_exported"],
  lateDays: 3,
};

/** The query of a funnel as typed, on `state`. */
export function funnelQuery(text: FunnelText, changes: Partial<DataState> = {}): Fragment {
  const known = { ...state, ...changes };
  return compileFunnel(
    readFunnel(text, known, () => null),
    known,
  );
}
