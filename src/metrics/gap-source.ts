import { anyActivity, defaultActivity } from "../rollup/default-activity.ts";
import { type SegmentActivity, type SegmentGap, segmentGap } from "../rollup/segment-gap.ts";
import { type Fragment, type Node, sql, value, name } from "../sql/fragment.ts";
import { activityDimension, activitySource, dimensionJoins } from "./activity-source.ts";
import { kindsOf } from "./activity-step.ts";
import { activityName, type GapTable } from "./choose-source.ts";
import type { Request } from "./compiled.ts";
import { condition, groupName, texts } from "./conditions.ts";
import { endsOf } from "./period-column.ts";

/** Kinds of event; null for any. */
export type Kinds = readonly string[] | null;

/** A histogram of absences that figures are read off, as `g`, and how it spells what a question needs. */
export interface GapSource {
  /** `from` and the histogram. */
  readonly from: Fragment;
  /** What must stand before the query's own steps. */
  readonly steps: readonly SegmentGap[];
  /** The question's groups, each by its name. */
  readonly groups: readonly Fragment[];
  /** What the histogram calls activity of some of the kinds it was asked for. */
  nameOf(kinds: Kinds): string;
  /** Which rows the question looks at, from a day on to the end of its last bucket. */
  conditions(activities: readonly string[], from: number): readonly Node[];
}

/** The histogram that tells activity of each of `kinds` to `request`. */
export function gapSource(table: GapTable, kinds: readonly Kinds[], request: Request): GapSource {
  return table === "activity_gap" ? keptGaps(request) : segmentGaps(kinds, request);
}

/** Rows of some activities on some days. */
function within(activities: readonly string[], from: number, request: Request): readonly Node[] {
  return [
    sql`g."activity" in (${texts([...new Set(activities)])})`,
    sql`g."active_on" >= ${value(from, "date")} and g."active_on" < ${value(endsOf(request).last.endDay, "date")}`,
  ];
}

/** The one that is built by loads; it is only asked where each group is one value of the only dimension. */
function keptGaps(request: Request): GapSource {
  const { question, kept } = request;
  const [dimension = "all", ...others] = new Set([...question.by, ...question.where.map((filter) => filter.dimension)]);
  if (others.length > 0) throw new Error("The gap histogram is cut by one dimension at a time");
  return {
    from: sql`from "activity_gap" g`,
    steps: [],
    groups: question.by.map((by) => sql`${groupName(sql`g."value"`, kept)} as ${name(by)}`),
    nameOf(kinds) {
      const activity = activityName(kinds, request);
      if (activity === null) throw new Error("The gap histogram holds no activity of these kinds");
      return activity;
    },
    conditions: (activities, from) => [
      sql`g."dimension" = ${value(dimension, "text")}`,
      ...within(activities, from, request),
      ...question.where.map((filter) => condition(sql`g."value"`, filter)),
    ],
  };
}

/** The one of the question's own segment. */
function segmentGaps(kinds: readonly Kinds[], request: Request): GapSource {
  const { question, kept, state } = request;
  const source = activitySource("user_day", question, state);
  const asked = askedOnly([kindsOf("activity", request), ...kinds], request);
  const isAbout = (some: Kinds) => (some === null ? sql`1 = 1` : source.isAbout(some));
  // Whatever the page asks for beside, so that its charts share one histogram.
  const activities: readonly SegmentActivity[] = [
    { activity: anyActivity, isActive: isAbout(state.hasDefaultActivity ? defaultActivity : null) },
    ...(state.hasDefaultActivity ? defaultActivity.map((kind) => ({ activity: kind, isActive: isAbout([kind]) })) : []),
    ...asked.map((some, i) => ({ activity: nameOfAsked(i), isActive: isAbout(some) })),
  ];
  const step = segmentGap({
    activities,
    groups: question.by.map((by) => ({ name: by, value: groupName(activityDimension(by, source), kept) })),
    joins: dimensionJoins(source, question),
    conditions: question.where.map((filter) => condition(activityDimension(filter.dimension, source), filter)),
  });
  return {
    from: sql`from ${name(step.name)} g`,
    steps: [step],
    groups: question.by.map((by) => sql`g.${name(by)}`),
    nameOf(some) {
      const place = asked.findIndex((one) => keyOf(one) === keyOf(some));
      const activity = place < 0 ? activityName(some, request) : nameOfAsked(place);
      if (activity === null) throw new Error("The segment's histogram was not asked for activity of these kinds");
      return activity;
    },
    conditions: (names, from) => within(names, from, request),
  };
}

/** Kinds that are no activity that every histogram holds, each once. */
function askedOnly(kinds: readonly Kinds[], request: Request): readonly Kinds[] {
  const others = kinds.filter((some) => activityName(some, request) === null);
  return [...new Map(others.map((some) => [keyOf(some), some])).values()];
}

function keyOf(kinds: Kinds): string {
  return JSON.stringify(kinds === null ? null : [...new Set(kinds)].toSorted());
}

/** No kind that histograms hold by its own name is called so. */
function nameOfAsked(place: number): string {
  return place === 0 ? "asked" : `asked ${place + 1}`;
}
