import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import type { Answer } from "../../src/metrics/answer.ts";
import type { QuestionText } from "../../src/metrics/question.ts";
import { ask } from "../../src/workspace/ask.ts";
import { openWorkspace, type Workspace } from "../../src/workspace/open.ts";
import type { ImportReport } from "../../src/workspace/types.ts";
import { emptyFolder, tidemarkHere } from "../cli/tidemark.ts";
import { oracle } from "../ingest/desk.ts";

// Whole commands, one after another: on a busy machine they take their time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const home = emptyFolder();
const opened: Workspace[] = [];
afterAll(async () => {
  for (const ws of opened) await ws.close();
  await rm(home, { recursive: true, force: true });
});

/** Run a command that must succeed; what it printed as JSON. */
async function json(workspace: string, ...args: readonly string[]): Promise<unknown> {
  const ended = await tidemarkHere([...args, "--dir", join(home, workspace), "--format", "json"]);
  expect(ended).toMatchObject({ code: 0 });
  return JSON.parse(ended.out);
}

/** Import one file by a mapping file alone, load it, and open what came of it. */
async function imported(workspace: string, file: string, mapping: string): Promise<[Workspace, ImportReport]> {
  const path = join(home, `${workspace}.yaml`);
  writeFileSync(path, mapping);
  const report = (await json(workspace, "import", "events", file, "--mapping", path)) as ImportReport;
  expect(await json(workspace, "load")).toMatchObject({ events: report.rowsLoaded, duplicates: 0, conflicts: 0 });
  const ws = await openWorkspace({ dir: join(home, workspace) });
  opened.push(ws);
  return [ws, report];
}

type Question = Partial<QuestionText> & { readonly metrics: readonly string[] };

/** What a log holds in all. */
interface Summary {
  readonly events: number;
  readonly users: number;
  readonly by_event: Readonly<Record<string, number>>;
}

/** The rows of an expected file, without its header. */
function expectedRows(log: string, name: string): readonly (readonly string[])[] {
  const [, ...lines] = readFileSync(join(log, "expected", `${name}.csv`), "utf8")
    .trim()
    .split(/\r?\n/);
  expect(lines.length).toBeGreaterThan(10);
  return lines.map((line) => line.split(","));
}

/** The named cells of every row as text; periods cut to `periodLength`. */
function cells({ rows }: Answer, names: readonly string[], periodLength = 10): readonly (readonly string[])[] {
  return rows.map((row) =>
    names.map((name) => String(row[name]).slice(0, name === "period" ? periodLength : undefined)),
  );
}

/** The day after a day. */
function after(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}

describe.each([
  {
    log: "homebrew-brew-commits",
    file: "events.csv.gz",
    rows: 52_021,
    mapping: "columns: { event_id: event_id, user_id: user_id, event_name: event, occurred_at: timestamp }\n",
    dropped: ["authored_at"],
  },
  {
    log: "online-retail",
    file: "invoice_events.csv",
    rows: 22_190,
    mapping:
      "columns: { event_id: event_id, user_id: user_id, event_name: event, occurred_at: timestamp, country: country }\n",
    dropped: ["lines", "amount_gbp"],
  },
])("the real log $log, by a mapping file alone", ({ log, file, rows, mapping, dropped }) => {
  const folder = oracle(`event-logs/${log}`);

  test.skipIf(folder === null)(
    "gives the expected users by month, week, trailing window and kind of event",
    async () => {
      const expected = (name: string) => expectedRows(String(folder), name);
      const [ws, report] = await imported(log, join(String(folder), file), mapping);
      expect(report).toMatchObject({ rowsRead: rows, rowsLoaded: rows, rowsRejected: 0, droppedColumns: dropped });
      const query = (question: Question) => ask(ws, question);

      const rolling = expected("rolling_active_users");
      const range = { from: String(rolling[0]?.[0]), to: after(String(rolling.at(-1)?.[0])) };
      const months = await query({ metrics: ["mau"] });
      const weeks = await query({ metrics: ["wau"] });
      const days = await query({ metrics: ["dau", "wau_7d", "mau_28d", "mau_30d"], grain: "day", ...range });
      const [month, any] = [{ grain: "month", by: ["event_name"] }, { event: ["*"] }];
      const kinds = await query({ metrics: ["active_users", "events"], ...month, ...any });
      expect(cells(months, ["period", "mau"], 7)).toEqual(expected("mau_calendar"));
      expect(cells(weeks, ["period", "wau"])).toEqual(expected("wau_calendar_monday"));
      expect(cells(days, ["period", "dau", "wau_7d", "mau_28d", "mau_30d"])).toEqual(rolling);
      const inOrder = (some: readonly (readonly string[])[]) => some.map((row) => row.join()).toSorted();
      const happened = cells(kinds, ["period", "event_name", "active_users", "events"], 7).filter(
        ([, , , n]) => n !== "0",
      );
      expect(inOrder(happened)).toEqual(inOrder(expected("active_users_by_event_monthly")));

      const summary = JSON.parse(readFileSync(join(String(folder), "expected/summary.json"), "utf8")) as Summary;
      const all = await query({ metrics: ["events", "active_users"], grain: "total", ...any });
      const byKind = await query({ metrics: ["events"], grain: "total", by: ["event_name"] });
      expect(cells(all, ["events", "active_users"])).toEqual([[String(summary.events), String(summary.users)]]);
      expect(Object.fromEntries(cells(byKind, ["event_name", "events"]))).toEqual(
        Object.fromEntries(Object.entries(summary.by_event).map(([kind, n]) => [kind, String(n)])),
      );
    },
  );
});

