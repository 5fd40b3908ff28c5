import { existsSync, readFileSync } from "node:fs";

/**
 * Counts of a vitest run from its JSON report, with the full names of what was skipped. A file that could not be loaded
 * counts as one failed test, and so does a run that ended without a report.
 */
export function readResults(path) {
  if (!existsSync(path)) return { passed: 0, failed: 1, skipped: [] };
  const { testResults } = JSON.parse(readFileSync(path, "utf8"));
  const tests = testResults.flatMap((file) => file.assertionResults);
  const broken = testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
  return {
    passed: tests.filter((test) => test.status === "passed").length,
    failed: tests.filter((test) => test.status === "failed").length + broken.length,
    skipped: tests.filter((test) => !["passed", "failed"].includes(test.status)).map((test) => test.fullName),
  };
}

/** The skipped names that no line of `test/allowed-skips` (one full name a line, `#` for comments) allows. */
export function forbiddenSkips(skipped, allowedText) {
  const lines = allowedText.split("\n").map((line) => line.trim());
  const allowed = new Set(lines.filter((line) => line !== "" && !line.startsWith("#")));
  return skipped.filter((name) => !allowed.has(name));
}
