/**
 * The figures of `query` for metrics of activity, counted the slow way from lists of events: no SQL and no code of the
 * product; local days come from the platform's own calendar.
 */
import { bucketOf, type Cut, dateOf, type Happened, nextBucket, plusDays } from "../workspace/activity-oracle.ts";

/** One event with all that questions look at; null is missing. */
export interface Told extends Omit<Happened, "platform"> {
  readonly platform: string | null;
  readonly country: string | null;
  readonly format: string | null;
}

/** A question as `tidemark query` takes it, of one metric, range in local days. */
export interface Asked {
  readonly metric: string;
  readonly grain: Cut["grain"] | "total";
  readonly zone: string;
  /** 0 is Sunday. */
  readonly weekStart: number;
  readonly from: string;
  readonly to: string;
  readonly by: string | null;
  readonly where: readonly string[];
  readonly event: readonly string[];
}

/** What the oracle knows of the data: all events, and the instant before which they are complete, in ms. */
export interface Known {
  readonly events: readonly Told[];
  readonly completeBefore: number;
}

/** A question and what it is asked of. */
export interface Scene extends Asked, Known {}

const activity = ["editor_opened", "project_created", "project_exported"];

type Kind = {
  readonly of: "count" | "users" | "trailing" | "new" | "returning" | "stickiness" | "rate";
  readonly kinds: readonly string[] | "activity" | "any";
  readonly days?: number;
};

/** What each metric counts, written down from the definitions and from nowhere else. */
const rules: Readonly<Record<string, Kind>> = {
  projects_created: { of: "count", kinds: ["project_created"] },
  projects_exported: { of: "count", kinds: ["project_exported"] },
  editor_opens: { of: "count", kinds: ["editor_opened"] },
  events: { of: "count", kinds: "any" },
  creators: { of: "users", kinds: ["project_created"] },
  exporters: { of: "users", kinds: ["project_exported"] },
  editors: { of: "users", kinds: ["editor_opened"] },
  active_users: { of: "users", kinds: "activity" },
  dau: { of: "users", kinds: "activity" },
  wau: { of: "users", kinds: "activity" },
  mau: { of: "users", kinds: "activity" },
  qau: { of: "users", kinds: "activity" },
  yau: { of: "users", kinds: "activity" },
  wau_7d: { of: "trailing", kinds: "activity", days: 7 },
  mau_28d: { of: "trailing", kinds: "activity", days: 28 },
  mau_30d: { of: "trailing", kinds: "activity", days: 30 },
  new_users: { of: "new", kinds: "activity" },
  returning_users: { of: "returning", kinds: "activity" },
  stickiness: { of: "stickiness", kinds: "activity" },
  export_rate: { of: "rate", kinds: ["project_exported"] },
  creation_rate: { of: "rate", kinds: ["project_created"] },
};

/** Names of the metrics that the oracle counts. */
export const countedMetrics: readonly string[] = Object.keys(rules);

/** The value of a dimension for one event. */
function valueOf(dimension: string, event: Told, { zone, events }: Scene): string | null {
  if (dimension === "platform") return event.platform;
  if (dimension === "country") return event.country;
  if (dimension === "event_name") return event.name;
  if (dimension === "user_id") return event.user;
  if (dimension === "properties.format") return event.format;
  if (dimension !== "user_type") throw new Error(`${dimension} is no dimension`);
  const some = events.some(({ name }) => activity.includes(name));
  const own = events.filter(({ user, name }) => user === event.user && (!some || activity.includes(name)));
  const first = own.map(({ at }) => dateOf(at, zone)).toSorted()[0];
  return dateOf(event.at, zone) === first ? "new" : "returning";
}

/** The events that the filters leave. */
function filtered(scene: Scene): readonly Told[] {
  const texts = scene.where.map((text) => /^([^!=]+)(!?=)(.*)$/.exec(text));
  return scene.events.filter((event) => {
    const dimensions = [...new Set(texts.map((match) => match?.[1] ?? ""))];
    return dimensions.every((dimension) => {
      const value = valueOf(dimension, event, scene);
      const of = (sign: string) => texts.filter((match) => match?.[1] === dimension && match[2] === sign);
      const meant = (match: RegExpExecArray | null) =>
        match?.[3] === "" || match?.[3] === "Unknown" ? null : match?.[3];
      const wanted = of("=").map(meant);
      const unwanted = of("!=").map(meant);
      const isWanted = wanted.length === 0 || wanted.includes(value);
      return isWanted && (unwanted.length === 0 || (value !== null && !unwanted.includes(value)));
    });
  });
}

function ofKinds(kinds: Kind["kinds"], { event: named, events }: Scene): (event: Pick<Told, "name">) => boolean {
  if (typeof kinds !== "string") return ({ name }) => kinds.includes(name);
  if (named.length > 0) return ({ name }) => named.includes("*") || named.includes(name);
  const isDefault = kinds === "activity" && events.some(({ name }) => activity.includes(name));
  return ({ name }) => !isDefault || activity.includes(name);
}

