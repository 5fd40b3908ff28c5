/**
 * `npm run dev`: compiles the library on every change, and serves the dashboard with hot reload.
 * The API comes from `tidemark serve` in another terminal.
 */
import { installPackages } from "./install.mjs";
import { binary, run } from "./stage.mjs";

await installPackages();
const codes = await Promise.all([
  run([binary("tsc"), "-p", ".", "--watch", "--preserveWatchOutput"]),
  run([binary("vite"), "--config", "src/web/vite.config.ts"]),
]);
process.exit(Math.max(...codes));
