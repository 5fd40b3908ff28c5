import { expect, it } from "vitest";
import { workspaceBackend } from "../../src/serve/backend.ts";
import { makePlace, type Place } from "../workspace/place.ts";
import { seriousFaults } from "./axe.ts";
import { type Dashboard, serveDashboard, settle } from "./dashboard.ts";
import type { GetSite } from "./site.ts";

/** A subscription that ends on the day `to`, and one that does not. */
function subscriptions(to: string): string {
  return `subscription_id,user_id,valid_from,valid_to,plan,billing_interval,unit_price_minor,currency
a,u01,2026-01-05,${to},pro,month,1000,USD
b,u02,2026-01-05,,pro,month,1000,USD
`;
}

/** What a later load moved is named wherever the figure stands: in the table, over the chart, in the waterfall, behind the number. */
async function namesRestated(served: Dashboard, place: Place): Promise<void> {
  const explored = await served.open("/explore?metric=events&preset=all&grain=day");
  const figures = explored.getByRole("region", { name: "Every figure, table" });
  const marked = await figures.locator("tbody tr", { hasText: "restated" }).allInnerTexts();
  expect(marked.map((row) => row.replaceAll(/\s+/g, " "))).toEqual([expect.stringMatching(/1 May 2026 .*restated 2$/)]);
  const chart = explored.getByRole("slider");
  await chart.focus();
  await explored.keyboard.press("Home");
  expect(await chart.getAttribute("aria-valuetext")).toContain("Events 2, restated");
  expect(await explored.locator(".reading").innerText()).toContain("restated");
  await explored.keyboard.press("ArrowRight");
  expect(await explored.locator(".reading").innerText()).not.toContain("restated");
  served.leave(explored);

  // Told later: what was paid for until 20 February was until 20 March.
  await place.subscriptions(subscriptions("2026-03-20"), "2026-05-04");
  await place.load();
  const money = await served.open("/revenue?from=2026-01-01&to=2026-05-01&grain=month", { isNew: true });
  const months = await money.locator(".waterfall thead th").allInnerTexts();
  expect(months.filter((month) => month.includes("restated")).map((month) => month.slice(0, 3))).toEqual([
    "Feb",
    "Mar",
  ]);
  expect(await seriousFaults(money)).toEqual([]);
  await money.locator(".waterfall [data-number$='/closing']").nth(1).click();
  const drawer = money.getByRole("dialog", { name: "What is behind this number" });
  await drawer.getByText("restated since it was first complete").waitFor();
  await money.close();
}

const hostile = "<img src=x onerror=alert(1)>";

