import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { makePlace, type Place } from "../workspace/place.ts";
import { type Contents, contentsOf } from "./contents.ts";

const seed = Number(process.env["TEST_SEED"] ?? Date.now() % 1_000_000_000);
const places: Place[] = [];
afterEach(async () => {
  for (const place of places.splice(0)) await place.clear();
});

/** One line of an import. */
interface Line {
  readonly id: number;
  readonly user: number;
  readonly name: string;
  readonly hour: number;
  readonly received: number;
  readonly platform: string;
}

const header = "event_id,user_id,event_name,occurred_at,received_at,source_seq,platform";

function csv(lines: readonly Line[]): string {
  const rows = lines.map(({ id, user, name, hour, received, platform }) =>
    [`e${id}`, `u${user}`, name, at(hour), at(2_000 + received), hour, platform].join(","),
  );
  return [header, ...rows, ""].join("\n");
}

/** So many hours after 2026-01-01. */
function at(hour: number): string {
  return new Date(Date.UTC(2026, 0, 1, hour)).toISOString();
}

/** Load batches one after another; what the warehouse holds then. */
async function loaded(batches: readonly (readonly Line[])[], loadEach: boolean): Promise<Contents> {
  // A zone whose clocks change in the middle of the data.
  const place = await makePlace({ timezone: "America/New_York" });
  places.push(place);
  for (const [i, batch] of batches.entries()) {
    // Equal files are one batch; with another end they are two.
    await place.events(csv(batch), `2026-05-01T00:0${i}:00Z`);
    if (loadEach || i === batches.length - 1) await place.load();
  }
  return place.ws.readers.use(contentsOf);
}

/** Few ids, users and hours, so that lines meet: duplicates, conflicts, equal times of arrival, late and early lines. */
const line: fc.Arbitrary<Line> = fc.record({
  id: fc.integer({ min: 1, max: 8 }),
  user: fc.integer({ min: 1, max: 3 }),
  name: fc.constantFrom("editor_opened", "project_created", "page_viewed"),
  hour: fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1_590, max: 1_640 })),
  received: fc.integer({ min: 0, max: 3 }),
  platform: fc.constantFrom("web", "ios", ""),
});

describe("the order of arrival does not matter", () => {
  test(`any split of any lines into batches, loaded in any order, equals one load of everything (seed ${seed})`, async () => {
    const story = fc.record({
      lines: fc.array(line, { minLength: 1, maxLength: 40 }),
      again: fc.array(fc.nat(), { maxLength: 10 }),
      cuts: fc.array(fc.nat({ max: 50 }), { maxLength: 3 }),
      order: fc.array(fc.nat(), { minLength: 50, maxLength: 50 }),
    });
    await fc.assert(
      fc.asyncProperty(story, async ({ lines, again, cuts, order }) => {
        const all = [...lines, ...again.map((i) => lines[i % lines.length] as Line)];
        const shuffled = all
          .map((one, i) => ({ one, place: order[i] ?? 0 }))
          .toSorted((a, b) => a.place - b.place)
          .map(({ one }) => one);
        const ends = [...new Set([...cuts.map((cut) => cut % all.length), 0, all.length])].toSorted((a, b) => a - b);
        const batches = ends.slice(1).map((end, i) => shuffled.slice(ends[i], end));
        const whole = await loaded([all], false);
        expect(await loaded(batches, true)).toEqual(whole);
        for (const place of places.splice(0)) await place.clear();
      }),
      { seed, numRuns: Number(process.env["TEST_RUNS"] ?? 4), endOnFailure: true },
    );
  }, 300_000);

  test("a whole batch that comes twice, under another batch id, changes nothing but the count of duplicates", async () => {
    const place = await makePlace();
    places.push(place);
    const lines = Array.from({ length: 50 }, (_, i): Line => ({
      id: i,
      user: i % 7,
      name: "editor_opened",
      hour: i * 5,
      received: 0,
      platform: "web",
    }));
    await place.events(csv(lines));
    await place.load();
    const before = await place.ws.readers.use(contentsOf);
    await place.events(csv(lines.toReversed()));
    expect(await place.load()).toMatchObject({ events: 50, duplicates: 50, conflicts: 0, rebuilt: null });
    expect(await place.ws.readers.use(contentsOf)).toEqual({ ...before, event_drop: ['{"kind":"duplicate","n":50}'] });
  });

  test("1 % or 50 % of the lines twice: the figures are those of the lines once, and the duplicates are counted", async () => {
    const lines = Array.from({ length: 400 }, (__, i): Line => ({
      id: i,
      user: i % 31,
      name: i % 3 === 0 ? "project_created" : "editor_opened",
      hour: i,
      received: 0,
      platform: i % 2 === 0 ? "web" : "ios",
    }));
    const once = await loaded([lines], true);
    for (const nth of [100, 2]) {
      const twice = lines.filter(({ id }) => id % nth === 0);
      const dirty = await loaded([[...twice, ...lines]], true);
      expect(dirty).toEqual({ ...once, event_drop: [`{"kind":"duplicate","n":${twice.length}}`] });
    }
  });
});

