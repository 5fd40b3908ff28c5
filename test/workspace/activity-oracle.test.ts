import fc from "fast-check";
import { expect, test } from "vitest";
import type { AnswerRow } from "../../src/metrics/answer.ts";
import type { Moved } from "../../src/metrics/explain/explanation.ts";
import { explain } from "../../src/workspace/explain.ts";
import { lifecycle } from "../../src/workspace/lifecycle.ts";
import { retention } from "../../src/workspace/retention.ts";
import { stickiness } from "../../src/workspace/stickiness.ts";
import {
  activeUsers,
  bucketOf,
  type Cut,
  dateOf,
  type Happened,
  lifecycleOf,
  newUsersOf,
  nextBucket,
  plusDays,
  retentionOf,
  stickinessHistogram,
  stickinessOf,
  trailingOf,
  turnoverOf,
} from "./activity-oracle.ts";
import { makePlace, type Place } from "./place.ts";

const seed = Number(process.env["TIDEMARK_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const runs = Number(process.env["TIDEMARK_RUNS"] ?? 1);
const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const kinds = ["editor_opened", "project_created", "project_exported", "page_viewed"];

/** Days around both changes of the clock, a leap day, and ends of months, quarters and years; with gaps between them. */
const moments = fc.oneof(
  ...["2023-12-28", "2024-02-26", "2024-03-08", "2024-03-27", "2024-06-28", "2024-10-25", "2024-11-01"].map((day) =>
    fc.integer({ min: 0, max: 8 * 48 }).map((halfHours) => Date.parse(day) + halfHours * 1_800_000),
  ),
);

const company = fc.record({
  zone: fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"),
  otherZone: fc.constantFrom("Europe/Berlin", "America/New_York", "Pacific/Auckland"),
  weekStart: fc.integer({ min: 0, max: 6 }),
  events: fc.array(
    fc.record({
      user: fc.constantFrom("ann", "béa", "carl", "dora", "emil"),
      name: fc.constantFrom(...kinds),
      at: moments,
      platform: fc.constantFrom("web", "ios", "android"),
    }),
    { minLength: 5, maxLength: 120 },
  ),
  lateHours: fc.integer({ min: 0, max: 60 }),
});

/** The days of 25 hours of these timezones, and an instant in the last hour of each, where a day of 24 would have ended. */
const longDays = [
  { date: "2024-04-07", lastHour: "2024-04-07T11:30:00Z" },
  { date: "2024-10-27", lastHour: "2024-10-27T22:30:00Z" },
  { date: "2024-11-03", lastHour: "2024-11-04T04:30:00Z" },
];
const lastHours = longDays.map(({ lastHour }): Happened => {
  return { user: "ann", name: "editor_opened", at: Date.parse(lastHour), platform: "web" };
});

type Company = typeof company extends fc.Arbitrary<infer T> ? T : never;

const isDefault = ({ name }: Happened) => name !== "page_viewed";

/** The events as the source would send them, complete up to the whole hour after the last one and some more. */
async function fill(
  place: Place,
  { events, lateHours }: Pick<Company, "lateHours"> & { readonly events: readonly Happened[] },
): Promise<number> {
  const last = Math.max(...events.map(({ at }) => at));
  const through = last + 1_800_000 + lateHours * 3_600_000;
  const rows = events.map(
    ({ user, name, at, platform }) => `${user},${name},${new Date(at).toISOString()},${platform}\n`,
  );
  await place.events(`user_id,event_name,occurred_at,platform\n${rows.join("")}`, new Date(through).toISOString());
  await place.load();
  return through;
}

const figuresOf = ({ before, now, change, turnover }: Moved) => ({ before, now, change, turnover });
const isFuture = (row: AnswerRow) => row["state"] === "future";
const isComplete = (row: AnswerRow) => row["state"] === "closed" || row["state"] === "provisional";

/** Ask one company everything, and count everything the slow way. */
async function checkCompany(place: Place, drawn: Company): Promise<number> {
  const given = { ...drawn, events: [...drawn.events, ...lastHours] };
  const through = await fill(place, given);
  const { events, weekStart } = given;
  const any = events.some(isDefault) ? events.filter(isDefault) : events;
  const hours = { from: "2024-03-28", to: "2024-04-02" };
  let compared = 0;
  const same = (got: unknown, expected: unknown, asked: unknown) => {
    compared++;
    expect(got, `${JSON.stringify(asked)}, seed ${seed}`).toEqual(expected);
  };
  for (const zone of [given.zone, given.otherZone]) {
    for (const { date } of longDays) {
      const text = { event: ["*"], grain: "day", from: date, to: plusDays(date, 1), timezone: zone };
      const answer = await place.ask({ ...text, metrics: ["events", "active_users"] });
      const own = events.filter(({ at }) => dateOf(at, zone) === date);
      const users = new Set(own.map(({ user }) => user)).size;
      const expected = { events: own.length, active_users: users };
      same(answer.rows, [{ period: date, state: answer.rows[0]?.["state"], ...expected }], text);
      same(answer.totals, expected, text);
    }
    for (const [turn, grain] of (["hour", "day", "week", "month", "quarter", "year"] as const).entries()) {
      const cut: Cut = { zone, weekStart, grain };
      const text = {
        grain,
        timezone: zone,
        weekStart: weekdays[weekStart] ?? "",
        ...(grain === "hour" ? hours : grain === "day" ? { from: "2024-02-25", to: "2024-04-12" } : {}),
      };
      // One value has a histogram of its own, several have that of the question's segment: by turns in both timezones.
      const some = (turn + Number(zone === given.zone)) % 2 === 0 ? ["web"] : ["web", "ios"];
      for (const platforms of [null, some]) {
        const isLooked = ({ platform }: Happened) => platforms === null || platforms.includes(platform);
        const looked = any.filter(isLooked);
        const where = (platforms ?? []).map((platform) => `platform=${platform}`);
        const { rows } = await lifecycle(place.ws, { ...text, where });
        const buckets = rows.map(({ period }) => String(period));
        const known = rows.filter((row) => !isFuture(row)).map(({ period }) => String(period));
        for (const [i, bucket] of buckets.slice(1).entries()) same(bucket, nextBucket(buckets[i] ?? "", cut), text);
        same(
          rows
            .filter((row) => !isFuture(row))
            .map(({ new: fresh, returning, resurrected, dormant }) => ({
              new: fresh,
              returning,
              resurrected,
              dormant,
            })),
          known.map((bucket) => lifecycleOf(looked, bucket, cut)),
          { lifecycle: text, where },
        );
        const counts = await stickiness(place.ws, { ...text, where });
        same(
          counts.rows.map(({ users }) => users),
          stickinessHistogram(looked, buckets, cut),
          { stickiness: text, where },
        );
        for (const asked of [
          { cohort: "first_time", mode: "on", periods: 5, minOccurrences: 1 },
          { cohort: "every_active", mode: "on", periods: 4, minOccurrences: 2 },
          { cohort: "every_active", mode: "on_or_after", periods: 6, minOccurrences: 1 },
          { cohort: "first_time", mode: "on_or_after", periods: 3, minOccurrences: 2 },
        ] as const) {
          const own = events.filter(isLooked);
          const starts = ({ name }: Happened) => name === "project_created";
          const { rows: cohorts } = await retention(place.ws, {
            ...text,
            ...asked,
            where,
            periods: String(asked.periods),
            minOccurrences: String(asked.minOccurrences),
            startEvent: ["project_created"],
            returnEvent: ["*"],
          });
          same(
            cohorts.filter(({ state }) => state !== "future").map(({ values }) => values),
            known.map((bucket) => retentionOf(own, bucket, { cut, asked: { ...asked, starts, returns: () => true } })),
            { retention: text, where, asked },
          );
        }
        const users = activeUsers(looked, cut);
        const complete = rows.filter(isComplete).map(({ period }) => String(period));
        // The last of them with somebody in it, who have most behind them.
        const lively = complete.filter((bucket, i) => i > 0 && users.has(bucket)).slice(-3);
        for (const now of lively) {
          const before = complete[complete.indexOf(now) - 1] ?? "";
          const { timezone, weekStart: starts } = text;
          const compare = `${before}..${now}`;
          const range = { from: now, to: nextBucket(now, cut), compare, timezone, weekStart: starts, where };
          const found = await explain(place.ws, { metric: "active_users", by: ["platform"], ...range });
          const turnover = (own: readonly Happened[]) => turnoverOf(own, { before, now }, cut);
          same(figuresOf(found.totals), turnover(looked), { explain: range });
          const segments = ["android", "ios", "web"].map((segment) => {
            return { segment, ...turnover(looked.filter(({ platform }) => platform === segment)) };
          });
          same(
            found.rows
              .map((row) => ({ segment: row.segment, ...figuresOf(row) }))
              .toSorted((x, y) => (x.segment < y.segment ? -1 : 1)),
            segments.filter((one) => one.before + one.now > 0),
            { explain: range, by: "platform" },
          );
        }
        const days = grain !== "hour";
        const metrics = [
          ...(days ? ["new_users", "returning_users", "stickiness", "export_rate"] : []),
          ...(days && grain !== "day" ? [] : ["wau_7d", "mau_30d"]),
        ];
        const answer = await place.ask({ ...text, where, metrics });
        const incompleteFrom = dateOf(through, zone);
        for (const row of answer.rows) {
          if (isFuture(row)) continue;
          const bucket = String(row["period"]);
          const active = users.get(bucket)?.size ?? 0;
          const exporters = new Set(
            looked
              .filter(({ name, at }) => name === "project_exported" && bucketOf(at, cut) === bucket)
              .map(({ user }) => user),
          ).size;
          const fresh = newUsersOf(looked, bucket, cut);
          const expected: Record<string, number | null> = {
            new_users: fresh,
            returning_users: active - fresh,
            stickiness: days ? stickinessOf(looked, bucket, { cut, incompleteFrom }) : null,
            export_rate: active === 0 ? null : exporters / active,
            wau_7d: trailingOf(looked, bucket, { cut, days: 7 }),
            mau_30d: trailingOf(looked, bucket, { cut, days: 30 }),
          };
          for (const metric of metrics) same(row[metric], expected[metric], { metric, text, where, bucket });
        }
      }
    }
  }
  return compared;
}

test(
  `lifecycle, retention, stickiness, new users and trailing windows are what a count by hand gives (seed ${seed})`,
  { timeout: 600_000 },
  async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(company, async (given) => {
        const place = await makePlace({ timezone: given.zone, weekStart: weekdays[given.weekStart] });
        try {
          compared += await checkCompany(place, given);
        } finally {
          await place.clear();
        }
      }),
      { seed, numRuns: runs, endOnFailure: true },
    );
    expect(compared).toBeGreaterThan(1_000);
  },
);