/** The group of an event as an answer prints it. */
export function groupOf(event: Told, scene: Scene): string {
  return scene.by === null ? "" : (valueOf(scene.by, event, scene) ?? "Unknown");
}

/** The events of a group that the filters leave; of everybody where nothing is broken down. */
export function eventsOfGroup(scene: Scene, group: string): readonly Told[] {
  return filtered(scene).filter((event) => groupOf(event, scene) === group);
}

/** Groups of the events that the filters leave. */
export function groupsIn(scene: Scene): readonly string[] {
  return [...new Set(filtered(scene).map((event) => groupOf(event, scene)))];
}

/** Whether an event is of the kinds that a question names; of activity where it names none. */
export function isNamed(event: readonly string[], scene: Scene): (event: Pick<Told, "name">) => boolean {
  return ofKinds("activity", { ...scene, event });
}

/** Groups of which the metric counts anything in one of the buckets. */
export function groupsCounted(scene: Scene, periods: readonly string[]): readonly string[] {
  const groups = [...new Set(filtered(scene).map((event) => groupOf(event, scene)))].toSorted();
  return groups.filter((group) => periods.some((period) => (figureOf(scene, { period, group }) ?? 0) !== 0));
}

function ruleOf({ metric }: Asked): Kind {
  const rule = rules[metric];
  if (rule === undefined) throw new Error(`The oracle does not count ${metric}`);
  return rule;
}

function cutOf({ zone, weekStart, grain }: Asked): Cut {
  return { zone, weekStart, grain: grain === "total" ? "day" : grain };
}

/** The bucket of an event as an answer prints it; of the total, the range's first day. */
function periodOf({ at }: Told, scene: Asked): string {
  if (scene.grain !== "total") return bucketOf(at, cutOf(scene));
  const date = dateOf(at, scene.zone);
  return date >= scene.from && date < scene.to ? scene.from : "outside";
}

/** The local days of a bucket. */
function daysOf(period: string, scene: Asked): readonly string[] {
  const end = scene.grain === "total" ? scene.to : nextBucket(period, cutOf(scene));
  const days: string[] = [];
  for (let day = period; day < end; day = plusDays(day, 1)) days.push(day);
  return days;
}

const users = (events: readonly Told[]): ReadonlySet<string> => new Set(events.map(({ user }) => user));

/** The figure of one bucket and group. */
export function figureOf(
  scene: Scene,
  { period, group }: { readonly period: string; readonly group: string },
): number | null {
  const { of, kinds, days = 0 } = ruleOf(scene);
  const own = filtered(scene).filter((event) => groupOf(event, scene) === group);
  const looked = own.filter(ofKinds(kinds, scene));
  const within = looked.filter((event) => periodOf(event, scene) === period);
  switch (of) {
    case "count":
      return within.length;
    case "users":
      return users(within).size;
    case "rate": {
      const active = users(
        own.filter(ofKinds("activity", scene)).filter((event) => periodOf(event, scene) === period),
      ).size;
      return active === 0 ? null : users(within).size / active;
    }
    case "new":
    case "returning": {
      const first = daysOf(period, scene)[0] ?? "";
      const before = users(looked.filter(({ at }) => dateOf(at, scene.zone) < first));
      return [...users(within)].filter((user) => before.has(user) === (of === "returning")).length;
    }
    case "stickiness":
      return stickiness(
        within,
        daysOf(period, scene).filter((day) => isComplete(day, scene)),
        scene,
      );
    case "trailing":
      return trailing(looked, { period, days }, scene);
  }
}

function isComplete(day: string, { zone, completeBefore }: Scene): boolean {
  return day < dateOf(completeBefore, zone);
}

function stickiness(within: readonly Told[], complete: readonly string[], { zone }: Asked): number | null {
  const active = users(within).size * complete.length;
  const daily = complete.map((day) => users(within.filter(({ at }) => dateOf(at, zone) === day)).size);
  return active === 0 ? null : daily.reduce((sum, count) => sum + count, 0) / active;
}

function trailing(
  looked: readonly Told[],
  { period, days }: { readonly period: string; readonly days: number },
  scene: Scene,
): number {
  const { grain, zone } = scene;
  if (grain === "hour") {
    const end = Date.parse(nextBucket(period, cutOf(scene)));
    return users(looked.filter(({ at }) => at < end && at >= end - days * 86_400_000)).size;
  }
  const all = daysOf(period, scene);
  const complete = all.filter((day) => isComplete(day, scene));
  const last = grain === "day" ? period : (complete.at(-1) ?? all.at(-1) ?? period);
  const first = plusDays(last, 1 - days);
  return users(looked.filter(({ at }) => dateOf(at, zone) >= first && dateOf(at, zone) <= last)).size;
}
