/** `npm run check`: what to run before every commit. Needs no engine and no browser. */
import { runStaticChecks } from "./checks.mjs";
import { installPackages } from "./install.mjs";
import { binary, stage } from "./stage.mjs";

await installPackages();
await installPackages("test/engines");
const { failed } = await runStaticChecks();
const tests = [binary("vitest"), "run", "--config", "test/vitest.config.ts", "--project", "pure"];
if ((await stage("pure-floor tests, golden text, docs", tests)) !== 0) failed.push("tests");
if (failed.length > 0)
  process.stderr.write(`Failed: ${failed.join(", ")}. "npm run fix" mends format and some lint.\n`);
process.exit(failed.length === 0 ? 0 : 1);
