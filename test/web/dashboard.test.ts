import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { workspaceBackend } from "../../src/serve/backend.ts";
import { axeScript } from "../engines/axe.ts";
import type { Browser, Page } from "../engines/playwright.ts";
import { chromiumPath, startChromium } from "../services/chromium.ts";
import { makePlace, makeSimulatedPlace, type Place } from "../workspace/place.ts";
import { type Dashboard, serveDashboard, settle } from "./dashboard.ts";

const company = { users: 400, from: "2026-01-01", to: "2026-06-11", seed: 7 };

/** The figure on the card of `metric`, as the number it was made from. */
async function cardValue(page: Page, metric: string): Promise<number> {
  return Number(await page.locator(`[data-metric=${metric}] data`).getAttribute("value"));
}

describe.skipIf(chromiumPath === null)("the dashboard in a real Chromium", () => {
  let browser: Browser;
  let place: Place;
  let dashboard: Dashboard;

  beforeAll(async () => {
    const started = await startChromium();
    if (started === null) throw new Error("Chromium is installed but did not start.");
    browser = started;
    place = await makeSimulatedPlace(company);
    dashboard = await serveDashboard(browser, place.ws);
  });

  afterAll(async () => {
    await browser?.close();
    await dashboard?.close();
    await place?.clear();
  });

  it("shows the figures that the same question gives on the command line", async () => {
    const page = await dashboard.open("/?from=2026-03-01&to=2026-05-01&grain=month");
    const metrics = ["creators", "exporters", "editor_opens", "projects_created", "projects_exported"];
    const money = ["gross_arr", "cancel_arr_monthly", "cancel_arr_yearly"];
    const range = { from: "2026-03-01", to: "2026-05-01", grain: "month" };
    const [activity, revenue] = await Promise.all([
      place.ask({ metrics, ...range }),
      place.ask({ metrics: money, ...range }),
    ]);
    const mau = await place.ask({ metrics: ["mau"], from: "2026-04-01", to: "2026-05-01", grain: "month" });
    for (const [metric, expected] of Object.entries({ ...activity.totals, ...revenue.totals, ...mau.totals })) {
      expect(await cardValue(page, metric), metric).toBe(expected);
    }
    expect(await page.locator(".time-chart-canvas svg").count()).toBe(6);
  });

  it("reads the chart out by arrow keys, with the figure of each period", async () => {
    const page = await dashboard.open("/?from=2026-03-01&to=2026-05-01&grain=month");
    const answer = await place.ask({
      metrics: ["creators", "exporters"],
      from: "2026-03-01",
      to: "2026-05-01",
      grain: "month",
    });
    const march = answer.rows[0];
    const chart = page.getByRole("slider", { name: "Creators and exporters, chart" });
    await chart.focus();
    await page.keyboard.press("Home");
    expect(await chart.getAttribute("aria-valuetext")).toBe(
      `March 2026: Creators ${march?.["creators"]}, Exporters ${march?.["exporters"]}`,
    );
  });

  it("lists in a chart's table what the chart draws", async () => {
    const page = await dashboard.open("/?from=2026-03-01&to=2026-05-01&grain=month");
    const answer = await place.ask({ metrics: ["creators"], from: "2026-03-01", to: "2026-05-01", grain: "month" });
    await page.getByRole("button", { name: "Table of Creators and exporters" }).click();
    const cells = page
      .getByRole("region", { name: "Creators and exporters, table" })
      .locator("tbody td:nth-of-type(1)");
    expect((await cells.allInnerTexts()).map((text) => Number(text.replaceAll(",", "")))).toEqual(
      answer.rows.map((row) => row["creators"]),
    );
  });

  it("keeps range, grain, filter and comparison in the address, and goes back and forward through them", async () => {
    const page = await dashboard.open("/");
    const search = () => new URL(page.url()).search;
    await page.getByRole("radio", { name: "Month" }).check({ force: true });
    await page.getByLabel("Compare").selectOption("previous_year");
    await page.getByRole("button", { name: "Filter" }).click();
    await page.getByRole("checkbox").first().check();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /^Date range/ }).click();
    await page.getByRole("button", { name: "All time" }).click();
    const last = search();
    expect(last).toMatch(/^\?preset=all&where=[a-z_]+%3D\w+&compare=previous_year$/);
    await page.goBack();
    expect(search()).toMatch(/^\?grain=month&where=/);
    await page.goBack();
    await page.goBack();
    expect(search()).toBe("?grain=month");
    for (let step = 0; step < 3; step++) await page.goForward();
    expect(search()).toBe(last);
    await settle(page);
    const opened = await dashboard.open(`/${last}`);
    expect(await cardValue(opened, "editor_opens")).toBe(await cardValue(page, "editor_opens"));
  });

  it("says which filter revenue cannot follow", async () => {
    const page = await dashboard.open("/?where=user_type%3Dnew");
    expect(await page.locator("#revenue").locator("xpath=../..").innerText()).toContain(
      "Subscriptions have no user type",
    );
  });

  it.each(["light", "dark"] as const)(
    "has nothing that keeps people out, %s, on a desk and on a phone",
    async (theme) => {
      for (const width of [1_440, 360]) {
        const page = await dashboard.open("/?where=platform%3Dweb", { theme, width });
        expect(await seriousFaults(page), `${theme} ${width}`).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      }
    },
  );

  it("shows names from a source as text, whatever they contain", async () => {
    const hostile = "<img src=x onerror=alert(1)>";
    const other = await makePlace();
    await other.events(
      `user_id,event_name,occurred_at,platform\n${["a", "b"].map((user) => `${user},editor_opened,2026-05-0${user === "a" ? 1 : 2}T10:00:00Z,${hostile}`).join("\n")}\n`,
    );
    await other.load();
    const served = await serveDashboard(browser, other.ws);
    const page = await served.open(`/?preset=all&where=${encodeURIComponent(`platform=${hostile}`)}`);
    await page.getByRole("button", { name: /^Filter/ }).click();
    expect(await page.getByRole("checkbox", { name: hostile }).isChecked()).toBe(true);
    expect(await page.locator("main img, [role=dialog] img").count()).toBe(0);
    expect(await page.locator("main").innerText()).toContain("No subscriptions are loaded");
    expect(served.complaints).toEqual([]);
    await served.close();
    await other.clear();
  });

  it("says what to run while nothing is loaded", async () => {
    const empty = await makePlace();
    const served = await serveDashboard(browser, empty.ws);
    const page = await served.open("/");
    expect(await page.locator("main").innerText()).toContain("tidemark simulate");
    expect(await seriousFaults(page)).toEqual([]);
    await served.close();
    await empty.clear();
  });

  it("shows a problem with its way out and its request id, and recovers when asked again", async () => {
    const real = workspaceBackend(place.ws);
    let isBroken = true;
    const served = await serveDashboard(browser, {
      ...real,
      ask: (question) => (isBroken ? Promise.reject(new Error("a secret of this machine")) : real.ask(question)),
    });
    const page = await served.open("/");
    const card = page.locator(".card", { hasText: "Creators and exporters" });
    const text = await card.innerText();
    expect(text).toContain("Something broke on our side");
    expect(text).toMatch(/Request [\w-]{8,}/);
    expect(text).not.toContain("secret");
    isBroken = false;
    await card.getByRole("button", { name: "Try again" }).click();
    await card.getByRole("slider").waitFor();
    await served.close();
  });

  it("asks nobody else for anything and breaks no policy of its own, here and all through these journeys", async () => {
    const page = await dashboard.open("/?preset=all");
    await page.getByRole("button", { name: /^Date range/ }).click();
    await page.getByRole("grid").waitFor();
    expect(dashboard.complaints).toEqual([]);
  });
});

/** What axe finds serious or critical on `page`, as `rule: element`. */
async function seriousFaults(page: Page): Promise<readonly string[]> {
  // Evaluated through the debugger, which the page's policy does not bind.
  await page.evaluate(axeScript);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: readonly Violation[] }> } };
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}
