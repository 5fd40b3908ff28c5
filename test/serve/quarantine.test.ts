import { mkdirSync, mkdtempSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readQuarantine } from "../../src/serve/quarantine.ts";

it("rejected rows come newest import first, no more than asked for, and never from a linked file", async () => {
  const dir = mkdtempSync(join(tmpdir(), "tidemark-quarantine-"));
  const folder = join(dir, "quarantine");
  mkdirSync(folder);
  const row = (line: number, raw?: string): string =>
    `${JSON.stringify({ file: "log.csv", line, column: "user_id", reason: "no user", raw })}\n`;
  writeFileSync(join(folder, "older.jsonl"), row(1, "a,b") + row(2));
  writeFileSync(join(folder, "newer.jsonl"), row(3, "<script>"));
  writeFileSync(join(dir, "outside.jsonl"), row(9, "secret"));
  symlinkSync(join(dir, "outside.jsonl"), join(folder, "linked.jsonl"));
  utimesSync(join(folder, "older.jsonl"), 1_000, 1_000);
  utimesSync(join(folder, "newer.jsonl"), 2_000, 2_000);
  const { rows } = await readQuarantine(folder, 2);
  expect(rows).toEqual([
    { batchId: "newer", file: "log.csv", line: 3, column: "user_id", reason: "no user", raw: "<script>" },
    { batchId: "older", file: "log.csv", line: 1, column: "user_id", reason: "no user", raw: "a,b" },
  ]);
  expect((await readQuarantine(folder, 100)).rows.map(({ line, raw }) => [line, raw])).toEqual([
    [3, "<script>"],
    [1, "a,b"],
    [2, null],
  ]);
});

it("a workspace that never rejected a row has an empty quarantine", async () => {
  expect(await readQuarantine(mkdtempSync(join(tmpdir(), "tidemark-quarantine-")), 10)).toEqual({ rows: [] });
});
