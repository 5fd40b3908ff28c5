import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { catalogue } from "../../src/metrics/catalogue.ts";
import { isMean, subjectOf } from "../../src/metrics/metric.ts";
import { explanationSchema } from "../../src/serve/routes/explain.ts";
import { explain, type ExplainText } from "../../src/workspace/explain.ts";
import { receipt } from "../../src/workspace/receipt.ts";
import { awkwardSubscriptions } from "../warehouse/awkward-data.ts";
import { makePlace, type Place } from "./place.ts";

/** Three months of seven people; who came and who went can be told by eye. */
const rows = [
  "user_id,event_name,occurred_at,platform,country",
  "eve,editor_opened,2025-12-03T10:00:00Z,web,DE",
  "fay,editor_opened,2025-12-04T10:00:00Z,ios,DE",
  "ann,editor_opened,2026-01-05T10:00:00Z,web,DE",
  "ann,editor_opened,2026-01-06T10:00:00Z,ios,DE",
  "bob,editor_opened,2026-01-07T10:00:00Z,ios,US",
  "cyd,project_created,2026-01-08T10:00:00Z,web,",
  "ann,editor_opened,2026-02-02T10:00:00Z,web,DE",
  "dee,editor_opened,2026-02-03T10:00:00Z,web,US",
  "eve,editor_opened,2026-02-04T10:00:00Z,web,DE",
  "eve,project_created,2026-02-04T11:00:00Z,ios,DE",
  "gus,page_viewed,2026-02-05T10:00:00Z,web,DE",
  "",
].join("\n");

let place: Place;
beforeAll(async () => {
  place = await makePlace();
  await place.events(rows, "2026-03-10T12:00:00Z");
  await place.subscriptions(awkwardSubscriptions, "2026-04-02T10:30:00Z");
  await place.load();
});
afterAll(() => place.clear());

const february = { from: "2026-02", to: "2026-03" };

describe("distinct users are explained by who came and who went", () => {
  test("a month beside a part of another", async () => {
    const compare = "2026-01-08..2026-02-01";
    const { totals } = await explain(place.ws, { metric: "active_users", ...february, compare, by: ["platform"] });
    expect(totals).toMatchObject({ before: 1, now: 3, turnover: { new: 1, resurrected: 2, dormant: 1 } });
  });

  test("a month beside one that lies further back: who was here between them is not new", async () => {
    const compare = "2025-12-01..2026-01-01";
    const { totals } = await explain(place.ws, { metric: "active_users", ...february, compare, by: ["platform"] });
    expect(totals).toMatchObject({ before: 2, now: 3, turnover: { new: 1, resurrected: 1, dormant: 1 } });
  });

  test("over all, and in every segment", async () => {
    const found = await explain(place.ws, { metric: "mau", ...february, by: ["platform", "country"] });
    expect(found.totals).toEqual({
      before: 3,
      now: 3,
      change: 0,
      turnover: { new: 1, resurrected: 1, dormant: 2 },
      changeRate: 0,
    });
    expect(found.question).toMatchObject({ kind: "explain", metric: "mau", compare: "2026-01-01..2026-02-01" });
    expect(
      found.rows.map(({ dimension, segment, before, now, turnover }) => [dimension, segment, before, now, turnover]),
    ).toEqual([
      ["platform", "ios", 2, 1, { new: 1, resurrected: 0, dormant: 2 }],
      ["platform", "web", 2, 3, { new: 1, resurrected: 1, dormant: 1 }],
      ["country", "DE", 1, 2, { new: 0, resurrected: 1, dormant: 0 }],
      ["country", "Unknown", 1, 0, { new: 0, resurrected: 0, dormant: 1 }],
      ["country", "US", 1, 1, { new: 1, resurrected: 0, dormant: 1 }],
    ]);
    expect(found.dimensions).toEqual([
      { name: "platform", additive: false, overlapping: true },
      { name: "country", additive: false, overlapping: true },
    ]);
    expect(found.rows.every(({ shareOfChange }) => shareOfChange === null)).toBe(true);
  });

  test("in a trailing window, by the windows that end with both ranges", async () => {
    const { totals } = await explain(place.ws, {
      metric: "wau_7d",
      from: "2026-02-01",
      to: "2026-02-05",
      compare: "2026-01-01..2026-01-13",
    });
    // 6 to 12 January: ann, bob and cyd; 29 January to 4 February: ann, dee and eve.
    expect(totals).toMatchObject({ before: 3, now: 3, turnover: { new: 1, resurrected: 1, dormant: 2 } });
  });

  test("of an open month by its complete days and as many of the month before", async () => {
    const found = await explain(place.ws, { metric: "mau", from: "2026-03", to: "2026-04", by: ["platform"] });
    expect(found.compared).toEqual({
      now: { from: "2026-03-01", to: "2026-03-10" },
      before: { from: "2026-02-01", to: "2026-02-10" },
    });
    expect(found.totals).toMatchObject({ before: 3, now: 0, turnover: { new: 0, resurrected: 0, dormant: 3 } });
  });
});

