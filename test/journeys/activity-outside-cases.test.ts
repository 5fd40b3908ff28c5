import { readdirSync, readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { emptyFolder, tidemarkHere } from "../cli/tidemark.ts";
import { oracle } from "../ingest/desk.ts";

const home = emptyFolder();
afterAll(() => rm(home, { recursive: true, force: true }));

interface Rows {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly totals: Readonly<Record<string, unknown>>;
}

/** Run a command that must succeed; what it printed as JSON. */
async function json(workspace: string, ...args: readonly string[]): Promise<Rows> {
  const ended = await tidemarkHere([...args, "--dir", join(home, workspace), "--format", "json"]);
  expect(ended).toMatchObject({ code: 0 });
  return JSON.parse(ended.out) as Rows;
}

interface Case {
  readonly id: string;
  readonly kind: "active_users" | "lifecycle" | "retention" | "stickiness" | "funnel";
  readonly timezone: string;
  readonly query: Readonly<Record<string, string | number | null | readonly string[]>>;
  readonly aliases?: Readonly<Record<string, string>>;
  readonly events: readonly { readonly user: string; readonly event: string; readonly timestamp: string }[];
  readonly expected: Readonly<Record<string, unknown>>;
}

const folder = oracle("posthog");
const cases: readonly Case[] =
  folder === null
    ? []
    : readdirSync(folder)
        .filter((name) => name.endsWith(".json"))
        .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as Case)
        .filter(({ kind }) => kind !== "funnel");

/** The first instant after `count` buckets from `start`, in the way `start` is written. */
function later(start: string, interval: string, count: number): string {
  const at = new Date(Date.parse(start));
  if (interval === "hour") return new Date(at.getTime() + count * 3_600_000).toISOString().replace(".000", "");
  if (interval === "month") at.setUTCMonth(at.getUTCMonth() + count);
  else at.setUTCDate(at.getUTCDate() + count * (interval === "week" ? 7 : 1));
  return at.toISOString().slice(0, 10);
}

/** Import a case's events as complete up to `through`, and its aliases; load. */
async function fill(workspace: string, { timezone, events, aliases }: Case, through: string): Promise<void> {
  const dir = join(home, workspace);
  await mkdir(dir);
  const options = ["--dir", join(dir), "--quiet"];
  expect(await tidemarkHere(["init", "--timezone", timezone, ...options])).toMatchObject({ code: 0 });
  const rows = events.map(({ user, event, timestamp }) => `${user},${event},${timestamp}\n`);
  await writeFile(join(dir, "events.csv"), `user,event,timestamp\n${rows.join("")}`);
  const map = "user_id=user,event_name=event,occurred_at=timestamp";
  const at = through.includes("T") ? through : `${through}T00:00:00Z`;
  await json(workspace, "import", "events", join(dir, "events.csv"), "--map", map, "--through", at);
  if (aliases !== undefined) {
    const pairs = Object.entries(aliases).map(([alias, user]) => `${alias},${user}\n`);
    await writeFile(join(dir, "aliases.csv"), `alias_id,user_id\n${pairs.join("")}`);
    await json(workspace, "import", "aliases", join(dir, "aliases.csv"));
  }
  await json(workspace, "load");
}

const weekStart = ({ query }: Case) =>
  typeof query["week_start"] === "string" ? ["--week-start", query["week_start"]] : [];

/** Which of our questions a case of the source asks, and what of the answer it expects. */
async function check(one: Case): Promise<void> {
  const { id, kind, query, expected } = one;
  if (kind === "retention") return checkRetention(one);
  const interval = String(query["interval"]);
  const [from, to] = [String(query["from"]), later(String(query["to"]), interval, 1)];
  await fill(id, one, to);
  const range = ["--from", from, "--to", to, "--grain", interval, "--event", String(query["event"]), ...weekStart(one)];
  if (kind === "lifecycle") {
    const { rows } = await json(id, "lifecycle", ...range);
    const column = (name: string) => rows.map((row) => row[name]);
    expect(column("period")).toEqual(expected["buckets"]);
    expect(column("new")).toEqual(expected["new"]);
    expect(column("returning")).toEqual(expected["returning"]);
    expect(column("resurrected")).toEqual(expected["resurrecting"]);
    expect(column("dormant")).toEqual((expected["dormant"] as number[]).map(Math.abs));
  } else if (kind === "stickiness") {
    const { rows, totals } = await json(id, "stickiness", ...range);
    const users = expected["users_by_active_intervals"] as Record<string, number>;
    const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
    expect(rows).toEqual(
      Array.from({ length: days }, (_, i) => ({ activePeriods: i + 1, users: users[String(i + 1)] ?? 0 })),
    );
    expect(totals["users"]).toBe(expected["total_users"]);
  } else {
    const metric =
      { rolling_7d: "wau_7d", rolling_28d: "mau_28d", rolling_30d: "mau_30d" }[String(query["window"])] ?? "";
    const users = ((query["users"] ?? []) as string[]).flatMap((user) => ["--where", `user_id=${user}`]);
    const { rows } = await json(id, "query", metric, ...range, ...users);
    const values = rows.map((row) => Number(row[metric]));
    expect(rows.map(({ period }) => period)).toEqual(expected["buckets"]);
    if (expected["values"] !== undefined) expect(values).toEqual(expected["values"]);
    if (expected["sum"] !== undefined) expect(values.reduce((sum, value) => sum + value, 0)).toBe(expected["sum"]);
    for (const [place, value] of Object.entries(expected["at"] ?? {})) expect(values[Number(place)]).toBe(value);
  }
}

