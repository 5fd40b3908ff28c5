/** `npm run bench -- NAME`: builds what is stale, then runs one benchmark; without a name it lists them. */
import { buildWhereStale } from "./build.mjs";
import { installPackages } from "./install.mjs";
import { binary, must, run } from "./stage.mjs";

await installPackages();
await buildWhereStale();
await must("compile the benchmarks", [binary("tsc"), "-p", "bench"], { stdout: 2 });
process.exit(await run([process.execPath, ".test/bench/bench/run.js", ...process.argv.slice(2)]));