test("a count of events is the sum of what its segments changed by", async () => {
  const found = await explain(place.ws, { metric: "events", ...february });
  expect(found.totals).toEqual({ before: 4, now: 5, change: 1, changeRate: 0.25 });
  expect(found.question.by).toEqual(["platform", "country", "user_type", "event_name"]);
  for (const { name, additive } of found.dimensions) {
    const own = found.rows.filter(({ dimension }) => dimension === name);
    expect([name, additive, own.reduce((sum, { change }) => sum + (change ?? 0), 0)]).toEqual([name, true, 1]);
    expect(own.reduce((sum, { shareOfChange }) => sum + (shareOfChange ?? 0), 0)).toBeCloseTo(1);
  }
});

describe("ARR is explained by its movements", () => {
  const usd = { where: ["currency=USD"], from: "2026-03", to: "2026-04" };

  test.each(["gross_arr", "net_arr", "net_new_arr", "gross_new_arr"])("%s, slice by slice", async (metric) => {
    const found = await explain(place.ws, { metric, ...usd });
    expect(found.dimensions.map(({ name }) => name)).toEqual(["plan", "billing_interval", "country", "platform"]);
    expect(found.totals.change).not.toBe(0);
    for (const { change, movements } of [found.totals, ...found.rows]) {
      expect(Object.values(movements ?? {}).reduce((sum, amount) => sum + amount, 0)).toBe(change);
    }
  });

  test("by a year before, from the close of then to the close of now", async () => {
    const { totals } = await explain(place.ws, { metric: "gross_arr", ...usd, compare: "previous_year" });
    const moved = Object.values(totals.movements ?? {}).reduce((sum, amount) => sum + amount, 0);
    expect(moved).toBe((totals.now ?? 0) - (totals.before ?? 0));
    expect(Object.keys(totals.movements ?? {})).toContain("new");
  });
});

// "ltv" is "ltv_revenue" times the gross margin, which this workspace does not name.
const asked = catalogue.filter(({ name }) => name !== "ltv");

describe("every metric of the catalogue", () => {
  test.each(asked)("$name: both figures are those of answers, and all of it is as described", async (metric) => {
    const isActivity = subjectOf(metric) === "activity";
    const week = metric.fixedGrain === "week" ? { from: "2026-02-02", to: "2026-02-09" } : null;
    const day = metric.fixedGrain === "day" ? { from: "2026-02-04", to: "2026-02-05" } : null;
    const long = metric.fixedGrain === "quarter" || metric.fixedGrain === "year";
    const year = long ? { from: "2026-01", to: metric.fixedGrain === "year" ? "2027-01" : "2026-04" } : null;
    const text: ExplainText = {
      metric: metric.name,
      ...(week ?? day ?? year ?? february),
      where: isActivity ? [] : ["currency=USD"],
    };
    const found = await explain(place.ws, text);
    expect(explanationSchema.safeParse(found).error).toBeUndefined();
    const { metric: name, ...range } = text;
    const answer = await place.ask({
      metrics: [name],
      compare: "previous",
      ...range,
      ...(metric.fixedGrain === null ? { grain: "total" } : {}),
    });
    expect(found.totals).toMatchObject({ now: answer.totals[name], before: answer.comparison?.totals[name] });
    for (const { name: by } of found.dimensions) {
      const grouped = await place.ask({
        metrics: [name],
        by: [by],
        ...range,
        ...(metric.fixedGrain === null ? { grain: "total" } : {}),
      });
      const shown = new Map(grouped.rows.map((row) => [row[by], row[name]]));
      for (const { dimension, segment, now } of found.rows) {
        if (dimension === by)
          expect([by, segment, now]).toEqual([by, segment, shown.get(segment) ?? (isMean(metric) ? null : 0)]);
      }
    }
  });
});

test.each<[string, ExplainText, RegExp]>([
  [
    "several months of MAU",
    { metric: "mau", from: "2026-01", to: "2026-03" },
    /several months have no one figure that moved/,
  ],
  [
    "days that are not complete",
    { metric: "dau", from: "2026-03-10", to: "2026-03-11" },
    /No day from 2026-03-10 on is complete/,
  ],
  ["currencies that are never added", { metric: "gross_arr" }, /never added/],
  [
    "a dimension the metric has not",
    { metric: "mau", ...february, by: ["plan_of_old"] },
    /has no dimension "plan_of_old"/,
  ],
])("%s cannot be explained, and the error says why", async (_what, text, message) => {
  await expect(explain(place.ws, text)).rejects.toThrow(message);
});

