/**
 * `npm test`: everything, from a bare clone. Installs what it needs, builds, checks, and runs every test on real parts.
 * The last line is the count over the static checks and the tests. Under CI=true a skip that is not allowed is a failure.
 */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.mjs";
import { runStaticChecks } from "./checks.mjs";
import { installPackages } from "./install.mjs";
import { binary, root, stage } from "./stage.mjs";
import { installSystemPackages } from "./system-packages.mjs";
import { forbiddenSkips, readResults } from "./test-results.mjs";

await installPackages();
await installPackages("test/engines");
const failures = await installSystemPackages();
if ((await build()) !== 0) failures.push("build");
const checks = await runStaticChecks();
failures.push(...checks.failed);

const report = join(root, ".test/results.json");
mkdirSync(join(root, ".test"), { recursive: true });
rmSync(report, { force: true });
const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
const filters = process.argv.slice(2);
const code = await stage("tests", [
  binary("vitest"),
  "run",
  "--config",
  "test/vitest.config.ts",
  ...reporters,
  ...filters,
]);
const tests = readResults(report);
if (code !== 0 && tests.failed === 0) failures.push("tests (an error outside of any test)");

const skips = tests.skipped.toSorted();
const allowed = readFileSync(join(root, "test/allowed-skips"), "utf8");
const forbidden = process.env.CI === "true" ? forbiddenSkips(skips, allowed) : [];
failures.push(...forbidden.map((name) => `skipped under CI: ${name}`));

for (const name of failures) process.stdout.write(`Failed: ${name}\n`);
for (const name of skips) process.stdout.write(`Skipped: ${name}\n`);
const passed = tests.passed + checks.passed;
const failed = tests.failed + failures.length;
process.stdout.write(`${passed} passed, ${failed} failed, ${skips.length - forbidden.length} skipped\n`);
process.exit(failed === 0 ? 0 : 1);
