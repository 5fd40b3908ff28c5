import { mkdirSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openWorkspace, type Workspace } from "../../src/workspace/open.ts";
import { importEvents } from "../../src/workspace/jobs.ts";
import { previewImport } from "../../src/workspace/preview-import.ts";
import { saveMappingFile } from "../../src/workspace/save-mapping.ts";
import { type Desk, mistakeOf, openDesk } from "./desk.ts";

let desk: Desk;
let ws: Workspace;
beforeAll(async () => {
  desk = await openDesk();
  ws = await openWorkspace({ dir: join(desk.folder, "ws") });
});
afterAll(async () => {
  await ws.close();
  await desk.clear();
});

async function previewOf(name: string, content: string, more: object = {}) {
  return previewImport(ws, { files: [await desk.file(name, content)], ...more });
}

describe("a preview", () => {
  test("of a billing export shows the versions that all its files make together, and what is left out", async () => {
    const one = (id: string, price: string) =>
      JSON.stringify({
        object: "subscription",
        id,
        customer: "ann",
        status: "active",
        created: 1_767_225_600,
        items: { data: [{ quantity: 2, price }] },
      });
    const price = {
      object: "price",
      id: "pro",
      nickname: "Pro",
      currency: "eur",
      unit_amount: 900,
      recurring: { interval: "month" },
    };
    const files = [
      await desk.file("subscriptions.ndjson", `${one("a", "pro")}\n${one("b", "gone")}\n`),
      await desk.file("prices.ndjson", JSON.stringify(price)),
    ];
    const preview = await previewImport(ws, { files, kind: "subscriptions", preset: "stripe" });
    expect(preview).toMatchObject({ preset: "stripe", problem: null, isWhole: true, rowsSampled: 3, rowsLoaded: 2 });
    expect(preview.rows).toEqual([
      {
        line: 1,
        values: expect.objectContaining({
          subscription_id: "a",
          plan: "Pro",
          quantity: 2,
          unit_price_minor: 900,
          valid_from: "2026-01-01T00:00:00Z",
        }),
      },
    ]);
    expect(preview.rejected).toMatchObject([{ line: 2, column: "price", reason: "its price is not in the export" }]);
    // By its mapping file as well; the kind is what the file says.
    const mappingText = "kind: subscriptions\npreset: stripe\n";
    expect(await previewImport(ws, { files, mappingText, mapping: "m.yaml" })).toMatchObject({
      preset: "stripe",
      rowsLoaded: 2,
    });
  });

  test("guesses which column is what, shows the rows and what would be rejected, and writes nothing", async () => {
    const content = `Event Id,Customer ID,Action,When,Country,Mood
1,ann,Design Saved,1767618000,DE,good
2,bob,Exported Design,1767618001,Narnia,
3,,Design Saved,1767618002,FR,bad
`;
    const preview = await previewOf("a.csv", content);
    expect(preview).toMatchObject({
      kind: "events",
      preset: null,
      guessed: true,
      problem: null,
      rowsSampled: 3,
      isWhole: true,
      rowsLoaded: 2,
      rowsRejected: 1,
      reasons: { "no user": 1 },
      droppedColumns: ["Mood"],
      unknownValues: { country: 1 },
    });
    expect(preview.columns.map(({ name, target }) => [name, target])).toEqual([
      ["Event Id", "event_id"],
      ["Customer ID", "user_id"],
      ["Action", "event_name"],
      ["When", "occurred_at"],
      ["Country", "country"],
      ["Mood", null],
    ]);
    expect(preview.rows.map(({ line, values }) => [line, values["event_name"], values["occurred_at"]])).toEqual([
      [2, "project_created", "2026-01-05T13:00:00Z"],
      [3, "project_exported", "2026-01-05T13:00:01Z"],
    ]);
    expect(preview.rejected).toEqual([
      { line: 4, column: "Customer ID", reason: "no user", raw: "3,,Design Saved,1767618002,FR,bad" },
    ]);
    expect(readdirSync(desk.folder)).not.toContain("ws");

    const path = join(desk.folder, "maps", "guessed.yaml");
    await saveMappingFile(path, preview);
    expect(await readFile(path, "utf8")).toContain("Design Saved: project_created");
    const files = [await desk.file("a.csv", content)];
    expect(await importEvents(ws, { files, mapping: path, maxRejected: 1 })).toMatchObject({ rowsLoaded: 2 });
    expect((await mistakeOf(() => saveMappingFile(path, preview))).code).toBe("conflict");

    // A source that no longer fits a mapping that was kept has changed: that is no slip of the hand.
    const changed = await desk.file("changed.csv", content.replace("Customer ID", "Customer"));
    const drift = await mistakeOf(() => importEvents(ws, { files: [changed], mapping: path }));
    expect([drift.code, drift.message]).toEqual(["data_quality", `${changed} has no column "Customer ID".`]);
  });

  test.each([
    ["day first", "5.1.2026 13:00", "format: DD.MM.YYYY HH:mm"],
    ["milliseconds", "1767618000000", "unit: ms"],
    ["ISO 8601", "2026-01-05T13:00:00Z", "occurred_at: date"],
  ])("knows times that are written as %s", async (_, time, said) => {
    const preview = await previewOf("t.csv", `user,event,date\nu,e,${time}\n`);
    expect(preview.mapping).toContain(said);
    expect(preview.rowsLoaded).toBe(1);
  });

  test("finds its way into objects, and sees subscriptions for what they are", async () => {
    const nested = await previewOf("n.ndjson", '{"actor":{"user_id":"u"},"event":{"name":"e"},"ts":1767618000}\n');
    expect(nested.columns.filter(({ target }) => target !== null).map(({ name }) => name)).toEqual([
      "actor.user_id",
      "event.name",
      "ts",
    ]);
    const periods = await previewOf(
      "p.csv",
      "subscription_id,customer_id,start_date,end_date,monthly_amount\n1,2,2026-01-01,2026-02-01,50\n",
    );
    expect(periods).toMatchObject({ kind: "subscriptions", problem: null, rowsLoaded: 1 });
    expect(periods.rows[0]?.values).toMatchObject({ unit_price_minor: 5_000, billing_interval: "month" });
  });

  test.each([
    ["segment", '{"messageId":"m","type":"track","event":"e","userId":"u","timestamp":"2026-01-05T13:00:00Z"}'],
    [
      "rudderstack",
      '{"messageId":"m","rudderId":"r","type":"track","event":"e","userId":"u","timestamp":"2026-01-05T13:00:00Z"}',
    ],
    ["posthog", '{"uuid":"m","event":"e","distinct_id":"u","timestamp":"2026-01-05T13:00:00Z","properties":{}}'],
    ["amplitude", '{"uuid":"m","event_type":"e","user_id":"u","event_time":"2026-01-05 13:00:00.000000"}'],
    ["mixpanel", '{"event":"e","properties":{"distinct_id":"u","time":1767618000,"$insert_id":"m"}}'],
  ])("recognises an export of %s", async (preset, record) => {
    const preview = await previewOf("x.json", record);
    expect(preview).toMatchObject({ preset, guessed: true, rowsLoaded: 1, rowsRejected: 0 });
    const values = { event_id: "m", user_id: "u", event_name: "e", occurred_at: "2026-01-05T13:00:00Z" };
    expect(preview.rows[0]?.values).toMatchObject(values);
  });

  test("takes the user of a Mixpanel pipeline before the device, where no distinct id stands", async () => {
    const record = '{"distinct_id":"","user_id":"u","device_id":"d","event_name":"e","time":"2026-01-05T13:00:00Z"}';
    const preview = await previewOf("pipeline.ndjson", record, { preset: "mixpanel", kind: "events" });
    expect(preview.rows[0]?.values).toMatchObject({ user_id: "u", event_name: "e" });
  });

  test("says what is missing where the columns say too little", async () => {
    const preview = await previewOf("v.csv", "colour,size\nred,7\n");
    expect(preview).toMatchObject({ rows: [], rowsLoaded: 0 });
    expect(preview.problem?.detail).toContain('lacks "user_id", "event_name", "occurred_at"');
  });

  test("shows a mapping that was given as it is, and refuses one that cannot be", async () => {
    const given = await previewOf("g.csv", "a,b,c\nu,e,2026-01-01\n", {
      map: "user_id=a,event_name=b,occurred_at=c",
      kind: "events",
    });
    expect(given).toMatchObject({ guessed: false, mapping: null, rowsLoaded: 1 });
    const mistake = await mistakeOf(() =>
      previewOf("g.csv", "a\n1\n", { map: "user_id=b,event_name=a,occurred_at=a", kind: "events" }),
    );
    expect(mistake.message).toContain('no column "b"');
  });
});