/** Every figure of an explanation that has a receipt of its own: its name, its segment and what it says. */
async function figuresOf(text: ExplainText, parts: "turnover" | "movements") {
  const { totals, rows: segments } = await explain(place.ws, text);
  const moved = [{ segment: null, ...totals }, ...segments];
  return moved.flatMap(({ segment, ...one }) =>
    Object.entries(one[parts] ?? {}).map(([part, said]: [string, number]) => ({ part, segment, said })),
  );
}

/** Of figures the first of each part in the whole, and the last in a segment. */
function someOf<T extends { readonly part: string; readonly segment: string | null }>(figures: readonly T[]) {
  const parts = [...new Set(figures.map(({ part }) => part))];
  return parts.flatMap((part, i) => {
    const named = figures.filter((one) => one.part === part && (one.segment === null) === (i % 2 === 0));
    return named.slice(-1);
  });
}

/** The receipt of such a figure, which must be equal by a recount and have rows that make it. */
async function prove(
  { metric, by = [], ...range }: ExplainText,
  { part, segment, said }: Awaited<ReturnType<typeof figuresOf>>[number],
) {
  const of = segment === null ? {} : { by, group: [segment] };
  const found = await receipt(place.ws, { metrics: [`explain.${metric}.${part}`], ...range, ...of, limit: "100" });
  expect([part, segment, found.cell.value, found.recount]).toEqual([part, segment, said, { value: said, equal: true }]);
  expect(found.behind?.rows?.length).toBe(found.behind?.total);
  return found;
}

describe("who came and went has a receipt", () => {
  test.each<ExplainText>([
    { metric: "mau", ...february, by: ["platform"] },
    { metric: "wau_7d", from: "2026-02-02", to: "2026-02-04", by: ["country"], where: ["platform=web"] },
    { metric: "creators", ...february, by: ["user_type"], timezone: "America/New_York", compare: "2025-12..2026-02" },
  ])("of $metric, in the whole and in every segment, counted from events", async (text) => {
    const figures = await figuresOf(text, "turnover");
    expect(figures.filter(({ said }) => said > 0).length).toBeGreaterThan(1);
    for (const figure of text.by?.[0] === "platform" ? figures : someOf(figures)) {
      const { behind, definition } = await prove(text, figure);
      expect(behind).toMatchObject({ kind: "users", total: figure.said });
      for (const { sql } of definition.sql) expect(sql).not.toMatch(/"user_day"/);
    }
  });

  test("that names the users with what they did in both ranges", async () => {
    const segment = { by: ["country"], group: ["US"], limit: "10" };
    const found = await receipt(place.ws, { metrics: ["explain.mau.dormant"], ...february, ...segment });
    expect(found.question).toMatchObject({
      metric: "explain.mau.dormant",
      group: { country: "US" },
      compare: "2026-01-01..2026-02-01",
    });
    expect(found.behind?.rows).toEqual([
      {
        user_id: "bob",
        events: 1,
        first_at: "2026-01-07T10:00:00Z",
        last_at: "2026-01-07T10:00:00Z",
        events_before: 1,
        events_now: 0,
      },
    ]);
  });

  test.each<ExplainText>([
    { metric: "gross_arr", from: "2026-02", to: "2026-04", by: ["plan"], where: ["currency=USD"] },
    { metric: "net_new_arr", from: "2026-03", to: "2026-04", by: ["country"], where: ["currency=USD"] },
  ])("what movements add to $metric has one too, counted from versions", async (text) => {
    const figures = await figuresOf(text, "movements");
    expect(figures.length).toBeGreaterThan(3);
    for (const figure of someOf(figures).slice(0, 3)) {
      const { behind, cell } = await prove(text, figure);
      expect(cell).toMatchObject({ unit: "minor_units", currency: "USD" });
      const sign = ({ compared }: { compared?: unknown }) => (compared === "before" ? -1 : 1);
      const sum = (behind?.rows ?? []).reduce((total, row) => total + sign(row) * Math.abs(Number(row["amount"])), 0);
      expect(Math.abs(sum), figure.part).toBe(Math.abs(figure.said));
    }
  });

  test.each([
    ["explain.mau.dorment", {}, /called "dorment"/],
    ["explain.events.new", {}, /Nobody comes or goes in "events"/],
    ["explain.mau.new", { by: ["platform", "country"], group: ["web", "DE"] }, /one dimension/],
    ["explain.mau.new", { by: ["platform"], group: ["fax"] }, /No row of that answer is of platform fax/],
    ["explain.mau.new", { cell: "2026-02-01" }, /has no period/],
    ["explain.mau.new", { grain: "month" }, /"grain" is no part/],
    ["mau", { compare: "previous" }, /"compare" belongs to the receipt of an explanation/],
  ])("which refuses %s with %j", async (metric, more, message) => {
    await expect(receipt(place.ws, { metrics: [metric], ...february, ...more })).rejects.toThrow(message);
  });
});
