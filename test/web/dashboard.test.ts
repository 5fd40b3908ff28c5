import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Browser } from "../engines/playwright.ts";
import { chromiumPath, startChromium } from "../services/chromium.ts";
import { makeSimulatedPlace, type Place } from "../workspace/place.ts";
import { controlJourneys } from "./control-journeys.ts";
import { type Dashboard, serveDashboard } from "./dashboard.ts";
import { dropJourneys } from "./drop-journeys.ts";
import { evidenceJourneys } from "./evidence-journeys.ts";
import { figureJourneys } from "./figure-journeys.ts";
import { stateJourneys } from "./state-journeys.ts";

const company = { users: 150, from: "2026-01-01", to: "2026-06-11", seed: 7 };

// One company, one server, one browser for all journeys: they look, and change nothing.
describe.skipIf(chromiumPath === null)("the dashboard in a real Chromium", () => {
  let browser: Browser;
  let place: Place;
  let dashboard: Dashboard;
  const site = () => ({ browser, place, dashboard });

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

  describe("figures", () => {
    figureJourneys(site);
  });
  describe("controls", () => {
    controlJourneys(site);
  });
  describe("evidence", () => {
    evidenceJourneys(site);
  });
  describe("files", () => {
    dropJourneys(site);
  });
  describe("states", () => {
    stateJourneys(site);
  });

  it("asks nobody else for anything and breaks no policy of its own, here and all through these journeys", async () => {
    const page = await dashboard.open("/?preset=all");
    await page.getByRole("button", { name: /^Date range/ }).click();
    await page.getByRole("grid").waitFor();
    expect(dashboard.complaints).toEqual([]);
  });
});
