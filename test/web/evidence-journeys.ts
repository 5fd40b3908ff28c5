import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { csvText } from "../../src/cli/print/csv.ts";
import { answerSheet } from "../../src/cli/print/answer-sheet.ts";
import { retentionSheet } from "../../src/cli/print/retention-sheet.ts";
import { lifecycle } from "../../src/workspace/lifecycle.ts";
import type { Page } from "../engines/playwright.ts";
import { at } from "./ask-again.ts";
import { settle } from "./dashboard.ts";
import type { GetSite } from "./site.ts";

const cli = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const run = promisify(execFile);

/** The file that a press on `name` hands over, as text. */
async function downloaded(page: Page, name: string): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name }).click()]);
  return readFile(await file.path(), "utf8");
}

/** What stands behind a number: its meaning, its proof, its rows, its SQL, and ways to take it along. */
export function evidenceJourneys(site: GetSite): void {
  it("proves a number: counted again from the base rows, equal, with the people behind it", async () => {
    const { dashboard, place } = site();
    const page = await dashboard.open("/?kpi=exporters&preset=last_28_days", { withToken: true });
    await page.getByRole("button", { name: "What is behind Exporters" }).click();
    const drawer = page.getByRole("dialog", { name: "What is behind this number" });
    await drawer.getByRole("button", { name: "Prove it" }).click();
    await drawer.locator("[data-equal=true]").waitFor();
    const asked = await place.ask({ metrics: ["exporters"], from: "2026-05-14", to: "2026-06-11", grain: "total" });
    const exporters = asked.totals["exporters"];
    expect(await drawer.locator("[data-recount]").getAttribute("data-recount")).toBe(String(exporters));
    await drawer.getByRole("button", { name: "Show them" }).click();
    await drawer.locator(".rows-behind tbody tr").first().waitFor();
    expect(await drawer.locator(".rows-behind").innerText()).toMatch(new RegExp(`of ${exporters}`));
    expect(await drawer.locator(".rows-behind tbody tr").count()).toBe(Math.min(20, Number(exporters)));
    expect(await drawer.innerText()).toContain("select");
    await page.goBack();
    await drawer.waitFor({ state: "detached" });
    site().dashboard.leave(page);
  });

  it("shows no single person to whom does not hold the token", async () => {
    const page = await site().dashboard.open("/?preset=last_28_days");
    await page.getByRole("button", { name: "What is behind Exporters" }).click();
    await page.getByRole("button", { name: "Prove it" }).click();
    await page.locator("[data-equal=true]").waitFor();
    expect(await page.getByRole("button", { name: "Show them" }).count()).toBe(0);
    expect(await page.locator(".rows-behind").innerText()).toContain("tidemark serve");
    site().dashboard.leave(page);
  });

  it("proves a cell of a table, of a breakdown and of the range before", async () => {
    const page = await site().dashboard.open("/explore?metric=gross_arr&by=plan&preset=all&grain=month");
    const figures = [
      page.locator(".breakdown [data-number*='#/rows/']").first(),
      page.getByRole("region", { name: "Every figure, table" }).locator("[data-number]").first(),
    ];
    for (const figure of figures) {
      await figure.click();
      await page.getByRole("button", { name: "Prove it" }).click();
      await page.locator("[data-equal=true]").waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
    await page.goto(new URL("/revenue?preset=all&grain=month", site().dashboard.url).href);
    await settle(page);
    for (const column of ["new", "churn", "closing"]) {
      await page.locator(`.waterfall [data-number$='/${column}']`).last().click();
      await page.getByRole("button", { name: "Prove it" }).click();
      await page.locator("[data-equal=true]").waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
    await page.goto(new URL("/?kpi=exporters&preset=last_7_days", site().dashboard.url).href);
    await settle(page);
    const before = page.locator(".breakdown [data-number*='#/comparison/']").first();
    const shown = await before.getAttribute("data-value");
    await before.click();
    await page.getByRole("button", { name: "Prove it" }).click();
    await page.locator("[data-equal=true]").waitFor();
    expect(await page.locator("[data-recount]").getAttribute("data-recount")).toBe(shown);
    site().dashboard.leave(page);
  });

  it("proves a cohort's return, a step of a funnel, a stage of a lifecycle and a row of a histogram", async () => {
    const { dashboard, place } = site();
    const range = "grain=month&from=2026-03-01&to=2026-06-01";
    const link = (number: string) => `/?${new URLSearchParams({ number })}`;
    const looked = {
      "/retention?preset=all&grain=month": ["[data-number*='/rows/'][data-number$='/rates/1']"],
      "/features?preset=all&grain=month": [".funnel [data-number$='/rows/1/conversion']"],
      // A change is made of figures, each of which is proven.
      "/?preset=all&grain=month": [".moved-whole [data-number]", ".drawer-parts [data-number$='/turnover/dormant']"],
      [link(`/v1/lifecycle?${range}#/rows/1/dormant`)]: [],
      [link(`/v1/stickiness?${range}&by=platform#/rows/1/users`)]: [],
      [link(`/v1/arr?${range}&by=plan#/rows/0/switch_in`)]: [],
      [link(`/v1/retention?${range}&periods=3#/totals/rates/1`)]: [],
    };
    const page = await dashboard.open("/", { withToken: true });
    for (const [path, figures] of Object.entries(looked)) {
      await page.goto(new URL(path, dashboard.url).href);
      await settle(page);
      for (const figure of figures) await page.locator(figure).first().click();
      const drawer = page.getByRole("dialog", { name: "What is behind this number" });
      await drawer.getByRole("button", { name: "Prove it" }).click();
      await drawer.locator("[data-equal=true]").waitFor();
    }
    const { rows } = await lifecycle(place.ws, { grain: "month", from: "2026-03-01", to: "2026-06-01" });
    await page.goto(new URL(link(`/v1/lifecycle?${range}#/rows/1/dormant`), dashboard.url).href);
    await page.getByRole("button", { name: "Prove it" }).click();
    await page.locator("[data-equal=true]").waitFor();
    expect(await page.locator("[data-recount]").getAttribute("data-recount")).toBe(String(rows[1]?.["dormant"]));
    site().dashboard.leave(page);
  });

  it("opens from its link with the same number, and its command gives that number", async () => {
    const { dashboard, place } = site();
    const page = await dashboard.open("/features?preset=all&grain=month");
    const looked = ["[data-metric=exporters] .kpi-figure", ".funnel [data-number$='/rows/1/users']"];
    for (const selector of looked) {
      await page.locator(selector).click();
      const drawer = page.getByRole("dialog", { name: "What is behind this number" });
      const shown = await drawer.locator(".drawer-figure").innerText();
      const [command = "", curl = "", link = ""] = await drawer
        .locator(".drawer-actions [data-copy]")
        .evaluateAll((buttons) => buttons.map((button) => (button as HTMLElement).dataset["copy"] ?? ""));
      const number = new URL(link).searchParams.get("number") ?? "";
      const words = command.match(/'[^']*'|\S+/g)?.map((word) => word.replaceAll("'", "")) ?? [];
      const { stdout } = await run(process.execPath, [
        cli,
        ...words.slice(1),
        "--dir",
        place.ws.dir,
        "--format",
        "json",
      ]);
      expect(String(at(JSON.parse(stdout), number.split("#")[1] ?? ""))).toBe(shown.replaceAll(",", ""));
      expect(curl).toContain("curl -s 'http://127.0.0.1:");
      const opened = await dashboard.open(new URL(link).pathname + new URL(link).search, { isNew: true });
      expect(await opened.locator(".drawer-figure").innerText()).toBe(shown);
      site().dashboard.leave(opened);
      await page.keyboard.press("Escape");
      await drawer.waitFor({ state: "detached" });
    }
    site().dashboard.leave(page);
  });

  it("exports as CSV what the command line prints, and the drawing as SVG", async () => {
    const { dashboard, place } = site();
    const page = await dashboard.open("/explore?metric=exporters&by=country&top=3&preset=all&grain=month");
    await page.getByRole("button", { name: "Copy or export Every figure" }).click();
    const asked = await place.ask({ metrics: ["exporters"], by: ["country"], top: "3", grain: "month" });
    expect(await downloaded(page, "Export CSV")).toBe(csvText(answerSheet(asked)));
    await page.getByRole("button", { name: "Copy or export Exporters by country" }).first().click();
    const svg = await downloaded(page, "Export SVG");
    expect(svg).toMatch(/^<svg[^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    // Read in an empty page: a drawing's own styles are nothing that our page's policy would let it run.
    const reader = await page.context().newPage();
    const fault = (text: string) => new DOMParser().parseFromString(text, "image/svg+xml").querySelector("parsererror");
    expect(await reader.evaluate(fault, svg)).toBe(null);
    await reader.close();
    await page.goto(new URL("/retention?from=2026-01-01&to=2026-05-01&grain=month&periods=6", dashboard.url).href);
    await settle(page);
    await page.getByRole("button", { name: "Copy or export Retention" }).click();
    const csv = await downloaded(page, "Export CSV");
    const path = new URL(
      (await page.locator(".heat [data-number]").first().getAttribute("data-number")) ?? "",
      dashboard.url,
    );
    const retention = await (await fetch(path)).json();
    expect(csv).toBe(csvText(retentionSheet(retention as Parameters<typeof retentionSheet>[0])));
    site().dashboard.leave(page);
  });

  it("keeps what is explored as a file, and lists the files that are kept", async () => {
    const { dashboard, place } = site();
    const { mkdir, rm, writeFile } = await import("node:fs/promises");
    const page = await dashboard.open(
      "/explore?metric=exporters&by=country&top=3&preset=all&grain=month&where=platform%3Dweb",
    );
    const address = page.url();
    await page.getByRole("textbox", { name: "Title of the view" }).fill("Exporters: the web");
    const text = await downloaded(page, "Download exporters-the-web.yaml");
    await mkdir(`${place.ws.dir}/views`, { recursive: true });
    await writeFile(`${place.ws.dir}/views/web.yaml`, text);
    await writeFile(`${place.ws.dir}/views/broken.yaml`, "title: 3\n");
    const opened = await dashboard.open("/explore", { isNew: true });
    expect(await opened.locator(".kept-problem").innerText()).toMatch(/views\/broken\.yaml\s+cannot be read/);
    await opened.getByRole("link", { name: "Exporters: the web" }).click();
    const sorted = (url: string) => [...new URL(url).searchParams].map(String).toSorted();
    expect(sorted(opened.url())).toEqual(sorted(address));
    await rm(`${place.ws.dir}/views`, { recursive: true });
    site().dashboard.leave(opened);
    site().dashboard.leave(page);
  });
}