async function checkRetention(one: Case): Promise<void> {
  const { id, query, expected } = one;
  const values = expected["values"] as readonly (readonly number[])[];
  const interval = String(query["period"]);
  const [from, periods] = [String(query["first_bucket"]), Number(query["intervals"])];
  const to = later(from, interval, values.length);
  await fill(id, one, to);
  const text = (key: string, otherwise: string) => `${(query[key] ?? otherwise) as string | number}`;
  const range = ["--from", from, "--to", to, "--grain", interval, "--periods", String(periods), ...weekStart(one)];
  const answer = await json(
    id,
    "retention",
    ...range,
    "--start-event",
    text("start_event", "*"),
    "--return-event",
    text("return_event", "*"),
    "--cohort",
    query["cohort"] === "first_time" ? "first_time" : "every_active",
    "--mode",
    query["mode"] === "on_or_after" ? "on_or_after" : "on",
    "--min-occurrences",
    text("minimum_occurrences", "1"),
  );
  expect(answer.rows.map((row, i) => (row["values"] as number[]).slice(0, values[i]?.length))).toEqual(values);
  for (const [i, row] of answer.rows.entries()) {
    // The data are complete to the end of the range, and not beyond.
    expect(row["complete"]).toEqual(Array.from({ length: periods }, (_, k) => i + k < values.length));
    expect(row["size"]).toBe(values[i]?.[0]);
  }
  if (expected["buckets"] !== undefined) expect(answer.rows.map(({ cohort }) => cohort)).toEqual(expected["buckets"]);
}

test.skipIf(folder === null)("another analytics product's cases are all here", () => {
  expect(cases.length).toBeGreaterThanOrEqual(12);
});

test.each(cases)("another analytics product's case $id comes out the same", check);

/** The rows of an expected file, without its header. */
function expectedRows(path: string): readonly (readonly string[])[] {
  const [, ...lines] = readFileSync(path, "utf8").trim().split(/\r?\n/);
  expect(lines.length).toBeGreaterThan(10);
  return lines.map((line) => line.split(","));
}

describe.each([
  { log: "homebrew-brew-commits", file: "events.csv.gz" },
  { log: "online-retail", file: "invoice_events.csv" },
])("the real log $log", ({ log, file }) => {
  const place = oracle(`event-logs/${log}`);

  test.skipIf(place === null)("has the expected lifecycle and retention by month and by week", async () => {
    const map = "event_id=event_id,user_id=user_id,event_name=event,occurred_at=timestamp";
    await json(log, "import", "events", join(String(place), file), "--map", map);
    await json(log, "load");
    for (const { grain, lifecycle, retention, length } of [
      { grain: "month", lifecycle: "lifecycle_monthly", retention: "retention_monthly_first_time", length: 7 },
      {
        grain: "week",
        lifecycle: "lifecycle_weekly_monday",
        retention: "retention_weekly_monday_first_time",
        length: 10,
      },
    ]) {
      const { rows } = await json(log, "lifecycle", "--grain", grain);
      const stages = rows.map((row) =>
        ["period", "new", "returning", "resurrected", "dormant"].map((name) => String(row[name]).slice(0, length)),
      );
      expect(stages).toEqual(expectedRows(join(String(place), "expected", `${lifecycle}.csv`)));

      const expected = expectedRows(join(String(place), "expected", `${retention}.csv`));
      const periods = 1 + Math.max(...expected.map(([, offset]) => Number(offset)));
      const cohorts = await json(log, "retention", "--grain", grain, "--periods", String(periods));
      const returned = cohorts.rows.flatMap((row) =>
        (row["values"] as number[]).flatMap((users, k) =>
          users === 0 ? [] : [[String(row["cohort"]).slice(0, length), String(k), String(users)].join()],
        ),
      );
      expect(returned).toEqual(expected.filter(([, , users]) => users !== "0").map((row) => row.join()));
    }
  });
});

const cdnow = oracle("cdnow/CDNOW_sample.txt");

test.skipIf(cdnow === null)(
  "the first purchases of 2,357 customers form three monthly cohorts, counted by hand",
  async () => {
    const lines = readFileSync(String(cdnow), "utf8").trim().split(/\r?\n/);
    const purchases = lines.map((line) => {
      const [, customer = "", date = ""] = line.trim().split(/\s+/);
      return { customer, month: `${date.slice(0, 4)}-${date.slice(4, 6)}`, date };
    });
    const dir = join(home, "cdnow");
    await mkdir(dir);
    const rows = purchases.map(
      ({ customer, date }) =>
        `${customer},purchase,${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T12:00:00Z\n`,
    );
    await writeFile(join(dir, "purchases.csv"), `user,event,at\n${rows.join("")}`);
    const map = "user_id=user,event_name=event,occurred_at=at";
    await json(
      "cdnow",
      "import",
      "events",
      join(dir, "purchases.csv"),
      "--map",
      map,
      "--through",
      "1998-07-01T00:00:00Z",
    );
    await json("cdnow", "load");
    const answer = await json("cdnow", "retention", "--grain", "month", "--periods", "18", "--to", "1997-04");

    const months = new Map<string, Set<string>>();
    for (const { customer, month } of purchases) months.set(customer, (months.get(customer) ?? new Set()).add(month));
    const counted = ["1997-01", "1997-02", "1997-03"].map((cohort) =>
      Array.from({ length: 18 }, (_, k) => {
        const month = later(`${cohort}-01`, "month", k).slice(0, 7);
        return [...months.values()].filter((own) => [...own].toSorted()[0] === cohort && own.has(month)).length;
      }),
    );
    expect(answer.rows.map(({ values }) => values)).toEqual(counted);
    expect(answer.totals["size"]).toBe(2_357);
  },
);
