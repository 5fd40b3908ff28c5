/** `npm run demo`: from a bare clone to the dashboard. Arguments after `--` go to `tidemark demo`. */
import { buildWhereStale } from "./build.mjs";
import { installPackages } from "./install.mjs";
import { run } from "./stage.mjs";

await installPackages();
await buildWhereStale();
process.exit(await run([process.execPath, "dist/cli/main.js", "demo", ...process.argv.slice(2)]));
