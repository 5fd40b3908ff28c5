import fc from "fast-check";
import { plusDays } from "../workspace/activity-oracle.ts";
import type { Asked, Told } from "./query-oracle.ts";
import { countedMetrics } from "./query-oracle.ts";

/** Days around both changes of the clock, a leap day and the end of that month a year before, weeks across quarters, ends of months and years; gaps between. */
const windows = [
  "2023-02-24",
  "2023-12-28",
  "2024-02-26",
  "2024-03-08",
  "2024-03-27",
  "2024-06-28",
  "2024-10-25",
  "2024-11-01",
];

/** On which day of a window clocks are changed there, and in which hours of UTC the midnight behind it lies. */
const clockChanges: Readonly<Record<string, { readonly zone: string; readonly day: number; readonly hour: number }>> = {
  "2024-03-08": { zone: "America/New_York", day: 2, hour: 28 },
  "2024-03-27": { zone: "Europe/Berlin", day: 4, hour: 22 },
  "2024-10-25": { zone: "Europe/Berlin", day: 2, hour: 23 },
  "2024-11-01": { zone: "America/New_York", day: 2, hour: 29 },
};

/** Half hours from the beginning of a window of eight days; those around midnights, and of a changed clock, more often. */
const halfHours = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 8 * 48 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 46, 48, 50) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...Object.values(clockChanges)), fc.integer({ min: -2, max: 1 }))
      .map(([{ day, hour }, by]) => 2 * (24 * day + hour) + by),
  },
);

/** A range of one day on which clocks are changed in a window of the company; null where none of its windows has one. */
export function clockChangeOf({ windows: own }: RandomCompany, drawn: number) {
  const found = own.flatMap((window) => {
    const change = clockChanges[window];
    return change === undefined ? [] : [{ zone: change.zone, from: plusDays(window, change.day) }];
  });
  return found[drawn % Math.max(1, found.length)] ?? null;
}

/** Days after which somebody does the same again: where buckets and trailing windows begin and end. */
const edges = [1, 2, 6, 7, 8, 27, 28, 29, 30, 31];

const anEvent: fc.Arbitrary<DrawnEvent> = fc.record({
  user: fc.constantFrom("ann", "béa", "carl", "dora", "emil", "o'hara"),
  name: fc.constantFrom("editor_opened", "editor_opened", "project_created", "project_exported", "page_viewed"),
  window: fc.nat(),
  halfHours,
  again: fc.option(fc.constantFrom(...edges), { freq: 2 }),
  platform: fc.constantFrom("web", "ios", "android", null),
  country: fc.constantFrom("DE", "US", null),
  format: fc.constantFrom("pdf", "$1", null),
});

type DrawnEvent = Omit<Told, "at"> & {
  readonly window: number;
  readonly halfHours: number;
  /** After so many days it happens once more; null: it does not. */
  readonly again: number | null;
};

const onlyViews: fc.Arbitrary<DrawnEvent> = anEvent.map((event) => ({ ...event, name: "page_viewed" }));

/** What happened, the repetitions after it, in the windows that the company has. */
function toldOf({ window, halfHours: after, again, ...event }: DrawnEvent, own: readonly string[]): readonly Told[] {
  const at = Date.parse(own[window % own.length] ?? "") + after * 1_800_000;
  return [0, ...(again === null ? [] : [again])].map((days) => ({ ...event, at: at + days * 86_400_000 }));
}

/** A company as `randomCompany` makes it. */
export interface RandomCompany {
  readonly zone: string;
  readonly weekStart: number;
  /** First days of the spans in which things happen: one, so that they happen closely, or several with gaps between. */
  readonly windows: readonly string[];
  readonly events: readonly Told[];
  /** Places of the rows that are sent again. */
  readonly twice: readonly number[];
  readonly lateHours: number;
}

/** A small company: its events, how it cuts time, which rows its source sends twice, until when its data are complete. */
export const randomCompany: fc.Arbitrary<RandomCompany> = fc
  .record({
    zone: fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"),
    weekStart: fc.integer({ min: 0, max: 6 }),
    windows: fc.oneof(fc.subarray(windows, { minLength: 1, maxLength: 1 }), fc.subarray(windows, { minLength: 2 })),
    events: fc.oneof(
      { weight: 9, arbitrary: fc.array(anEvent, { minLength: 5, maxLength: 60, size: "max" }) },
      { weight: 1, arbitrary: fc.array(onlyViews, { minLength: 2, maxLength: 20, size: "max" }) },
    ),
    twice: fc.array(fc.nat(), { maxLength: 8 }),
    lateHours: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 600, max: 960 })),
  })
  .map(({ events, ...company }) => ({
    ...company,
    events: events.flatMap((event) => toldOf(event, company.windows)),
  }));