describe("one event id with two bodies", () => {
  const kept: Line = { id: 1, user: 1, name: "editor_opened", hour: 24, received: 5, platform: "web" };
  const alone: Line = { id: 2, user: 2, name: "editor_opened", hour: 30, received: 0, platform: "web" };
  const corrected: Line = { ...kept, user: 3, hour: 72, received: 9 };

  test("the one received first counts, the other is a conflict, whichever is loaded first", async () => {
    for (const batches of [[[kept, alone], [corrected]], [[corrected, alone], [kept]], [[corrected, kept, alone]]]) {
      const place = await makePlace();
      places.push(place);
      let conflicts = 0;
      for (const batch of batches) {
        await place.events(csv(batch));
        conflicts += (await place.load()).conflicts;
      }
      expect(conflicts).toBe(1);
      const { rows } = await place.ask({ metrics: ["active_users", "events"], grain: "day", by: ["user_id"] });
      const active = rows.filter((row) => row["events"] !== 0 && row["events"] !== null);
      expect(active.map((row) => [row["period"], row["user_id"], row["events"]])).toEqual([
        ["2026-01-02", "u1", 1],
        ["2026-01-02", "u2", 1],
      ]);
    }
  });

  test("one that unseats a counted row recounts that row's day alone, and nobody remembers the unseated user", async () => {
    const place = await makePlace();
    places.push(place);
    await place.events(csv([corrected, alone]));
    await place.load();
    await place.events(csv([kept]));
    expect(await place.load()).toMatchObject({
      conflicts: 1,
      duplicates: 0,
      rebuilt: null,
    });
    const { person, event_drop } = await place.ws.readers.use(contentsOf);
    expect(person?.join()).not.toContain("u3");
    expect(event_drop).toEqual(['{"kind":"conflict","n":1}']);
  });
});

describe("late events", () => {
  test("of an hour and of 400 days recount their own days, and leave all others as they were", async () => {
    const place = await makePlace();
    places.push(place);
    const opened = (id: number, hour: number): Line => {
      return { id, user: id % 5, name: "editor_opened", hour, received: 0, platform: "web" };
    };
    const early = Array.from({ length: 50 }, (_, i) => opened(i, i * 24));
    await place.events(csv(early));
    await place.load();
    const days = async () => {
      const { rows } = await place.ask({ metrics: ["events", "active_users"], grain: "day" });
      const active = rows.filter((row) => Number(row["events"]) > 0);
      return new Map(active.map((row) => [String(row["period"]), `${row["events"]} ${row["active_users"]}`]));
    };
    const before = await days();
    await place.events(csv([opened(100, 49 * 24 - 1), opened(101, 49 * 24 - 400 * 24)]));
    expect(await place.load()).toMatchObject({ events: 2, rebuilt: null });
    const after = await days();
    const moved = [...after].filter(([day, figures]) => before.get(day) !== figures);
    expect(moved).toEqual([
      ["2025-01-15", "1 1"],
      ["2026-02-18", "2 2"],
    ]);
    expect(after.size).toBe(before.size + 1);
  });

  test("move a user's first active day, and with it who is new", async () => {
    const place = await makePlace();
    places.push(place);
    const opened = (id: number, user: number, hour: number): Line => ({
      id,
      user,
      name: "editor_opened",
      hour,
      received: 0,
      platform: "web",
    });
    const types = async () => {
      const { rows } = await place.ask({
        metrics: ["active_users"],
        grain: "day",
        by: ["user_type"],
        from: "2026-01-01",
        to: "2026-01-12",
      });
      return rows
        .filter((row) => Number(row["active_users"]) > 0)
        .map((row) => `${row["period"]} ${row["user_type"]} ${row["active_users"]}`);
    };
    await place.events(csv([opened(1, 1, 240), opened(2, 2, 241), opened(3, 1, 250)]));
    await place.load();
    expect(await types()).toEqual(["2026-01-11 new 2"]);
    await place.events(csv([opened(4, 1, 49)]));
    expect(await place.load()).toMatchObject({ events: 1, rebuilt: null });
    expect(await types()).toEqual(["2026-01-03 new 1", "2026-01-11 new 1", "2026-01-11 returning 1"]);
  });
});
