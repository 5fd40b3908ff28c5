import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { emptyFolder, tidemark } from "../cli/tidemark.ts";

vi.setConfig({ testTimeout: 240_000 });

const home = emptyFolder();
afterAll(() => rmSync(home, { recursive: true, force: true }));

interface Refusal {
  readonly what: string;
  readonly text: string;
  readonly flags?: readonly string[];
  readonly exit: number;
  readonly said: string;
}

test.each<Refusal>([
  { what: "an unknown key", text: "growht: {}", exit: 3, said: 'mine.yaml:3:1: "growht" is no setting' },
  { what: "a rate out of range", text: "trip_rate: 1.5", exit: 3, said: 'mine.yaml:3:12: "trip_rate"' },
  { what: "an end before the start", text: "from: 2026-02-01\nto: 2026-01-01", exit: 3, said: "mine.yaml:4:5:" },
  { what: "no users", text: "users: 0", exit: 3, said: 'mine.yaml:3:8: "users"' },
  {
    what: "a million million events",
    text: "from: 2016-01-01\nto: 2026-01-01",
    flags: ["--users", "1100000000"],
    exit: 2,
    said: "1.1e+12 events, ",
  },
])(
  "a scenario with $what is refused at its place, and nothing is written",
  async ({ text, flags = [], exit, said }) => {
    writeFileSync(join(home, "mine.yaml"), `name: mine\ntitle: Mine\n${text}\n`);
    const { code, out, err } = await tidemark(["simulate", "--scenario", "mine.yaml", "--dir", "ws", ...flags], {
      cwd: home,
    });
    expect([code, out]).toEqual([exit, ""]);
    expect(err).toContain(said);
    expect(err).toMatch(/^error: .+\nhint: .+\n$/);
    expect(readdirSync(home)).toEqual(["mine.yaml"]);
  },
);
