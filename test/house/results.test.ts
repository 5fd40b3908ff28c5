import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { forbiddenSkips, readResults } from "../../scripts/test-results.mjs";

/** What the counts of a run are whose report holds `files`. */
function counted(files: readonly object[]): ReturnType<typeof readResults> {
  const folder = mkdtempSync(join(tmpdir(), "tidemark-results-"));
  try {
    const path = join(folder, "results.json");
    writeFileSync(path, JSON.stringify({ testResults: files }));
    return readResults(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("a run is counted test by test, and what was skipped is told by its full name", () => {
  const assertionResults = [
    { status: "passed", fullName: "one" },
    { status: "passed", fullName: "two" },
    { status: "failed", fullName: "three" },
    { status: "skipped", fullName: "the lake on S3 keeps its commits" },
    { status: "todo", fullName: "five" },
  ];
  expect(counted([{ status: "failed", assertionResults }])).toEqual({
    passed: 2,
    failed: 1,
    skipped: ["the lake on S3 keeps its commits", "five"],
  });
});

test("a file of tests that cannot even be loaded is a failure, and so is a run without a report", () => {
  expect(counted([{ status: "failed", assertionResults: [] }]).failed).toBe(1);
  expect(readResults(join(tmpdir(), "there is no such report")).failed).toBe(1);
});

test("under CI a skip is forbidden unless its full name stands in the list", () => {
  const allowed = "# no Mac in CI\nruns on a Mac\n\n  opens a window  \n";
  expect(forbiddenSkips(["runs on a Mac", "opens a window", "keeps its commits"], allowed)).toEqual([
    "keeps its commits",
  ]);
  expect(forbiddenSkips(["# no Mac in CI"], allowed)).toEqual(["# no Mac in CI"]);
});
