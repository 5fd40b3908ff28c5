import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ask } from "../../src/workspace/ask.ts";
import { openWorkspace, type Workspace } from "../../src/workspace/open.ts";
import { refresh } from "../../src/workspace/refresh.ts";

let folder: string;
let ws: Workspace;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tidemark-refresh-"));
  mkdirSync(join(folder, "in"));
  ws = await openWorkspace({ dir: join(folder, "ws") });
});
afterEach(async () => {
  await ws.close();
  rmSync(folder, { recursive: true, force: true });
});

const map = "user_id=user,event_name=event,occurred_at=time";

function day(name: string, rows: string, header = "user,event,time"): string {
  const path = join(folder, "in", name);
  writeFileSync(path, `${header}\n${rows}\n`);
  return path;
}

const outcomes = async () => {
  const { files, ...report } = await refresh(ws, { places: [join(folder, "in")], map });
  return { ...report, outcomes: files.map(({ outcome }) => outcome) };
};

describe("a refresh", () => {
  test("imports and loads what is new, and nothing a second time", async () => {
    day("1.csv", "ann,e,2026-01-01");
    expect(await outcomes()).toMatchObject({ outcomes: ["imported"], rowsLoaded: 1, generation: 1 });
    expect(await outcomes()).toMatchObject({ outcomes: ["known"], rowsLoaded: 0, generation: 1 });
    day("2.csv", "bob,e,2026-01-02");
    expect(await outcomes()).toMatchObject({ outcomes: ["known", "imported"], generation: 2 });
    const { rows } = await ask(ws, { metrics: ["active_users"], event: ["*"], grain: "total" });
    expect(rows[0]?.["active_users"]).toBe(2);
  });

  test("knows a file by its content, whatever it is called and whenever it was copied", async () => {
    const first = day("1.csv", "ann,e,2026-01-01");
    await outcomes();
    utimesSync(first, new Date(), new Date());
    day("copy.csv", "ann,e,2026-01-01");
    expect(await outcomes()).toMatchObject({ outcomes: ["known", "known"], generation: 1 });
    day("1.csv", "ann,e,2026-01-01\nann,e,2026-01-03");
    expect(await outcomes()).toMatchObject({ outcomes: ["imported", "known"], generation: 2 });
  });

  test("loads the good files, names the bad one, and takes it once it is mended", async () => {
    day("1.csv", "ann,e,2026-01-01");
    day("2.csv", "bob,e,2026-01-02", "who,event,time");
    day("3.csv", "cy,e,2026-01-03");
    const report = await refresh(ws, { places: [join(folder, "in")], map });
    expect(report.files.map(({ outcome }) => outcome)).toEqual(["imported", "refused", "imported"]);
    expect(report.files[1]?.problem).toContain('2.csv has no column "user"');
    expect(report.generation).toBe(1);
    day("2.csv", "bob,e,2026-01-02");
    expect(await outcomes()).toMatchObject({ outcomes: ["known", "imported", "known"] });
  });

  test("says which files an earlier mapping read, imports new ones by the new, and lets the old stand once told to", async () => {
    const mapping = join(folder, "map.yaml");
    const write = (event: string) =>
      writeFileSync(
        mapping,
        `kind: events\ncolumns: { user_id: user, event_name: { constant: ${event} }, occurred_at: time }\n`,
      );
    const run = async (acceptStale?: boolean) => {
      const { files, stale } = await refresh(ws, { places: [join(folder, "in")], mapping, acceptStale });
      return { stale, outcomes: files.map(({ outcome }) => outcome) };
    };
    day("1.csv", "ann,e,2026-01-01");
    write("before");
    expect(await run()).toEqual({ stale: 0, outcomes: ["imported"] });
    day("2.csv", "bob,e,2026-01-02");
    write("after");
    expect(await run()).toEqual({ stale: 1, outcomes: ["stale", "imported"] });
    expect(await run()).toEqual({ stale: 1, outcomes: ["stale", "known"] });
    // Another spelling of the same is no change.
    writeFileSync(
      mapping,
      `columns: {occurred_at: time, user_id: user, event_name: {constant: after}} # as before\nkind: events\n`,
    );
    expect(await run(true)).toEqual({ stale: 0, outcomes: ["known", "known"] });
    expect(await run()).toEqual({ stale: 0, outcomes: ["known", "known"] });
    const { rows } = await ask(ws, {
      metrics: ["events"],
      event: ["before", "after"],
      grain: "total",
      by: ["event_name"],
    });
    expect(rows.map((row) => [row["event_name"], row["events"]])).toEqual([
      ["after", 1],
      ["before", 1],
    ]);
  });

  test("gives way to one that runs, and takes over from one that died", async () => {
    day("1.csv", "ann,e,2026-01-01");
    mkdirSync(join(folder, "ws", "refresh"), { recursive: true });
    const lock = (pid: number) =>
      writeFileSync(
        join(folder, "ws", "refresh", "load.lock"),
        JSON.stringify({ pid, host: hostname(), token: "other" }),
      );
    lock(process.pid);
    await expect(outcomes()).rejects.toMatchObject({ code: "conflict" });
    lock(2 ** 22 + 1);
    expect(await outcomes()).toMatchObject({ outcomes: ["imported"] });
  });

  test("of a folder that is empty so far does nothing, and fails at nothing", async () => {
    expect(await refresh(ws, { places: [join(folder, "in")], map })).toMatchObject({
      imported: 0,
      known: 0,
      refused: 0,
    });
  });
});
