import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { formatDay } from "../../src/schema/date.ts";
import { localDayOf, startOfDay } from "../../src/schema/timezone.ts";
import { sql } from "../../src/sql/fragment.ts";
import { arr } from "../../src/workspace/arr.ts";
import { readTimezone } from "../../src/workspace/timezone.ts";
import { type Cut, nextBucket } from "../workspace/activity-oracle.ts";
import { makePlace, type Place } from "../workspace/place.ts";
import { groupBy, type History, tell, type Version } from "./arr-oracle.ts";
import { csvOf, randomCustomer, versionsOf } from "./random-subscriptions.ts";

const customers = 700;
const through = "2024-07-01";

/** Changed to a random one by hand; printed with every failure. */
const seed = Number(process.env["TIDEMARK_SEED"] ?? 20_260_329);

/** How many random waterfalls are asked in each timezone and on each basis: 2,000 in all where somebody wants to know. */
const questions = Math.ceil(Number(process.env["TIDEMARK_ORACLE_CASES"] ?? 48) / 6);

const [firstDay, lastDay] = [Date.parse("2024-01-01") / 86_400_000, Date.parse(through) / 86_400_000];

/** A range, a grain, and whose versions: of everybody, of some, of one currency. */
const randomWaterfall = fc.record({
  grain: fc.constantFrom("day", "week", "month", "quarter", "year"),
  skip: fc.integer({ min: 0, max: 170 }),
  days: fc.integer({ min: 1, max: 120 }),
  currency: fc.option(fc.constantFrom("JPY", "KWD", "USD"), { freq: 2 }),
  users: fc.oneof(fc.array(fc.nat(), { maxLength: 0 }), fc.array(fc.nat(), { minLength: 1, maxLength: 20 })),
});

/** Figures of a waterfall's row that the walk tells. */
const columns = [
  "period",
  "currency",
  "opening",
  "new",
  "expansion",
  "reactivation",
  "resume",
  "contraction",
  "churn",
  "pause",
  "discount_change",
  "closing",
  "cancel_arr",
  "grr",
  "nrr",
];

function ofUsers({ moved, ended, stands }: History, users: readonly string[]): History {
  return {
    moved: moved.filter(({ user }) => users.includes(user)),
    ended: ended.filter(({ version }) => users.includes(version.user)),
    stands: stands.filter(({ version }) => users.includes(version.user)),
  };
}

