import { type Fragment, sql, value } from "../../sql/fragment.ts";
import { activitySource } from "../activity-source.ts";
import { kindsOf } from "../activity-step.ts";
import { bucketsIn } from "../buckets.ts";
import type { Request } from "../compiled.ts";
import type { ComparedUsers } from "../explain/compared-ranges.ts";
import { compileTurnover, type Window } from "../explain/compile-turnover.ts";
import { overHistory } from "../history-source.ts";
import type { Behind } from "./behind.ts";
import { rowOf } from "./cell-to-read.ts";
import type { ExplainedCell, ExplainedFigure } from "./explained-cell.ts";
import { groupQuestion } from "./receipt-question.ts";
import { countOfBehind, eventsOf, ofKinds, users } from "./users-behind.ts";

/** Who comes and goes between two ranges. */
export const turnovers = ["new", "resurrected", "dormant"] as const;

const meanings: Readonly<Record<string, string>> = {
  new: "Users who are active now, and never were before.",
  resurrected: "Users who are active now, not in the range compared with, but earlier.",
  dormant: "Users who were active in the range compared with, and are not now.",
};

/** The users of a segment who came or went, counted from their events. */
export function explainTurnover(part: string, windows: ComparedUsers, cell: ExplainedCell): ExplainedFigure {
  const { compared, group, state } = cell;
  const question = compared.now;
  const request: Request = { question, state, buckets: bucketsIn(question, "total"), kept: null };
  const { query, source } = compileTurnover(request, windows);
  const behind = usersWho(part, windows, {
    ...request,
    question: groupQuestion(question, group, null),
    fromEvents: true,
  });
  return {
    meaning: meanings[part] ?? "",
    unit: "count",
    ran: {
      query,
      source,
      read: (rows) => ({ value: Number(rowOf(rows, { at: {}, by: question.by, group })[part]), currency: null }),
    },
    recount: { query: countOfBehind(behind), read: ([row]) => Number(row?.["value"]) },
    behind,
    bases: [],
  };
}

function usersWho(part: string, { events, now, before }: ComparedUsers, request: Request): Behind {
  const within = { from: -Infinity, to: Math.max(now.to, before.to) };
  const from = eventsOf(activitySource("event", overHistory(request), request.state), request, {
    within,
    conditions: ofKinds(kindsOf(events, request)),
  });
  const [inNow, inBefore] = [now, before].map(eventsIn);
  if (inNow === undefined || inBefore === undefined) throw new Error("Two windows are compared");
  const came = sql`${inNow} > 0 and ${inBefore} = 0`;
  const isEarlier = sql`min(a."occurred_at") < ${value(now.from, "timestamp")}`;
  const having: Readonly<Record<string, Fragment>> = {
    new: sql`${came} and not ${isEarlier}`,
    resurrected: sql`${came} and ${isEarlier}`,
    dormant: sql`${inBefore} > 0 and ${inNow} = 0`,
  };
  return users(
    from,
    [
      { name: "events_before", unit: "count", figure: inBefore },
      { name: "events_now", unit: "count", figure: inNow },
    ],
    sql`\nhaving ${having[part] ?? sql`false`}`,
  );
}

/** How many of a user's events lie in a window. */
function eventsIn({ from, to }: Window): Fragment {
  const at = sql`a."occurred_at"`;
  return sql`count(case when ${at} >= ${value(from, "timestamp")} and ${at} < ${value(to, "timestamp")} then 1 end)`;
}