const grains = ["hour", "day", "week", "month", "quarter", "year", "total"] as const;
const dimensions = ["platform", "country", "user_type", "event_name", "user_id", "properties.format"];
const filters = [
  "platform=web",
  "platform=ios",
  "platform!=web",
  "platform=Unknown",
  "country=DE",
  "country!=DE",
  "country=",
  "user_type=new",
  "user_type=returning",
  "event_name!=page_viewed",
  "event_name=project_created",
  "user_id=o'hara",
  "properties.format=$1",
  "properties.format!=pdf",
];

const fixed: Readonly<Record<string, Asked["grain"]>> = {
  dau: "day",
  wau: "week",
  mau: "month",
  qau: "quarter",
  yau: "year",
};

function grainOf(metric: string, grain: Asked["grain"]): Asked["grain"] {
  const countsDays = ["new_users", "returning_users", "stickiness"].includes(metric);
  return fixed[metric] ?? (grain === "hour" && countsDays ? "day" : grain);
}

/** A sliding window, asked on the days on which those who were active in a company's window leave it. */
const trailing = fc
  .record({
    window: fc.constantFrom(["wau_7d", 7] as const, ["mau_28d", 28] as const, ["mau_30d", 30] as const),
    later: fc.integer({ min: 0, max: 8 }),
  })
  .map(({ window: [metric, days], later }) => ({ metric, skip: days + later }));

/** A question of one metric that can be asked of any company. */
export const randomQuestion = fc
  .record({
    metric: fc.constantFrom(...countedMetrics),
    trailing,
    grain: fc.constantFrom(...grains),
    zone: fc.option(fc.constantFrom("Europe/Berlin", "America/New_York", "Pacific/Auckland"), { freq: 3 }),
    weekStart: fc.option(fc.integer({ min: 0, max: 6 }), { freq: 3 }),
    window: fc.nat(),
    skip: fc.integer({ min: 0, max: 6 }),
    /** Whether only a day on which clocks are changed is asked for. */
    onClockChange: fc.boolean(),
    length: fc.integer({ min: 1, max: 12 }),
    by: fc.option(fc.constantFrom(...dimensions), { freq: 2 }),
    where: fc.oneof(fc.constant([]), fc.uniqueArray(fc.constantFrom(...filters), { maxLength: 3 })),
    event: fc.option(fc.constantFrom("*", "page_viewed", "project_created"), { freq: 2 }),
    retention: fc.record({
      cohort: fc.constantFrom("first_time", "every_active"),
      mode: fc.constantFrom("on", "on_or_after"),
      periods: fc.integer({ min: 1, max: 5 }),
      minOccurrences: fc.constantFrom(1, 1, 2, 3),
      startEvent: fc.constantFrom([], ["*"], ["project_created"]),
      returnEvent: fc.constantFrom([], ["*"], ["project_exported", "editor_opened"]),
    }),
  })
  .map(({ grain, metric, ...rest }) => ({ ...rest, metric, grain: grainOf(metric, grain) }));

/** A question as `randomQuestion` makes it; its range is read by `rangeOf`. */
export type RandomQuestion = typeof randomQuestion extends fc.Arbitrary<infer T> ? T : never;

/** The rows as a source would send them, some of them twice, and the oracle's events: each of them once. */
export function sentRows({ events, twice }: RandomCompany): { readonly csv: string; readonly told: readonly Told[] } {
  const rows = events.map(
    ({ user, name, at, platform, country, format }, i) =>
      `e${i},${user},${name},${new Date(at).toISOString()},${platform ?? ""},${country ?? ""},${format ?? ""}\n`,
  );
  const again = twice.map((place) => rows[place % rows.length] ?? "");
  const header = "event_id,user_id,event_name,occurred_at,platform,country,properties.format\n";
  return { csv: `${header}${[...rows, ...again].join("")}`, told: events };
}
