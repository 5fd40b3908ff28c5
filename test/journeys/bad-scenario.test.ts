import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { emptyFolder, tidemark } from "../cli/tidemark.ts";

vi.setConfig({ testTimeout: 240_000 });

const home = emptyFolder();
afterAll(() => rmSync(home, { recursive: true, force: true }));

test.each([
  ["an unknown key", "growht: {}", [], 3, 'mine.yaml:3:1: "growht" is no setting'],
  ["a rate out of range", "trip_rate: 1.5", [], 3, 'mine.yaml:3:12: "trip_rate"'],
  ["an end before the start", "from: 2026-02-01\nto: 2026-01-01", [], 3, "mine.yaml:4:5:"],
  ["no users", "users: 0", [], 3, 'mine.yaml:3:8: "users"'],
  ["a million million events", "from: 2016-01-01\nto: 2026-01-01", ["--users", "1100000000"], 2, "1.1e+12 events, "],
])("a scenario with %s is refused at its place, and nothing is written", async (_what, text, flags, exit, said) => {
  writeFileSync(join(home, "mine.yaml"), `name: mine\ntitle: Mine\n${text}\n`);
  const { code, out, err } = await tidemark(["simulate", "--scenario", "mine.yaml", "--dir", "ws", ...flags], {
    cwd: home,
  });
  expect([code, out]).toEqual([exit, ""]);
  expect(err).toContain(said);
  expect(err).toMatch(/^error: .+\nhint: .+\n$/);
  expect(readdirSync(home)).toEqual(["mine.yaml"]);
});
