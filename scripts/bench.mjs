/** `npm run bench -- NAME`: builds what is stale, then runs one benchmark; without a name it lists them. */
import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildWhereStale } from "./build.mjs";
import { installPackages } from "./install.mjs";
import { binary, must, root, run } from "./stage.mjs";

const compiled = join(root, ".test/bench");

/** What benchmarks take of the tests' engines, beside the compiled files that ask for it there. */
const linked = ["test/engines/node_modules", "test/services/clickhouse-server.mjs"];

await installPackages();
await installPackages("test/engines");
await buildWhereStale();
await must("compile the benchmarks", [binary("tsc"), "-p", "bench"], { stdout: 2 });
for (const path of linked) {
  mkdirSync(dirname(join(compiled, path)), { recursive: true });
  rmSync(join(compiled, path), { force: true });
  symlinkSync(join(root, path), join(compiled, path));
}
process.exit(await run([process.execPath, join(compiled, "bench/run.js"), ...process.argv.slice(2)]));
