import { expect, it } from "vitest";
import type { Page } from "../engines/playwright.ts";
import { searchOf, settle } from "./dashboard.ts";
import type { GetSite } from "./site.ts";

/** The figure on the card of `metric`, as the number it was made from. */
async function cardValue(page: Page, metric: string): Promise<number> {
  return Number(await page.locator(`[data-metric=${metric}] data`).getAttribute("value"));
}

/** How the page is asked: range, grain, comparison, filters, keys; all of it in the address, back and forward. */
export function controlJourneys(site: GetSite): void {
  it("keeps range, grain, filter, comparison and page in the address, and goes back and forward through them", async () => {
    const page = await site().dashboard.open("/");
    await page.getByRole("radio", { name: "Month" }).check({ force: true });
    await page.getByLabel("Compare").selectOption("previous_year");
    await page.getByRole("button", { name: "Filter" }).click();
    await page.getByRole("checkbox").first().check();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /^Date range/ }).click();
    await page.getByRole("button", { name: "All time" }).click();
    await page.locator("[data-metric=exporters] .kpi-choose").click();
    const last = searchOf(page);
    expect(last).toMatch(/^\?preset=all&where=[a-z_]+=\w+&compare=previous_year&kpi=exporters$/);
    await page.getByRole("link", { name: "Features" }).click();
    await page.getByRole("heading", { name: "Features", level: 1 }).waitFor({ state: "attached" });
    // The view comes along, what belongs to a page stays with it.
    expect(searchOf(page)).toBe(last.replace("&kpi=exporters", ""));
    for (let step = 0; step < 3; step++) await page.goBack();
    expect(searchOf(page)).toMatch(/^\?grain=month&where=/);
    await page.goBack();
    await page.goBack();
    expect(searchOf(page)).toBe("?grain=month");
    for (let step = 0; step < 4; step++) await page.goForward();
    expect(searchOf(page)).toBe(last);
    await settle(page);
    const opened = await site().dashboard.open(`/${new URL(page.url()).search}`, { isNew: true });
    expect(await cardValue(opened, "editor_opens")).toBe(await cardValue(page, "editor_opens"));
    site().dashboard.leave(opened);
    site().dashboard.leave(page);
  });

  it("filters by a press on a value, leaves a value out, and takes both back", async () => {
    const { dashboard, place } = site();
    const page = await dashboard.open("/?kpi=exporters&preset=all&compare=off");
    const list = page.locator(".breakdown", { hasText: "Exporters by platform" });
    await list.getByRole("button", { name: "Web", exact: true }).click();
    await page.waitForFunction(() => location.search.includes("where=platform%3Dweb"));
    await settle(page);
    const only = await place.ask({ metrics: ["exporters"], where: ["platform=web"], grain: "total" });
    expect(await cardValue(page, "exporters")).toBe(only.totals["exporters"]);
    await list.getByRole("button", { name: "Web", exact: true }).click();
    await page.waitForFunction(() => !location.search.includes("where"));
    await settle(page);
    await list.getByRole("button", { name: "All but Web" }).click();
    await page.waitForFunction(() => location.search.includes("platform%21%3Dweb"));
    await settle(page);
    const without = await place.ask({ metrics: ["exporters"], where: ["platform!=web"], grain: "total" });
    expect(await cardValue(page, "exporters")).toBe(without.totals["exporters"]);
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => !location.search.includes("where"));
    site().dashboard.leave(page);
  });

  it("tells the tail of a breakdown and what has no value apart, and recounts both", async () => {
    const { dashboard, place } = site();
    const page = await dashboard.open("/explore?metric=active_users&by=country&top=2&preset=all&grain=month");
    const list = page.locator(".breakdown");
    const answer = await place.ask({ metrics: ["active_users"], by: ["country"], grain: "total", top: "7" });
    const other = answer.rows.find((row) => row["country"] === "Other");
    expect(await list.locator("[data-group=Other] [data-value]").last().getAttribute("data-value")).toBe(
      String(other?.["active_users"]),
    );
    expect(await list.locator("[data-group=Other] button.groups-name").count()).toBe(0);
    site().dashboard.leave(page);
  });

  it("keeps people whose value nobody knows apart from the tail, and filters by them", async () => {
    const { dashboard } = site();
    const page = await dashboard.open("/explore?metric=active_users&by=country&top=2&preset=all&grain=month");
    // As a source without countries would have it: the greatest value is the one that is not known.
    await page.route("**/v1/query?*grain=total*", async (route) => {
      const response = await route.fetch();
      const answer = (await response.json()) as { readonly rows: readonly Record<string, unknown>[] };
      const rows = answer.rows.map((row, i) => (i === 0 && "country" in row ? { ...row, country: "Unknown" } : row));
      await route.fulfill({ response, json: { ...answer, rows } });
    });
    await page.reload();
    await settle(page);
    const list = page.locator(".breakdown");
    expect(await list.locator("[data-group=Unknown]").count()).toBe(1);
    expect(await list.locator("[data-group=Other]").count()).toBe(1);
    await list.locator("[data-group=Unknown] button.groups-name").click();
    await page.waitForFunction(() => /where=country(%3D|=)(&|$)/.test(location.search));
    await page.close();
  });

  it("points the charts of a page to the moment that one of them is read at, and lets go of it", async () => {
    const page = await site().dashboard.open("/engagement?preset=last_28_days");
    await settle(page);
    const charts = page.locator(".crosshair");
    const isShared = () => document.querySelectorAll(".crosshair-line").length > 1;
    await charts.first().hover({ position: { x: 300, y: 40 } });
    await page.waitForFunction(isShared);
    expect(await page.locator(".reading").count()).toBe(1);
    await page.mouse.move(0, 0);
    await page.waitForFunction(() => document.querySelector(".crosshair-line") === null);
    await charts.first().focus();
    await page.keyboard.press("End");
    await page.waitForFunction(isShared);
    site().dashboard.leave(page);
  });

  it("follows single keys, but not those of a field, and shows them all at a question mark", async () => {
    const page = await site().dashboard.open("/");
    await page.keyboard.press("l");
    expect(searchOf(page)).toBe("?preset=last_12_months");
    await page.keyboard.press("x");
    expect(searchOf(page)).toContain("compare=previous_year");
    await page.keyboard.press("i");
    expect(searchOf(page)).toContain("grain=quarter");
    await page.keyboard.press("8");
    const search = page.getByRole("searchbox", { name: "Search metrics" });
    await search.fill("");
    await search.pressSequentially("wad1");
    expect(new URL(page.url()).pathname).toBe("/definitions");
    await page.locator("h1").click();
    await page.keyboard.press("?");
    expect(await page.getByRole("dialog", { name: "Keyboard shortcuts" }).innerText()).toContain("Last 28 days");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.keyboard.press("1");
    await page.keyboard.press("p");
    await page.keyboard.press("ArrowLeft");
    expect(searchOf(page)).toContain("from=2026-04-01&to=2026-05-01");
    site().dashboard.leave(page);
  });

  it("can be used from the first figure to its proof by keyboard alone", async () => {
    const page = await site().dashboard.open("/", { isNew: true });
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to content");
    await page.keyboard.press("Enter");
    const isAt = (selector: string) =>
      page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector);
    const tabTo = async (selector: string): Promise<void> => {
      for (let presses = 0; presses < 60; presses++) {
        await page.keyboard.press("Tab");
        if (await isAt(selector)) return;
      }
      throw new Error(`No Tab leads to ${selector}`);
    };
    await tabTo("[data-metric=creators] .kpi-choose");
    await page.keyboard.press("Enter");
    expect(searchOf(page)).toBe("?kpi=creators");
    await tabTo("[data-metric=creators] .kpi-info");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "What is behind this number" }).waitFor();
    await tabTo(".button-primary");
    await page.keyboard.press("Enter");
    await page.locator("[data-equal=true]").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await isAt("[data-metric=creators] .kpi-info")).toBe(true);
    site().dashboard.leave(page);
  });
}