describe("a shop's 541,909 lines, a quarter of them without a customer", () => {
  const file = oracle("event-logs/online-retail/online_retail.csv.gz");
  const map =
    "user_id=CustomerID,event_name==purchase,occurred_at=InvoiceDate,country=Country,properties.invoice=InvoiceNo";
  const args = ["import", "events", String(file), "--map", map];

  test.skipIf(file === null)(
    "are refused as they are, with 4: nothing is published, the 135,080 are in quarantine",
    async () => {
      const dir = join(home, "refused");
      const { code, out, err } = await tidemarkHere([...args, "--dir", dir]);
      expect([code, out]).toEqual([4, ""]);
      expect(err).toContain("error: 135,080 of 541,909 rows cannot be loaded (24.93 %)");
      expect(err).toMatch(/\nhint: .*--max-rejected 0\.25/);
      const log = join(dir, "lake/_log");
      expect(existsSync(log) ? readdirSync(log) : []).toEqual([]);
      expect((await tidemarkHere(["query", "events", "--dir", dir])).code).toBe(3);
      const [name = ""] = readdirSync(join(dir, "quarantine")).filter((one) => one.endsWith(".jsonl"));
      const rejected = readFileSync(join(dir, "quarantine", name), "utf8")
        .trimEnd()
        .split("\n");
      expect(rejected).toHaveLength(135_080);
      expect(JSON.parse(rejected[0] ?? "")).toMatchObject({ line: 624, column: "CustomerID", reason: "no user" });
    },
  );

  test.skipIf(file === null)(
    "are loaded by a mapping file that leaves those out: 406,829, and 135,080 counted",
    async () => {
      const mapping = `kind: events
columns:
  user_id: CustomerID
  event_name: { constant: purchase }
  occurred_at: InvoiceDate
  country: Country
properties: { invoice: InvoiceNo }
drop: [{ column: CustomerID, is: "" }]
`;
      const [ws, report] = await imported("shop", String(file), mapping);
      expect(report).toMatchObject({
        rowsRead: 541_909,
        rowsLoaded: 406_829,
        rowsRejected: 0,
        rowsSkipped: 135_080,
        skipped: { "CustomerID: empty": 135_080 },
      });
      const whole = { event: ["*"], grain: "total" };
      const all = await ask(ws, { metrics: ["events", "active_users"], ...whole });
      const countries = await ask(ws, { metrics: ["events"], ...whole, by: ["country"] });
      const invoices = await ask(ws, { metrics: ["events"], ...whole, by: ["properties.invoice"] });
      expect(cells(all, ["events", "active_users"])).toEqual([["406829", "4372"]]);
      const from = new Map(cells(countries, ["country", "events"]).map(([country, events]) => [country, events]));
      expect(from.get("GB")).toBe("361878");
      expect(from.get("Unknown")).toBe(String(report.unknownValues["country"]));
      expect(invoices.rows).toHaveLength(22_190);
    },
  );
});
