import { localDayOf, startOfDay } from "../../schema/timezone.ts";
import { type Fragment, join, name, type Node, sql, value, withSteps } from "../../sql/fragment.ts";
import { activityDimension, activitySource, type ActivitySource, dimensionJoins } from "../activity-source.ts";
import { kindsOf } from "../activity-step.ts";
import { isWholeDays } from "../buckets.ts";
import { needsEvents } from "../choose-source.ts";
import type { Request } from "../compiled.ts";
import { condition, groupName } from "../conditions.ts";
import { overHistory } from "../history-source.ts";
import type { EventSet } from "../metric.ts";

/** A half-open range of instants. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** The users of two windows. */
export interface TurnoverOptions {
  readonly events: EventSet;
  readonly before: Window;
  readonly now: Window;
}

/** A query of who came and went, and where it reads. */
export interface CompiledTurnover {
  readonly query: Fragment;
  readonly source: "rollup" | "events";
}

/**
 * Compile, group by group, the users of both windows as sets: `before`, `now`, `new` (now, never earlier), `resurrected`
 * (now, not before, but earlier) and `dormant` (before, not now). Everything is meant inside filter and group.
 */
export function compileTurnover(request: Request, { events, before, now }: TurnoverOptions): CompiledTurnover {
  const { question, state } = request;
  const whole = [before, now].every((window) => isWholeDays({ ...question, ...window }));
  const source = activitySource(needsEvents(request) || !whole ? "event" : "user_day", overHistory(request), state);
  const groups = question.by.map(name);
  const keys = join([...groups, name("who")], ", ");
  const within = (window: Window) => inWindow(window, source, question.zone);
  const marks = (column: string, holds: Node) => sql`case when ${holds} then 1 else 0 end as ${name(column)}`;
  const columns = [
    ...question.by.map(
      (dimension) => sql`${groupName(activityDimension(dimension, source), null)} as ${name(dimension)}`,
    ),
    sql`${source.who} as "who"`,
    marks("was", within(before)),
    marks("is", within(now)),
    marks("earlier", until(now.from, source, question.zone)),
  ];
  const kinds = kindsOf(events, request);
  const conditions = [
    until(Math.max(before.to, now.to), source, question.zone),
    ...(kinds === null ? [] : [source.isAbout(kinds)]),
    ...question.where.map((filter) => condition(activityDimension(filter.dimension, source), filter)),
  ];
  const joined = join([sql``, ...dimensionJoins(source, question)], "\n");
  const counts = (column: string, holds: Node) => sql`count(case when ${holds} then 1 end) as ${name(column)}`;
  const query = withSteps(
    [
      {
        name: "activity",
        body: sql`select
  ${join(columns, ",\n")}
from ${name(source.table)} a${joined}
where ${join(conditions, "\nand ")}`,
      },
      {
        name: "user",
        body: sql`select ${keys}, max("was") as "was", max("is") as "is", max("earlier") as "earlier"
from "activity"
group by ${keys}`,
      },
    ],
    sql`select ${join([...groups.map((group) => sql`${group}`), counts("before", sql`"was" = 1`)], ", ")},
  ${counts("now", sql`"is" = 1`)},
  ${counts("new", sql`"is" = 1 and "was" = 0 and "earlier" = 0`)},
  ${counts("resurrected", sql`"is" = 1 and "was" = 0 and "earlier" = 1`)},
  ${counts("dormant", sql`"was" = 1 and "is" = 0`)}
from "user"
where "was" = 1 or "is" = 1${groups.length === 0 ? sql`` : sql`\ngroup by ${join(groups, ", ")}\norder by ${join(groups, ", ")}`}`,
  );
  return { query, source: source.kind };
}

type Zone = Request["question"]["zone"];

/** How a row's moment is compared with an instant; in the rollup of days, with the day that begins there. */
function moment(instant: number, source: ActivitySource, zone: Zone): { readonly at: Node; readonly bound: Node } {
  if (source.kind === "events") return { at: sql`a."occurred_at"`, bound: value(instant, "timestamp") };
  const day = localDayOf(zone, instant);
  if (startOfDay(zone, day) !== instant) throw new Error("A rollup of days cannot be cut within one");
  return { at: sql`a."event_date"`, bound: value(day, "date") };
}

function until(instant: number, source: ActivitySource, zone: Zone): Fragment {
  const { at, bound } = moment(instant, source, zone);
  return sql`${at} < ${bound}`;
}

function inWindow(window: Window, source: ActivitySource, zone: Zone): Fragment {
  const { at, bound } = moment(window.from, source, zone);
  return sql`${at} >= ${bound} and ${until(window.to, source, zone)}`;
}