/** What the page says when there is nothing, when something fails, when it cannot be refreshed, and when new data arrive. */
export function stateJourneys(site: GetSite): void {
  it("says what to run while nothing is loaded, and fills by itself once something is", async () => {
    const { browser } = site();
    const fresh = await makePlace();
    const served = await serveDashboard(browser, fresh.ws);
    const page = await served.open("/features?preset=all");
    const events = "[data-metric=events] data";
    expect(await page.locator("main").innerText()).toContain("tidemark simulate");
    expect(await seriousFaults(page)).toEqual([]);
    await fresh.events(
      `user_id,event_name,occurred_at,platform\n${["01", "02"].map((day) => `u${day},${hostile},2026-05-${day}T10:00:00Z,"${hostile}"`).join("\n")}\n`,
    );
    await fresh.load();
    await page.evaluate(() => window.dispatchEvent(new Event("visibilitychange")));
    await page.locator(events).waitFor();
    expect(await page.locator(events).getAttribute("value")).toBe("2");

    // Names from a source are shown as text, whatever they contain.
    for (const path of ["/?preset=all", "/features?preset=all", "/explore?by=event_name&preset=all"]) {
      const shown = await served.open(`${path}&where=${encodeURIComponent(`platform=${hostile}`)}`);
      expect(await shown.locator("main").innerText()).toContain(hostile);
      expect(await shown.locator("main img").count()).toBe(0);
      served.leave(shown);
    }
    const money = await served.open("/revenue");
    expect(await money.locator("main").innerText()).toContain("tidemark import subscriptions");

    // A new load shows by itself and says so; what came late is told where the data are looked at.
    await fresh.events("user_id,event_name,occurred_at\nu3,opened,2026-05-01T12:00:00Z\n");
    await fresh.subscriptions(subscriptions("2026-02-20"), "2026-05-03");
    await fresh.load();
    await page.evaluate(() => window.dispatchEvent(new Event("visibilitychange")));
    await page.getByText(/New data have arrived/).waitFor();
    await page.waitForFunction((at) => document.querySelector(at)?.getAttribute("value") === "3", events);
    await page.getByRole("link", { name: "Data", exact: true }).click();
    const late = page
      .getByRole("region", { name: "Restatements, table" })
      .getByRole("row", { name: /1 May 2026 Events/ });
    expect(await late.innerText()).toMatch(/1\s+2\s+\+1\s+1 late/);
    await page.getByText("Source's user type differs").waitFor();
    expect(await page.locator("main").innerText()).toMatch(/Source's user type differs\s+none stated/);
    await page.close();
    await namesRestated(served, fresh);
    // The browser itself notes that the status was refused while nothing was loaded.
    expect(served.complaints.filter((one) => !one.includes("409"))).toEqual([]);
    await money.close();
    await served.close();
    await fresh.clear();
  });

  it("says that no events are loaded where there are subscriptions alone, and shows what those say", async () => {
    const { browser } = site();
    const sold = await makePlace();
    await sold.subscriptions(subscriptions("2026-02-20"), "2026-05-03");
    await sold.load();
    const served = await serveDashboard(browser, sold.ws);
    for (const path of ["/", "/engagement", "/features", "/retention", "/explore"]) {
      const page = await served.open(path);
      await page.getByRole("heading", { name: "No events are loaded" }).waitFor();
      expect(await page.locator("main .skeleton, main [aria-busy=true]").count()).toBe(0);
      served.leave(page);
    }
    const page = await served.open("/");
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole("link", { name: "Revenue" }).last().click();
    await page.getByRole("heading", { name: "Revenue", exact: true }).waitFor();
    await settle(page);
    expect(await page.locator(".waterfall").count()).toBe(1);
    expect(served.complaints).toEqual([]);
    await page.close();
    await served.close();
    await sold.clear();
  });

  it("shows a problem with its way out and its request id, and recovers when asked again", async () => {
    const { browser, place } = site();
    const real = workspaceBackend(place.ws);
    const broken = new Set(["ask", "status"]);
    const fail = () => Promise.reject(new Error("a secret of this machine"));
    broken.delete("status");
    const served = await serveDashboard(browser, {
      ...real,
      ask: (question) => (broken.has("ask") ? fail() : real.ask(question)),
      status: () => (broken.has("status") ? fail() : real.status()),
    });
    const page = await served.open("/?kpi=creators");
    const card = page.locator(".card-large");
    const text = await card.innerText();
    expect(text).toContain("Something broke on our side");
    expect(text).toMatch(/Request [\w-]{8,}/);
    expect(text).not.toContain("secret");
    broken.clear();
    await card.getByRole("button", { name: "Try again" }).click();
    await card.getByRole("slider").waitFor();
    const value = await page.locator("[data-metric=creators] data").getAttribute("value");

    // A page that cannot be refreshed keeps what it knew and says so.
    broken.add("status");
    await page.evaluate(() => window.dispatchEvent(new Event("visibilitychange")));
    const stale = page.locator(".stale");
    await stale.waitFor();
    expect(await page.locator("[data-metric=creators] data").getAttribute("value")).toBe(value);
    broken.clear();
    await stale.getByRole("button", { name: "Try again" }).click();
    await stale.waitFor({ state: "detached" });
    await page.close();
    await served.close();
  });

  it("says which filter a figure cannot follow, and what is wrong with a question that cannot be asked", async () => {
    const { dashboard } = site();
    const page = await dashboard.open("/?kpi=gross_arr&where=user_type%3Dnew");
    expect(await page.locator("main").innerText()).toContain("Subscriptions have no user type");
    await page.goto(new URL("/explore?metric=mau&from=2025-01-01&to=2024-01-01", dashboard.url).href);
    await settle(page);
    expect(await page.locator("main").innerText()).toContain("MAU");
    dashboard.leave(page);
  });

  it("checks everything when asked, and says how many figures it compared", async () => {
    const { dashboard } = site();
    const page = await dashboard.open("/data", { withToken: true });
    await page.getByRole("button", { name: "Check everything" }).click();
    await page.getByRole("list", { name: "Checks" }).waitFor();
    expect(await page.locator(".check-failed").count()).toBe(0);
    expect(await page.locator(".checks").innerText()).toContain("answer key");
    expect(await page.locator("main").innerText()).toMatch(/Source's user type differs\s+0 of [\d,]+ \(0\.0%\)/);
    expect(await page.getByRole("region", { name: "Loads, table" }).innerText()).toContain("simulate");
    dashboard.leave(page);
  });
}
