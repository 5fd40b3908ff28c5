import { expect, it } from "vitest";
import type { Page } from "../engines/playwright.ts";
import { askAgain, at, numberIn, type Shown } from "./ask-again.ts";
import { seriousFaults } from "./axe.ts";
import { searchOf, settle } from "./dashboard.ts";
import { type GetSite, pages } from "./site.ts";

/** Fewest numbers that a page of questions shows, so that a page that shows none does not pass. */
const fewestNumbers = 20;

/** Every number of every page is what the same question answers elsewhere; and every page can be used by everyone. */
export function figureJourneys(site: GetSite): void {
  it.each(pages)("$name: every number is the answer to its question, in both themes and on a phone", async (one) => {
    const { dashboard, place } = site();
    const page = await dashboard.open(one.path);
    await page.getByRole("heading", { name: one.name, level: 1 }).waitFor({ state: "attached" });
    expect(await seriousFaults(page), "light").toEqual([]);
    await page.emulateMedia({ colorScheme: "dark" });
    // Of what axe looks at, the theme changes the colours alone.
    expect(await seriousFaults(page, ["color-contrast"]), "dark").toEqual([]);
    await showTables(page);
    // What is asked once someone comes to it.
    await page.locator("footer").scrollIntoViewIfNeeded();
    if (one.name === "Revenue") await page.getByRole("region", { name: "Activity by plan, table" }).waitFor();
    await settle(page);
    const shown = await numbersOf(page);
    if (one.name !== "Data" && one.name !== "Definitions") expect(shown.length).toBeGreaterThan(fewestNumbers);
    const answers = new Map<string, unknown>();
    for (const { number, value, text } of shown) {
      const [path = "", pointer = ""] = number.split("#");
      if (!answers.has(path)) answers.set(path, await askAgain(place.ws, path));
      const expected = at(answers.get(path), pointer);
      expect(value, number).toBe(expected);
      expect(printedAs(text, value), `${number} is printed as ${text}`).toBe(true);
    }
    await page.setViewportSize({ width: 360, height: 800 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await page.setViewportSize({ width: 2_560, height: 1_200 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(2_560);
    site().dashboard.leave(page);
  });

  it("the sentence over a chart, its spoken points and its change say what the answer says", async () => {
    const { dashboard, place } = site();
    const page = await dashboard.open("/?kpi=creators&from=2026-03-01&to=2026-05-01&grain=month");
    const range = { from: "2026-03-01", to: "2026-05-01", grain: "month" };
    const answer = await place.ask({ metrics: ["creators"], ...range, compare: "previous" });
    const [march] = answer.rows;
    const chart = page.getByRole("slider", { name: "Creators, chart" });
    await chart.focus();
    await page.keyboard.press("Home");
    expect(await chart.getAttribute("aria-valuetext")).toContain(`Creators ${march?.["creators"]}`);
    const card = page.locator(".card-large");
    expect(await card.locator(".card-summary").innerText()).toContain(`Creators ${answer.totals["creators"]}`);
    const change = await page.locator("[data-metric=creators] .change").innerText();
    expect(numberIn(change)).toBeCloseTo((answer.comparison?.changeRate["creators"] ?? 0) * 100, 1);
    site().dashboard.leave(page);
  });

  it("leaves what is not over out of the change and draws it apart", async () => {
    const { dashboard } = site();
    const page = await dashboard.open("/?grain=month&preset=all&table=monthly-active-users");
    const card = page.locator("[data-metric=mau]");
    expect(await card.locator(".kpi-scope").innerText()).toBe("May 2026");
    expect(
      await page
        .getByRole("row", { name: /June 2026/ })
        .first()
        .innerText(),
    ).toContain("so far");
    expect(searchOf(page)).toContain("table=monthly-active-users");
    site().dashboard.leave(page);
  });
}

/** Turn every chart of the page into its table, so that all its numbers stand there as text. */
async function showTables(page: Page): Promise<void> {
  const toggles = page.getByRole("button", { name: /^Table of / });
  while ((await toggles.count()) > 0) await toggles.first().click();
  await settle(page);
}

async function numbersOf(page: Page): Promise<readonly Shown[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("main [data-number]")]
      .filter((element) => (element.dataset["value"] ?? element.getAttribute("value")) !== "")
      .map((element) => ({
        number: element.dataset["number"] ?? "",
        value: Number(element.dataset["value"] ?? element.getAttribute("value")),
        text: element.textContent ?? "",
      })),
  );
}

/** Whether `text` is `value` as a count, as whole or exact money, as a multiple or as a share. */
function printedAs(text: string, value: number): boolean {
  const printed = numberIn(text);
  if (text.endsWith("%")) return Math.abs(printed - value * 100) <= 0.0501;
  if (/[$€£]/.test(text)) return text.includes(".") ? printed === value / 100 : Math.abs(printed - value / 100) <= 0.5;
  return printed === value || Math.abs(printed - value) <= 0.005;
}
