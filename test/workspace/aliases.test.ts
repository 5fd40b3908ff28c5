import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { sql } from "../../src/sql/fragment.ts";
import { makePlace, type Place } from "./place.ts";

const places: Place[] = [];
afterEach(async () => {
  for (const place of places.splice(0)) await place.clear();
});

async function newPlace(): Promise<Place> {
  const place = await makePlace();
  places.push(place);
  return place;
}

function events(...lines: readonly string[]): string {
  return ["event_id,user_id,event_name,occurred_at", ...lines, ""].join("\n");
}

function aliases(...pairs: readonly string[]): string {
  return ["alias_id,user_id", ...pairs, ""].join("\n");
}

/** Distinct users of January 2026, and who they are in the relation `event`. */
async function users(place: Place): Promise<{ readonly mau: number; readonly names: readonly string[] }> {
  const { rows } = await place.ask({ metrics: ["mau"], from: "2026-01", to: "2026-02" });
  const named = await place.ws.readers.use((reader) =>
    reader.run(sql`select distinct "user_id" from "event" order by "user_id"`),
  );
  return { mau: Number(rows[0]?.["mau"]), names: named.map((row) => String(row["user_id"])) };
}

const threeIds = events(
  "1,anonymous,editor_opened,2026-01-05T10:00:00Z",
  "2,ann,project_created,2026-01-06T10:00:00Z",
  "3,phone,project_exported,2026-01-07T10:00:00Z",
  "4,tablet,editor_opened,2026-01-08T10:00:00Z",
  "5,bob,editor_opened,2026-01-08T11:00:00Z",
);

test("somebody who came anonymously and with two devices is one user, from the first event on", async () => {
  const place = await newPlace();
  await place.events(threeIds);
  await place.aliases(aliases("anonymous,ann", "phone,ann", "tablet,ann"));
  await place.load();
  expect(await users(place)).toEqual({ mau: 2, names: ["ann", "bob"] });
  const { rows } = await place.ask({ metrics: ["events"], grain: "total", by: ["user_type"] });
  // Only the anonymous visit and bob's lie on the first active day of a person.
  expect(rows.map((row) => [row["user_type"], row["events"]])).toEqual([
    ["new", 2],
    ["returning", 3],
  ]);
});

test("aliases that are learnt later change history, and the load says why it began anew", async () => {
  const place = await newPlace();
  await place.events(threeIds);
  expect((await place.load()).rebuilt).toBeNull();
  expect((await users(place)).mau).toBe(5);
  await place.aliases(aliases("anonymous,ann", "phone,ann"));
  const outcome = await place.load();
  expect(outcome.rebuilt).toBe("new aliases say who did what was loaded before");
  expect(outcome.warnings).toEqual([]);
  expect(await users(place)).toEqual({ mau: 3, names: ["ann", "bob", "tablet"] });
  // What arrives afterwards is only added, under the same names.
  await place.events(events("6,phone,editor_opened,2026-01-09T10:00:00Z"));
  expect((await place.load()).rebuilt).toBeNull();
  expect(await users(place)).toEqual({ mau: 3, names: ["ann", "bob", "tablet"] });
  expect((await place.load()).upToDate).toBe(true);
});

test("an alias of an alias is followed to the end, however long the way and whichever part came first", async () => {
  const way = Array.from({ length: 11 }, (_, i) => `a${i},a${i + 1}`);
  const everyone = Array.from({ length: 12 }, (_, i) => `${i},a${i},editor_opened,2026-01-05T10:00:00Z`);
  for (const order of [way, way.toReversed()]) {
    const place = await newPlace();
    await place.events(events(...everyone));
    await place.aliases(aliases(...order.slice(0, 5)));
    await place.load();
    await place.aliases(aliases(...order.slice(5)));
    await place.load();
    expect(await users(place)).toEqual({ mau: 1, names: ["a11"] });
  }
});

test("aliases that run in a circle count as the smallest id, those who lead into it as well, and the load says so", async () => {
  const place = await newPlace();
  await place.events(
    events(...["x", "z", "B", "q", "lone"].map((id, i) => `${i},${id},editor_opened,2026-01-05T10:00:00Z`)),
  );
  await place.aliases(aliases("x,z", "z,B", "B,x", "q,z", "A0,q", "lone,lone"));
  const { warnings } = await place.load();
  expect(warnings).toEqual(['Circles of aliases: 1; each counts as its smallest id: "B".']);
  expect(await users(place)).toEqual({ mau: 2, names: ["B", "lone"] });
});

