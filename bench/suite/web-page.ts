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

/** How long a press on a value takes: until every figure and chart stands anew, and until all that lies below does too. */
export interface Press {
  /** Key figures and charts, which the filter alone narrows: questions of class a. */
  readonly chartsMs: number;
  /** With breakdowns and what moved most, which look along another dimension within the filter: class b. */
  readonly allMs: number;
}

/** Filters by one value, one after the other. */
export interface Filtering {
  /** Each value for the first time: its answers are counted for it. */
  readonly first: readonly Press[];
  /** The same values once more in an empty browser: the server knows the answers. */
  readonly again: readonly Press[];
  /** Of each series. */
  readonly longestTaskMs: readonly number[];
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

/**
 * Filter by each value that the overview offers, taking the filter back in between: first on a server that has never been
 * asked about any of them, then `runs` times over, each time in an empty browser.
 */
export async function measureFilters(address: string, runs: number, tell: (line: string) => void): Promise<Filtering> {
  return withBrowser(async (browser) => {
    const series: { readonly presses: readonly Press[]; readonly longestTaskMs: number }[] = [];
    for (let run = 0; run <= runs; run++) {
      const page = await openedPage(browser, address);
      const presses: Press[] = [];
      for (const value of await offeredValues(page)) presses.push(await press(page, value));
      series.push({ presses, longestTaskMs: await longestTask(page) });
      tell(
        `${run === 0 ? "filtered for the first time" : "filtered"}, ms until the charts / all stand: ${presses.map(({ chartsMs, allMs }) => `${Math.round(chartsMs)}/${Math.round(allMs)}`).join(" ")}`,
      );
      await page.context().close();
    }
    return {
      first: series[0]?.presses ?? [],
      again: series.slice(1).flatMap(({ presses }) => presses),
      longestTaskMs: series.map(({ longestTaskMs }) => longestTaskMs),
    };
  });
}

/** A value of a breakdown: which card it stands in, and what it is called there. */
interface Offered {
  readonly card: number;
  readonly group: string;
}

async function offeredValues(page: Page): Promise<readonly Offered[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll(".breakdown")].flatMap((list, card) =>
      [...list.querySelectorAll<HTMLElement>("tr:has(button.groups-name)")].map((row) => ({
        card,
        group: row.dataset["group"] ?? "",
      })),
    ),
  );
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

/** Press on a value; measured in the page itself, until what is shown is also drawn. */
async function press(page: Page, value: Offered): Promise<Press> {
  const measured = await page.evaluate(
    ({ card, group }) =>
      new Promise<Press>((resolve) => {
        const list = document.querySelectorAll(".breakdown")[card];
        const row = [...(list?.querySelectorAll<HTMLElement>("tr[data-group]") ?? [])].find(
          ({ dataset }) => dataset["group"] === group,
        );
        const button = row?.querySelector<HTMLElement>("button.groups-name");
        if (!button) throw new Error(`No value ${group} is offered.`);
        const startedAt = performance.now();
        let chartsMs: number | null = null;
        button.click();
        const look = (): void => {
          const busy = [...document.querySelectorAll("main :is([aria-busy=true], .skeleton, .is-stale)")];
          const took = performance.now() - startedAt;
          if (busy.every((one) => one.closest(".breakdown, .moved-card") !== null)) chartsMs ??= took;
          if (busy.length > 0 || chartsMs === null) later();
          else resolve({ chartsMs, allMs: took });
        };
        // A chart is drawn in a task of its own, which the frame after it shows.
        const later = (): void => void setTimeout(() => requestAnimationFrame(look));
        requestAnimationFrame(later);
      }),
    value,
  );
  // Back to all, unmeasured: those answers are known.
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => !window.location.search.includes("where"));
  await page.waitForFunction(stands);
  return measured;
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
