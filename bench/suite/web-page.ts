import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, chromium, Page } from "../../test/engines/playwright.ts";

/** One opening of the overview in an empty browser. */
export interface Opening {
  /** JavaScript fetched, in kB as it travels, until the first chart is painted, and before its library was asked for. */
  readonly kbUntilChart: number;
  readonly kbBeforeChart: number;
  readonly lcpMs: number;
  readonly firstChartMs: number;
  /** Cumulative layout shift until all of the page stands. */
  readonly layoutShift: number;
  readonly longestTaskMs: number;
}

/** One series of filters, each a press on a value until every card, chart and list shows its answer. */
export interface Filtering {
  readonly filterMs: readonly number[];
  readonly longestTaskMs: number;
}

/** Nothing of the page waits for an answer, and a chart is drawn. */
const stands = () =>
  document.querySelector("main [aria-busy=true], main .skeleton, main .is-stale") === null &&
  document.querySelector(".time-chart-canvas svg path") !== null;

/** Open the overview `runs` times, each in a browser context of its own, after one opening that warms the server. */
export async function measureOpening(
  address: string,
  runs: number,
  tell: (line: string) => void,
): Promise<readonly Opening[]> {
  return withBrowser(async (browser) => {
    const openings: Opening[] = [];
    for (let run = 0; run <= runs; run++) {
      const opening = await openOnce(browser, address);
      if (run > 0) openings.push(opening);
      tell(run === 0 ? "warmed" : `opened: ${JSON.stringify(opening)}`);
    }
    return openings;
  });
}

/** Filter by each platform in turn, and take the filter back, `runs` times over; every answer is asked for anew. */
export async function measureFilters(
  address: string,
  runs: number,
  tell: (line: string) => void,
): Promise<readonly Filtering[]> {
  return withBrowser(async (browser) => {
    const series: Filtering[] = [];
    for (let run = 0; run < runs; run++) {
      const page = await openedPage(browser, address);
      const filterMs: number[] = [];
      for (const platform of ["Web", "Android", "iOS"]) filterMs.push(await pressTime(page, platform));
      series.push({ filterMs, longestTaskMs: await longestTask(page) });
      tell(`filtered: ${filterMs.map(Math.round).join(", ")} ms`);
      await page.context().close();
    }
    return series;
  });
}

async function openOnce(browser: Browser, address: string): Promise<Opening> {
  const page = await openedPage(browser, address);
  const measured = await page.evaluate(() => {
    const scripts = performance
      .getEntriesByType("resource")
      .filter((entry): entry is PerformanceResourceTiming => entry.name.endsWith(".js"));
    const { marks } = window as unknown as { marks: { lcp: number; shift: number; chart: number } };
    const library = scripts.find(({ name }) => name.includes("time-chart"));
    const kb = (until: number) =>
      scripts
        .filter(({ startTime }) => startTime < until)
        .reduce((total, { encodedBodySize }) => total + encodedBodySize, 0) / 1_000;
    return {
      kbUntilChart: kb(marks.chart),
      kbBeforeChart: kb(marks.chart) - (library?.encodedBodySize ?? 0) / 1_000,
      lcpMs: marks.lcp,
      firstChartMs: marks.chart,
      layoutShift: marks.shift,
    };
  });
  const opening = { ...measured, longestTaskMs: await longestTask(page) };
  await page.context().close();
  return opening;
}

async function openedPage(browser: Browser, address: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1_440, height: 900 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const marks = { lcp: 0, shift: 0, chart: 0, tasks: [] as number[] };
    Object.assign(window, { marks });
    const watch = (type: string, each: (entry: PerformanceEntry) => void) =>
      new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({ type, buffered: true });
    watch("largest-contentful-paint", (entry) => (marks.lcp = entry.startTime));
    watch("layout-shift", (entry) => (marks.shift += (entry as PerformanceEntry & { value: number }).value));
    watch("longtask", (entry) => marks.tasks.push(entry.duration));
    const look = (): void => {
      if (document.querySelector(".time-chart-canvas svg path") === null) requestAnimationFrame(look);
      else marks.chart = performance.now();
    };
    requestAnimationFrame(look);
  });
  await page.goto(address);
  await page.waitForFunction(stands);
  return page;
}

/** How long a press on `platform` takes until all of the page shows what it filtered, measured in the page itself. */
async function pressTime(page: Page, platform: string): Promise<number> {
  const ms = await page.evaluate(
    (name) =>
      new Promise<number>((resolve) => {
        const list = [...document.querySelectorAll(".breakdown")].find((card) =>
          card.textContent?.includes("platform"),
        );
        const button = [...(list?.querySelectorAll("button") ?? [])].find((one) => one.textContent === name);
        const start = performance.now();
        button?.click();
        const look = (): void => {
          const isBusy = document.querySelector("main [aria-busy=true], main .skeleton, main .is-stale") !== null;
          if (isBusy || performance.now() === start) requestAnimationFrame(look);
          else resolve(performance.now() - start);
        };
        requestAnimationFrame(() => requestAnimationFrame(look));
      }),
    platform,
  );
  // Back to all, unmeasured: those answers are known.
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => !window.location.search.includes("where"));
  await page.waitForFunction(stands);
  return ms;
}

async function longestTask(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, ...(window as unknown as { marks: { tasks: number[] } }).marks.tasks));
}

async function withBrowser<T>(use: (browser: Browser) => Promise<T>): Promise<T> {
  // By its place: compiled, the benchmarks lie where no package of the nested ones is found.
  const driver = pathToFileURL(join(process.cwd(), "test/engines/node_modules/playwright-core/index.mjs")).href;
  const playwright = (await import(driver)) as { readonly chromium: typeof chromium };
  const browser = await playwright.chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  try {
    return await use(browser);
  } finally {
    await browser.close();
  }
}
