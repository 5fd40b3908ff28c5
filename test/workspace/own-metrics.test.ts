import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { QuestionText } from "../../src/metrics/question.ts";
import { ask, describeMetrics } from "../../src/workspace/ask.ts";
import { parseConfig } from "../../src/workspace/config.ts";
import { explain } from "../../src/workspace/explain.ts";
import { openWorkspace, type Workspace } from "../../src/workspace/open.ts";
import { receipt } from "../../src/workspace/receipt.ts";
import { root } from "../house/repository.ts";
import { makePlace, type Place } from "./place.ts";

/** The example of the docs: what stands on the page is what is tested here. */
const page = readFileSync(join(root, "docs/own-metrics.md"), "utf8");
const example = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? "";

const rows = [
  "event_id,user_id,event_name,occurred_at,platform,country,properties.format",
  "1,ann,editor_opened,2026-01-05T09:00:00Z,web,DE,",
  "2,ann,project_exported,2026-01-05T09:05:00Z,web,DE,pdf",
  "3,ann,project_exported,2026-01-05T09:06:00Z,web,DE,pdf",
  "4,bob,project_exported,2026-01-05T10:00:00Z,ios,US,pdf",
  "5,cyd,project_exported,2026-01-06T12:00:00Z,web,US,svg",
  "6,cyd,project_created,2026-01-06T12:01:00Z,web,US,",
  "7,dee,comment_added,2026-01-06T08:00:00Z,,,",
  "",
].join("\n");

let place: Place;
let ws: Workspace;
beforeAll(async () => {
  place = await makePlace();
  await place.events(rows, "2026-01-07T00:00:00Z");
  await place.load();
  const path = join(place.ws.dir, "tidemark.yaml");
  writeFileSync(path, `${readFileSync(path, "utf8")}\n${example}`);
  ws = await openWorkspace({ dir: place.ws.dir });
});
afterAll(async () => {
  await ws.close();
  await place.clear();
});

const values = async (metric: string, question: Partial<QuestionText> = {}) => {
  const { rows: found } = await ask(ws, { metrics: [metric], ...question });
  return found.map((row) => row[metric]);
};

describe("a workspace's own metrics", () => {
  test("stand in the catalogue beside the others", () => {
    const described = new Map(describeMetrics(ws).map((metric) => [metric.name, metric]));
    expect(described.get("pdf_exports")).toMatchObject({ additive: true, unit: "count", subject: "activity" });
    expect(described.get("pdf_exporters")).toMatchObject({
      additive: false,
      goodDirection: "up",
      defaultGrain: "week",
    });
    expect(described.get("pdf_share")).toMatchObject({ unit: "rate", additive: false });
    expect(described.get("mau")).toBeDefined();
  });

  test("count what their filters leave, day by day", async () => {
    expect(await values("pdf_exports", { grain: "day" })).toEqual([3, 0]);
    expect(await values("pdf_exporters", { grain: "day" })).toEqual([2, 0]);
    expect(await values("web_exports", { grain: "day" })).toEqual([2, 1]);
  });

  test("are filtered and broken down as any other", async () => {
    expect(await values("pdf_exports", { grain: "total", where: ["platform=web"] })).toEqual([2]);
    const { rows: found, totals } = await ask(ws, { metrics: ["pdf_exporters"], grain: "total", by: ["country"] });
    expect(found.map((row) => [row["country"], row["pdf_exporters"]])).toEqual([
      ["DE", 1],
      ["US", 1],
    ]);
    expect(totals).toEqual({ pdf_exporters: 2 });
  });

  test("divide counts with filters of their own, null where nothing is there to divide by", async () => {
    // PDF exports by all exports: 3 of 3, 0 of 1.
    expect(await values("pdf_share", { grain: "day" })).toEqual([1, 0]);
    expect(await values("pdf_share", { grain: "total" })).toEqual([0.75]);
    expect(await values("pdf_share", { grain: "total", where: ["platform=android"] })).toEqual([null]);
    // Of the active users (ann, bob; cyd) those who exported a PDF.
    expect(await values("pdf_export_rate", { grain: "day" })).toEqual([1, 0]);
  });

  test("are answered together with metrics of the catalogue", async () => {
    const { totals } = await ask(ws, { metrics: ["events", "pdf_exports", "active_users"], grain: "day" });
    expect(totals).toEqual({ events: 7, pdf_exports: 3, active_users: 3 });
  });

  test.each(["pdf_exports", "pdf_exporters", "web_exports", "pdf_share", "pdf_export_rate"])(
    "%s has a receipt that is equal by a recount",
    async (metric) => {
      const found = await receipt(ws, { metrics: [metric], limit: "100" });
      expect(found.recount).toEqual({ value: found.cell.value, equal: true });
      if (found.cell.unit === "count") expect(found.behind?.rows?.length).toBe(found.cell.value);
    },
  );

  test("are explained", async () => {
    const asked = { from: "2026-01-06", to: "2026-01-07", by: ["platform"] };
    expect((await explain(ws, { metric: "web_exports", ...asked })).totals).toMatchObject({ before: 2, now: 1 });
    expect((await explain(ws, { metric: "pdf_exporters", ...asked })).totals).toMatchObject({
      before: 2,
      now: 0,
      turnover: { new: 0, resurrected: 0, dormant: 2 },
    });
  });

  test("say so where they name an event that never happened", async () => {
    const { warnings } = await ask(ws, { metrics: ["commenters"] });
    expect(warnings.join(" ")).toContain('No event is called "comment_replied"');
  });
});