describe("files", () => {
  test("are named by folder, by pattern, or one by one, each once and in order", async () => {
    const folder = join(desk.folder, "in");
    mkdirSync(join(folder, "deep"), { recursive: true });
    const row = (user: string) => `user,event,time\n${user},e,2026-01-01\n`;
    for (const [name, user] of [
      ["b.csv", "b"],
      ["a.csv", "a"],
      ["deep/c.csv.txt", "c"],
      ["deep/d.csv", "d"],
    ]) {
      await desk.file(`in/${name}`, row(String(user)));
    }
    await desk.file("in/1767225600000.0f1e.1.gz", gzipSync(row("e")));
    await desk.file("in/backup.tar.gz", "no data");
    await desk.file("in/notes.md", "no data");
    await desk.file("in/.hidden.csv", "no data");
    const map = "user_id=user,event_name=event,occurred_at=time";
    const rowsOf = async (...files: readonly string[]) =>
      (await importEvents(ws, { files, map, dryRun: true })).rowsRead;
    expect(await rowsOf(folder)).toBe(5);
    expect(await rowsOf(join(folder, "*.csv"))).toBe(2);
    expect(await rowsOf(join(folder, "**/*.csv"))).toBe(3);
    expect(await rowsOf(join(folder, "{a,deep/d}.csv"), join(folder, "a.csv"))).toBe(2);
    expect(await rowsOf(join(folder, "[!a].csv"))).toBe(1);
    const mistake = await mistakeOf(() => rowsOf(join(folder, "*.parquet")));
    expect([mistake.code, mistake.message]).toEqual(["usage", expect.stringContaining("means no data file")]);
  });
});