test("an alias of several users counts as the smallest of them, whichever was imported first", async () => {
  for (const files of [
    ["phone,bob", "phone,ann"],
    ["phone,ann", "phone,bob"],
  ]) {
    const place = await newPlace();
    await place.events(events("1,phone,editor_opened,2026-01-05T10:00:00Z"));
    for (const file of files) await place.aliases(aliases(file));
    expect((await place.load()).warnings).toEqual([
      "Aliases of several users: 1; each counts as the smallest of their ids.",
    ]);
    expect((await users(place)).names).toEqual(["ann"]);
  }
});

test("what somebody pays under another id is theirs", async () => {
  const place = await newPlace();
  const columns = "subscription_id,user_id,valid_from,valid_to,billing_interval,unit_price_minor";
  await place.subscriptions(
    [columns, "s1,old,2026-01-01T00:00:00Z,,month,1000", "s2,ann,2026-01-01T00:00:00Z,,month,500", ""].join("\n"),
    "2026-02-01T00:00:00Z",
  );
  await place.aliases(aliases("old,ann"));
  await place.load();
  const { rows } = await place.ask({ metrics: ["gross_arr"], from: "2026-01", to: "2026-02", by: ["user_id"] });
  expect(rows.map((row) => [row["user_id"], row["gross_arr"]])).toEqual([["ann", 18_000]]);
});

test("rows without an alias or a user go to quarantine with the reason", async () => {
  const place = await newPlace();
  await expect(place.aliases(aliases("phone,", "tablet,ann"))).rejects.toThrow("no user");
});

/** Follow every alias by hand: one step at a time until there is no further, or somebody comes up again. */
function followed(pairs: readonly (readonly [string, string])[], id: string): string {
  const next = (of: string): string | undefined =>
    pairs
      .filter(([alias, user]) => alias === of && user !== of)
      .map(([, user]) => user)
      .toSorted()[0];
  const path = [id];
  for (let at = next(id); at !== undefined; at = next(at)) {
    const seen = path.indexOf(at);
    if (seen >= 0) return path.slice(seen).toSorted()[0] ?? id;
    path.push(at);
  }
  return path.at(-1) ?? id;
}

test("aliases of any shape lead where somebody would end who follows them by hand", async () => {
  const seed = Number(process.env["TIDEMARK_SEED"] ?? Date.now() % 2 ** 31);
  console.log(`aliases: seed ${seed}`);
  const names = ["a", "b", "c", "d", "E", "F", "é"];
  const id = fc.constantFrom(...names);
  const drawn = fc.array(fc.tuple(id, id), { minLength: 1, maxLength: 12 });
  // Many companies that share nobody, in one lake: a load for each would prove no more.
  const shapes = fc.array(drawn, { minLength: 40, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(shapes, async (companies) => {
      const place = await makePlace();
      try {
        const of = (company: number, name: string): string => `${String(company).padStart(2, "0")}${name}`;
        const everyone = companies.flatMap((_, company) => names.map((name) => of(company, name)));
        await place.events(events(...everyone.map((user, i) => `${i},${user},editor_opened,2026-01-05T10:00:00Z`)));
        const lines = (
          part: (pairs: readonly (readonly [string, string])[]) => readonly (readonly [string, string])[],
        ) =>
          companies.flatMap((pairs, company) =>
            part(pairs).map((pair) => pair.map((one) => of(company, one)).join(",")),
          );
        await place.aliases(aliases(...lines((pairs) => pairs.slice(0, pairs.length >> 1))));
        await place.aliases(aliases(...lines((pairs) => pairs.slice(pairs.length >> 1))));
        await place.load();
        const expected = companies.flatMap((pairs, company) =>
          [...new Set(names.map((name) => followed(pairs, name)))].map((name) => of(company, name)),
        );
        expect(await users(place)).toEqual({ mau: expected.length, names: expected.toSorted() });
      } finally {
        await place.clear();
      }
    }),
    { seed, numRuns: 1, endOnFailure: true },
  );
});
