import { localDayOf, startOfDay } from "../../schema/timezone.ts";
import { type Fragment, join, name, type Node, sql, value, withSteps } from "../../sql/fragment.ts";
import { activityDimension, activitySource, type ActivitySource, dimensionJoins } from "../activity-source.ts";
import { kindsOf } from "../activity-step.ts";
import { bucketsIn } from "../buckets.ts";
import { chooseUsers } from "../choose-source.ts";
import type { Request } from "../compiled.ts";
import { condition, groupName } from "../conditions.ts";
import { overHistory } from "../history-source.ts";
import type { EventSet } from "../metric.ts";
import type { Question } from "../question.ts";

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
  const kinds = kindsOf(events, request);
  const windows = [before, now].map((window): Request => {
    const asked: Question = { ...question, ...window, grain: "total" };
    return { ...request, question: asked, buckets: bucketsIn(asked, "total") };
  });
  const source = activitySource(chooseUsers(kinds, windows), overHistory(request), state);
  const groups = question.by.map(name);
  const keys = join([...groups, name("who")], ", ");
  const within = (window: Window) => inWindow(window, source, question.zone);
  const both = { from: Math.min(before.from, now.from), to: Math.max(before.to, now.to) };
  const marks = (column: string, holds: Node) => sql`case when ${holds} then 1 else 0 end as ${name(column)}`;
  const columns = [
    ...question.by.map(
      (dimension) => sql`${groupName(activityDimension(dimension, source), null)} as ${name(dimension)}`,
    ),
    sql`${source.who} as "who"`,
  ];
  const conditions = [
    ...(kinds === null ? [] : [source.isAbout(kinds)]),
    ...question.where.map((filter) => condition(activityDimension(filter.dimension, source), filter)),
  ];
  const joined = join([sql``, ...dimensionJoins(source, question)], "\n");
  const from = sql`from ${name(source.table)} a${joined}`;
  const isSame = join(
    [...groups, name("who")].map((key) => sql`e.${key} = u.${key}`),
    " and ",
  );
  const counts = (column: string, holds: Node) => sql`count(case when ${holds} then 1 end) as ${name(column)}`;
  const came = sql`u."is" = 1 and u."was" = 0`;
  const perGroup = join(
    groups.map((group) => sql`u.${group}`),
    ", ",
  );
  const query = withSteps(
    [
      {
        name: "activity",
        body: sql`select
  ${join([...columns, marks("was", within(before)), marks("is", within(now))], ",\n")}
${from}
where ${join([within(both), sql`(${within(before)} or ${within(now)})`, ...conditions], "\nand ")}`,
      },
      {
        name: "user",
        body: sql`select ${keys}, max("was") as "was", max("is") as "is"
from "activity"
group by ${keys}`,
      },
      { name: "came", body: sql`select distinct u."who" as "who" from "user" u where ${came}` },
      // Only of who came is it asked whether they were here before: most of history is passed over.
      {
        name: "earlier",
        body: sql`select distinct ${join(columns, ",\n")}
${from}
join "came" w on w."who" = ${source.who}
where ${join([until(now.from, source, question.zone), ...conditions], "\nand ")}`,
      },
    ],
    sql`select ${join([...groups.map((group) => sql`u.${group} as ${group}`), counts("before", sql`u."was" = 1`)], ", ")},
  ${counts("now", sql`u."is" = 1`)},
  ${counts("new", sql`${came} and e."who" is null`)},
  ${counts("resurrected", sql`${came} and e."who" is not null`)},
  ${counts("dormant", sql`u."was" = 1 and u."is" = 0`)}
from "user" u
left join "earlier" e on ${isSame}${groups.length === 0 ? sql`` : sql`\ngroup by ${perGroup}\norder by ${perGroup}`}`,
  );
  return { query, source: source.kind };
}

type Zone = Request["question"]["zone"];

/** How a row's moment is compared with an instant; in a rollup, with the day that begins there, the first of a month. */
function moment(instant: number, source: ActivitySource, zone: Zone): { readonly at: Node; readonly bound: Node } {
  if (source.kind === "events") return { at: sql`a."occurred_at"`, bound: value(instant, "timestamp") };
  const day = localDayOf(zone, instant);
  if (startOfDay(zone, day) !== instant) throw new Error("A rollup cannot be cut within a day");
  return { at: source.day, bound: value(day, "date") };
}

function until(instant: number, source: ActivitySource, zone: Zone): Fragment {
  const { at, bound } = moment(instant, source, zone);
  return sql`${at} < ${bound}`;
}

function inWindow(window: Window, source: ActivitySource, zone: Zone): Fragment {
  const { at, bound } = moment(window.from, source, zone);
  return sql`${at} >= ${bound} and ${until(window.to, source, zone)}`;
}
