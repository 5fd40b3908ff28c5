import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DuckDBInstance } from "@duckdb/node-api";
import { importEvents } from "../../src/workspace/jobs.ts";
import { openWorkspace, type Workspace } from "../../src/workspace/open.ts";
import { retryQuarantine } from "../../src/workspace/retry-quarantine.ts";
import { type Desk, mistakeOf, openDesk } from "./desk.ts";

let desk: Desk;
let ws: Workspace;
beforeEach(async () => {
  desk = await openDesk();
  ws = await openWorkspace({ dir: join(desk.folder, "ws"), lake: join(desk.folder, "lake") });
});
afterEach(async () => {
  await ws.close();
  await desk.clear();
});

const map = "user_id=user,event_name=event,occurred_at=time";
const mended = `columns:
  user_id: user
  event_name: event
  occurred_at: { column: time, unit: auto }
`;
const all = "select event_id, user_id, occurred_at::text as at, source_seq::int as seq from events order by event_id";

/** The rows that a whole import under the mended mapping gives. */
async function whole(files: readonly string[]): Promise<readonly unknown[]> {
  const other = await openDesk();
  const otherWs = await openWorkspace({ dir: join(other.folder, "ws"), lake: join(other.folder, "lake") });
  await importEvents(otherWs, { files, mappingText: mended, maxRejected: 1 });
  const rows = await other.ask(all);
  await otherWs.close();
  await other.clear();
  return rows;
}

async function parquetFile(): Promise<string> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const path = join(desk.folder, "p.parquet");
  await connection.run(
    `copy (select 'ann' as user, 'e' as event, '2026-01-01' as time union all select 'bob', 'e', '1767618000') to '${path}' (format parquet)`,
  );
  connection.closeSync();
  instance.closeSync();
  return path;
}

describe("rows in quarantine", () => {
  test("are loaded under a mended mapping as if they had been read at once, whatever their format", async () => {
    const files = [
      await desk.file(
        "a.csv",
        'user;event;time\nann;e;2026-01-01\n"b;b";e;1767618000\n"b;b";e;1767618000\ncy;e;soon\n',
      ),
      await desk.file(
        "b.ndjson",
        '{"user":"dan","event":"e","time":1767618000}\n{"user":"eve","event":"e","time":"2026-01-01"}\n',
      ),
      await desk.file("c.json", '[\n{"user":"fay",\n"event":"e","time":1767618001}]'),
      await parquetFile(),
    ];
    const first = await importEvents(ws, { files, map, maxRejected: 1 });
    expect(first).toMatchObject({ rowsRead: 9, rowsLoaded: 3, rowsRejected: 6 });
    const options = { quarantine: first.batchId, mappingText: mended };
    const retried = await retryQuarantine(ws, "events", { options });
    expect(retried).toMatchObject({ rowsRead: 6, rowsLoaded: 5, rowsRejected: 1, reasons: { "not an instant": 1 } });
    expect(await desk.ask(all)).toEqual(await whole(files));

    const left = readFileSync(String(retried.quarantineFile), "utf8").trimEnd().split("\n");
    expect(left.map((line) => JSON.parse(line))).toEqual([
      { file: files[0], line: 5, column: "time", reason: "not an instant", row: 4, raw: "cy;e;soon" },
    ]);
    expect(readdirSync(ws.quarantineDir).filter((name) => name.endsWith(".jsonl"))).toHaveLength(1);
    expect((await mistakeOf(() => retryQuarantine(ws, "events", { options }))).code).toBe("usage");

    const last = { quarantine: retried.batchId, mappingText: `${mended}drop: [{ column: user, is: cy }]\n` };
    expect(await retryQuarantine(ws, "events", { options: last })).toMatchObject({
      rowsLoaded: 0,
      rowsRejected: 0,
      rowsSkipped: 1,
    });
    expect(readdirSync(ws.quarantineDir).filter((name) => name.endsWith(".jsonl"))).toEqual([]);
  });

  test("of an import that was refused as a whole can be tried too, and are left alone in a dry run", async () => {
    const file = await desk.file("a.csv", "user,event,time\nann,e,1767618000\nbob,e,1767618001\n");
    await mistakeOf(() => importEvents(ws, { files: [file], map }));
    const [name = ""] = readdirSync(ws.quarantineDir).filter((one) => one.endsWith(".jsonl"));
    const quarantine = join(ws.quarantineDir, name);
    const options = { quarantine, mappingText: mended };
    await retryQuarantine(ws, "events", { options: { ...options, dryRun: true } });
    expect(existsSync(quarantine)).toBe(true);
    expect(await retryQuarantine(ws, "events", { options })).toMatchObject({ rowsLoaded: 2, rowsRejected: 0 });
  });

  test("without their raw text cannot be tried again, which is said", async () => {
    const file = await desk.file("a.csv", "user,event,time\nann,e,1767618000\n");
    const report = await importEvents(ws, { files: [file], map, maxRejected: 1, keepRaw: false });
    const options = { quarantine: String(report.quarantineFile), mappingText: mended };
    const mistake = await mistakeOf(() => retryQuarantine(ws, "events", { options }));
    expect(mistake.message).toContain("keeps no raw text");
  });
});