describe.each(["UTC", "Europe/Berlin", "America/New_York"])(`random subscriptions in %s (seed ${seed})`, (timezone) => {
  const zone = readTimezone(timezone);
  if (zone === null) throw new Error(`${timezone} is no timezone`);
  const versions = versionsOf(fc.sample(randomCustomer, { numRuns: customers, seed }));
  let place: Place;

  beforeAll(async () => {
    place = await makePlace({ timezone });
    await place.subscriptions(csvOf(versions), through);
    await place.load();
  });
  afterAll(() => place.clear());

  /** The first customer of whom the lines differ, with all of their versions; null where none does. */
  function firstDifference(got: readonly string[], expected: readonly string[]): object | null {
    const userOf = (line: string) => line.split(" ")[0] ?? "";
    const byUser = (lines: readonly string[]) =>
      new Map(groupBy(lines, userOf).map((own) => [userOf(own[0] ?? ""), own.toSorted()]));
    const [left, right] = [byUser(got), byUser(expected)];
    for (const user of new Set([...left.keys(), ...right.keys()])) {
      const differing = { seed, got: left.get(user) ?? [], expected: right.get(user) ?? [] };
      if (differing.got.join("\n") === differing.expected.join("\n")) continue;
      return { ...differing, versions: csvOf(versions.filter((version) => version.user === user)) };
    }
    return null;
  }

  const read = (query: ReturnType<typeof sql>) => place.ws.readers.use((reader) => reader.run(query));
  const watermark = startOfDay(zone, lastDay);
  const counts = ({ at }: { readonly at: number }) => at < watermark;
  const dayOfInstant = (instant: number) => formatDay(localDayOf(zone, instant));

  describe.each(["list", "net"] as const)("on the %s basis", (basis) => {
    const history: History = tell(versions, basis, zone);

    test("every movement is the one that a walk through the versions tells", async () => {
      const rows = await read(sql`select * from "arr_movement"`);
      const unsliced = rows.filter((row) => row["basis"] === basis && !String(row["kind"]).startsWith("switch"));
      const sums = groupBy(unsliced, (row) => `${row["user_id"]} ${row["currency"]} ${row["moved_at"]} ${row["kind"]}`);
      const got = sums
        .map(
          (own) =>
            `${own[0]?.["user_id"]} ${own[0]?.["currency"]} ${own[0]?.["moved_at"]} ${own[0]?.["kind"]} ${own.reduce((sum, row) => sum + Math.abs(Number(row["amount"])) * (row["kind"] === "discount_change" ? Math.sign(Number(row["amount"])) : 1), 0)}`,
        )
        .filter((line) => !line.endsWith(" 0"));
      expect(
        firstDifference(
          got,
          history.moved.map((one) => `${one.user} ${one.currency} ${one.at} ${one.kind} ${one.amount}`),
        ),
      ).toBeNull();
      expect(got.length).toBeGreaterThan(customers);
    });

    test("every end is the one that a walk through the versions tells", async () => {
      const rows = await read(sql`select * from "subscription_end"`);
      const got = rows
        .filter((row) => row["basis"] === basis)
        .map(
          (row) => `${row["user_id"]} ${row["subscription_id"]} ${row["currency"]} ${row["ended_at"]} ${row["amount"]}`,
        );
      expect(
        firstDifference(
          got,
          history.ended.map(
            ({ version, at, amount }) => `${version.user} ${version.sub} ${version.currency} ${at} ${amount}`,
          ),
        ),
      ).toBeNull();
    });

    test("cancel ARR is what left at the end: churn at cancel, contraction by cancel, or a pause of the rest", async () => {
      const ends = (await read(sql`select * from "subscription_end"`)).filter((row) => row["basis"] === basis);
      const left = (
        await read(sql`select * from "arr_movement" where "kind" in ('churn', 'contraction', 'pause')`)
      ).filter((row) => row["basis"] === basis);
      const lost = new Map(left.map((row) => [`${row["subscription_id"]} ${row["moved_at"]}`, -Number(row["amount"])]));
      const paid = ends.filter((row) => row["amount"] !== 0);
      expect(paid.map((row) => lost.get(`${row["subscription_id"]} ${row["ended_at"]}`))).toEqual(
        paid.map((row) => row["amount"]),
      );
      expect(paid.length).toBeGreaterThan(customers / 10);
    });

    test("what stands on the first of each month, by plan and interval, is what the versions say", async () => {
      const { rows } = await arr(place.ws, {
        basis,
        from: "2024-02",
        to: "2024-07",
        by: ["plan", "billing_interval", "user_id"],
      });
      const months = [...new Set(rows.map((row) => String(row["period"])))];
      const got = rows
        .filter((row) => row["opening"] !== 0)
        .map(
          (row) =>
            `${row["user_id"]} ${row["period"]} ${row["currency"]} ${row["plan"]} ${row["billing_interval"]} ${row["opening"]}`,
        );
      const expected = months.flatMap((month) => {
        const standing = history.stands.filter(
          ({ from, to }) => dayOfInstant(from) < month && (to >= Date.UTC(2100, 0) * 1000 || dayOfInstant(to) >= month),
        );
        return groupBy(
          standing,
          ({ version }) =>
            `${version.user} ${month} ${version.currency} ${version.plan === "" ? "Unknown" : version.plan} ${version.interval}`,
        ).map((own) => {
          const { version } = own[0] ?? { version: versions[0] as Version };
          return `${version.user} ${month} ${version.currency} ${version.plan === "" ? "Unknown" : version.plan} ${version.interval} ${own.reduce((sum, { amount }) => sum + amount, 0)}`;
        });
      });
      expect(firstDifference(got, expected)).toBeNull();
    });

    test(
      `${questions} random waterfalls, with grr and nrr, are what the walk adds up to`,
      { timeout: 600_000 },
      async () => {
        let compared = 0;
        for (const asked of fc.sample(randomWaterfall, { numRuns: questions, seed })) {
          const users = asked.users.map((drawn) => versions[drawn % versions.length]?.user ?? "");
          const where = [
            ...users.map((user) => `user_id=${user}`),
            ...(asked.currency === null ? [] : [`currency=${asked.currency}`]),
          ];
          const from = formatDay(firstDay + asked.skip);
          const to = formatDay(Math.min(firstDay + asked.skip + asked.days, lastDay));
          const { rows } = await arr(place.ws, { basis, grain: asked.grain, from, to, where });
          const cut: Cut = { zone: timezone, weekStart: 1, grain: asked.grain };
          const own: History = users.length === 0 ? history : ofUsers(history, users);
          const got = rows.map((row) => columns.map((column) => row[column]).join(" "));
          const expected = rows.map((row) =>
            bucketOf(
              own,
              { from: String(row["period"]), to: nextBucket(String(row["period"]), cut) },
              String(row["currency"]),
            ),
          );
          expect({ asked, where, from, to, got }).toEqual({ asked, where, from, to, got: expected });
          // No currency that moved until then is left out.
          const moved = own.moved.filter((one) => counts(one) && dayOfInstant(one.at) < to);
          const currencies = new Set(
            moved.map((one) => one.currency).filter((one) => [one, null].includes(asked.currency)),
          );
          expect([...new Set(rows.map((row) => String(row["currency"])))]).toEqual(
            expect.arrayContaining([...currencies]),
          );
          compared += rows.length;
        }
        expect(compared).toBeGreaterThan(questions);
      },
    );

    function bucketOf(
      { moved, ended }: History,
      { from: start, to: end }: { readonly from: string; readonly to: string },
      currency: string,
    ): string {
      const own = moved.filter((one) => one.currency === currency && counts(one));
      const signed = ({ kind, amount }: History["moved"][number]) =>
        ["contraction", "churn", "pause"].includes(kind) ? -amount : amount;
      const upTo = (day: string, of = own) =>
        of.filter(({ at }) => dayOfInstant(at) < day).reduce((sum, one) => sum + signed(one), 0);
      const within = own.filter(({ at }) => dayOfInstant(at) >= start && dayOfInstant(at) < end);
      const flow = (kind: string) =>
        within.filter((one) => one.kind === kind).reduce((sum, { amount }) => sum + amount, 0);
      const cancelled = ended
        .filter((one) => one.version.currency === currency && counts(one))
        .filter(({ at }) => dayOfInstant(at) >= start && dayOfInstant(at) < end)
        .reduce((sum, { amount }) => sum + amount, 0);
      const pairs = groupBy(own, ({ user }) => user)
        .map((mine) => ({ open: upTo(start, mine), close: upTo(end, mine) }))
        .filter(({ open }) => open > 0);
      const total = (of: (pair: { open: number; close: number }) => number) =>
        pairs.reduce((sum, pair) => sum + of(pair), 0);
      const open = total((pair) => pair.open);
      const rate = (part: number) => (open === 0 ? null : part / open);
      return [
        start,
        currency,
        upTo(start),
        flow("new"),
        flow("expansion"),
        flow("reactivation"),
        flow("resume"),
        flow("contraction"),
        flow("churn"),
        flow("pause"),
        flow("discount_change"),
        upTo(end),
        cancelled,
        rate(total((pair) => Math.min(pair.open, pair.close))),
        rate(total((pair) => pair.close)),
      ].join(" ");
    }
  });
});