const config = (metrics: string) => parseConfig(`version: 1\nmetrics:\n${metrics}`, "tidemark.yaml");
const simple = "{ type: simple, meaning: M, count: users, events: [a] }";

test.each([
  ["a name of the catalogue", `  mau: ${simple}\n`, /yaml:3:3: "mau" is a metric of the catalogue/],
  ["a name of the catalogue after discounts", `  gross_new_arr_net: ${simple}\n`, /is a metric of the catalogue/],
  ["a name with spaces", `  my metric: ${simple}\n`, /yaml:3:\d+: .*name of lower-case letters/],
  [
    "an unknown key",
    `  x:\n    type: simple\n    meaning: M\n    count: users\n    events: [a]\n    filter: b\n`,
    /yaml:8:5: "metrics\.x\.filter" is no setting/,
  ],
  ["a wrong type", `  x: { type: sum, meaning: M }\n`, /yaml:3:14: /],
  ["a missing meaning", `  x: { type: simple, count: users, events: [a] }\n`, /yaml:3:3: "metrics\.x\.meaning"/],
  ["no events", `  x: { type: simple, meaning: M, count: users, events: [] }\n`, /yaml:3:48: "metrics\.x\.events"/],
  [
    "a count of nothing known",
    `  x:\n    type: simple\n    meaning: M\n    count: money\n    events: [a]\n`,
    /yaml:6:12: "metrics\.x\.count"/,
  ],
  [
    "a filter that is none",
    `  x:\n    type: simple\n    meaning: M\n    count: users\n    events: [a]\n    where:\n      - platform=web\n      - platform\n`,
    /yaml:10:9: "platform" is no filter/,
  ],
  [
    "a dimension that is not there",
    `  x:\n    type: simple\n    meaning: M\n    count: users\n    events: [a]\n    where: [colour=red]\n`,
    /yaml:8:13: "x" has no dimension "colour"/,
  ],
  [
    "a ratio of a ratio",
    `  x: ${simple}\n  y: { type: ratio, meaning: M, numerator: x, denominator: x }\n  z: { type: ratio, meaning: M, numerator: y, denominator: x }\n`,
    /yaml:5:44: "y" cannot be a part of a ratio/,
  ],
  [
    "a ratio of itself",
    `  y: { type: ratio, meaning: M, numerator: y, denominator: events }\n`,
    /yaml:3:44: "y" cannot be a part of a ratio/,
  ],
  [
    "a ratio of months by any grain",
    `  y: { type: ratio, meaning: M, numerator: mau, denominator: events }\n`,
    /yaml:3:44: "mau" cannot be a part of a ratio/,
  ],
  [
    "a ratio of money",
    `  y: { type: ratio, meaning: M, numerator: gross_arr, denominator: events }\n`,
    /"gross_arr" cannot be a part/,
  ],
  [
    "a count that is misspelt",
    `  y: { type: ratio, meaning: M, numerator: exportrs, denominator: events }\n`,
    /No count is called "exportrs"/,
  ],
])("the file is refused at its line and column for %s", (_what, metrics, message) => {
  expect(() => config(metrics)).toThrowError(
    expect.objectContaining({ code: "config", message: expect.stringMatching(message) as string }),
  );
});

test("a ratio may name a count that stands after it", () => {
  const { ownMetrics } = config(
    `  y: { type: ratio, meaning: M, numerator: x, denominator: active_users }\n  x: ${simple}\n`,
  );
  expect(ownMetrics.map(({ name }) => name)).toEqual(["y", "x"]);
});
