import { binary, stage } from "./stage.mjs";

/** What can be told from the text alone, cheapest first. */
const staticChecks = [
  ["format", [binary("oxfmt"), "--check", "."]],
  ["lint", [binary("oxlint")]],
  ["types of src", [binary("tsc"), "--noEmit", "-p", "."]],
  ["types of src/web", [binary("tsc"), "--noEmit", "-p", "src/web"]],
  ["types of test and bench", [binary("tsc"), "--noEmit", "-p", "test"]],
];

/** Runs every static check, also after one has failed; resolves to how many passed and the names of those that failed. */
export async function runStaticChecks() {
  const failed = [];
  for (const [name, command] of staticChecks) {
    if ((await stage(name, command)) !== 0) failed.push(name);
  }
  return { passed: staticChecks.length - failed.length, failed };
}
