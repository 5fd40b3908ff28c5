/**
 * The pictures of the docs: `node scripts/screenshots.mjs` simulates the same company as ever (the dates are fixed, so
 * that a picture changes only where the page does), serves it and photographs its dashboard in the system's Chromium.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildWhereStale } from "./build.mjs";
import { installPackages } from "./install.mjs";
import { root, run } from "./stage.mjs";

/** The window is as tall as what is shown, so that nothing sticks where it would not on a screen; `press` is pressed first. */
const pictures = [
  { name: "dashboard-light", theme: "light", width: 1440, height: 1210, path: "/?kpi=exporters" },
  { name: "dashboard-dark", theme: "dark", width: 1440, height: 1210, path: "/revenue?preset=last_12_months" },
  { name: "dashboard-retention", theme: "light", width: 1440, height: 1010, path: "/retention?preset=last_12_months" },
  {
    name: "dashboard-proof",
    theme: "light",
    width: 1440,
    height: 900,
    path: "/?kpi=exporters",
    press: ["[data-metric=exporters] .kpi-info", "dialog .button-primary"],
    until: "[data-equal=true]",
  },
  { name: "dashboard-phone", theme: "light", width: 390, height: 1500, path: "/?kpi=exporters" },
];

const company = ["--users", "20000", "--from", "2025-10-01", "--to", "2026-11-10", "--seed", "1"];
const tidemark = (...args) => [process.execPath, "dist/cli/main.js", ...args];
const imagesDir = process.argv[2] ?? join(root, "docs/images");
const greatestBytes = 250_000;

await installPackages();
await installPackages("test/engines");
await buildWhereStale();
const dir = process.env.TIDEMARK_SCREENSHOT_DIR ?? mkdtempSync(join(tmpdir(), "tidemark-screenshots-"));
const where = ["--dir", dir, "--quiet"];
if (process.env.TIDEMARK_SCREENSHOT_DIR === undefined)
  for (const args of [["init"], ["simulate", ...company], ["load"]])
    if ((await run(tidemark(...args, ...where))) !== 0) process.exit(1);

const [program, ...args] = tidemark("serve", "--port", "0", "--no-open", ...where);
const server = spawn(program, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
const [line] = await once(server.stdout.setEncoding("utf8"), "data");
const address = line.trim();

const { chromium } = await import(pathToFileURL(join(root, "test/engines/node_modules/playwright-core/index.mjs")));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
mkdirSync(imagesDir, { recursive: true });
for (const { name, theme, width, height, path, press = [], until } of pictures) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    locale: "en-GB",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  // A picture may wait: on a busy machine the first questions of a page take their time.
  page.setDefaultTimeout(180_000);
  await page.goto(new URL(path, address).href);
  await page.waitForSelector(".time-chart-canvas svg");
  await page.waitForFunction(() => document.querySelector("main [aria-busy=true], main .skeleton") === null);
  for (const selector of press) await page.locator(selector).click();
  if (until !== undefined) await page.waitForSelector(until);
  await page.evaluate(() => document.fonts.ready);
  const file = join(imagesDir, `${name}.png`);
  await page.screenshot({ path: file, clip: { x: 0, y: 0, width, height } });
  await context.close();
  const { size } = statSync(file);
  process.stdout.write(`${file} ${Math.ceil(size / 1000)} kB\n`);
  if (size > greatestBytes) process.exitCode = 1;
}
await browser.close();
server.kill("SIGTERM");
await once(server, "exit");
if (process.env.TIDEMARK_SCREENSHOT_DIR === undefined) rmSync(dir, { recursive: true, force: true });
