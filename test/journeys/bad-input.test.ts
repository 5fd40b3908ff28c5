import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { emptyFolder, tidemark } from "../cli/tidemark.ts";

const home = emptyFolder();
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** A file in the tests' folder. */
function file(name: string, text: string | Uint8Array): string {
  const path = join(home, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const map = "user_id=user,event_name=event,occurred_at=at";
const importing = (path: string, ...more: readonly string[]) => ["import", "events", path, "--map", map, ...more];
const good = file("good.csv", "user,event,at\nada,editor_opened,2026-01-01\n");

/** What a person may get wrong beyond what a command's own tests say: the exit code, and what the two lines name. */
const mistakes: readonly (readonly [string, readonly string[], number, RegExp])[] = [
  [
    "a folder without a data file",
    importing(join(file("notes/readme.md", "no data"), "..")),
    2,
    /notes means no data file/,
  ],
  ["an empty file", importing(file("empty.csv", "")), 4, /empty\.csv/],
  ["a column that stands twice", importing(file("twice.csv", "user,user,event,at\na,b,c,2026-01-01\n")), 4, /user/],
  [
    "a broken gzip",
    importing(file("broken.csv.gz", Buffer.from("1f8b0800000000000003ffff", "hex"))),
    4,
    /broken\.csv\.gz/,
  ],
  [
    "a quote that never ends",
    importing(file("quote.csv", 'user,event,at\nada,"edit,2026-01-01\n')),
    4,
    /quote|--max-rejected/i,
  ],
  ["a target that no table has", ["import", "events", good, "--map", `${map},colour=c`], 2, /colour/],
  ["a --through that is no instant", importing(good, "--through", "someday"), 2, /someday/],
  [
    "a configuration that is no YAML",
    ["query", "mau", "--dir", join(file("yaml/tidemark.yaml", "a: [1\nb: }"), "..")],
    3,
    /tidemark\.yaml:\d+:\d+/,
  ],
  [
    "a configuration with a key twice",
    ["query", "mau", "--dir", join(file("twice/tidemark.yaml", "timezone: UTC\ntimezone: UTC\n"), "..")],
    3,
    /tidemark\.yaml:2:1/,
  ],
  [
    "a configuration that is a folder",
    ["query", "mau", "--dir", join(file("folder/tidemark.yaml/x", ""), "../..")],
    3,
    /tidemark\.yaml/,
  ],
  ["a workspace that is a file", ["query", "mau", "--dir", good], 3, /good\.csv/],
  ["a warehouse that nobody has", ["load", "--warehouse", "oracle://host/db"], 2, /duckdb/],
  ["a lake in no known place", ["load", "--lake", "gs://bucket/lake"], 3, /gs:|s3:/],
];

describe("a mistake", () => {
  test.each(mistakes)("%s ends in one line with the way out", async (...[, args, exitCode, named]) => {
    const { code, out, err } = await tidemark(
      args.includes("--dir") ? args : [...args, "--dir", join(home, "workspace")],
    );
    expect([code, out, err]).toEqual([exitCode, "", expect.stringMatching(/^error: .+\nhint: .+\n$/)]);
    expect(err).toMatch(named);
  });

  test("leaves nothing published behind", () => {
    const left = readdirSync(home, { recursive: true, encoding: "utf8" });
    expect(left.filter((name) => /_log\/|\.duckdb$/.test(name))).toEqual([]);
  });
});

test("the standard input is read as a file is, packed or not, and is the same batch as one", async () => {
  const rows = "user,event,at\nada,editor_opened,2026-01-01\nben,editor_opened,nonsense\n";
  const args = [...importing("-", "--max-rejected", "1"), "--dir", join(home, "piped"), "--format", "json"];
  const first = await tidemark(args, { input: rows });
  expect(JSON.parse(first.out)).toMatchObject({ rowsLoaded: 1, rowsRejected: 1, alreadyDone: false });
  const [rejected] = readFileSync(String(JSON.parse(first.out).quarantineFile), "utf8").split("\n");
  expect(JSON.parse(rejected ?? "")).toMatchObject({ file: "-", line: 3, column: "at" });
  const path = file("piped.csv", rows);
  const again = await tidemark(args.map((arg) => (arg === "-" ? path : arg)));
  expect(JSON.parse(again.out)).toMatchObject({ rowsLoaded: 1, alreadyDone: true });
  for (const packed of [gzipSync(rows), execFileSync("zstd", ["-q", "-c"], { input: rows })]) {
    const { out } = await tidemark(args, { input: packed });
    expect(JSON.parse(out)).toMatchObject({ rowsLoaded: 1, rowsRejected: 1, alreadyDone: false });
  }
  expect(await tidemark(args, { input: gzipSync(rows).subarray(0, 40) })).toMatchObject({
    code: 4,
    err: expect.stringMatching(/- breaks off in the middle of its gzip/),
  });
});
