import { expect, it } from "vitest";
import { makePlace } from "../workspace/place.ts";
import { seriousFaults } from "./axe.ts";
import { serveDashboard, settle } from "./dashboard.ts";
import type { GetSite } from "./site.ts";

const events = `who,what,when,where
ada,project_created,2026-04-01T09:00:00Z,web
ben,project_exported,2026-04-02T09:00:00Z,ios
cy,editor_opened,2026-04-30T09:00:00Z,web
dee,editor_opened,2026-05-02T09:00:00Z,web
`;

/** From a file on somebody's disk to their first figure, without a word typed. */
export function dropJourneys(site: GetSite): void {
  it("takes a file, shows what it would become, imports it, and shows the first figure", async () => {
    const { browser } = site();
    const fresh = await makePlace();
    const served = await serveDashboard(browser, fresh.ws);
    const page = await served.open("/", { withToken: true });
    const file = (name: string, text: string) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
    const chooser = page.getByLabel("Choose a file of events, subscriptions or aliases");
    await chooser.setInputFiles(file("mine.csv", events));
    const columns = page.getByRole("region", { name: "Columns of the file" });
    await columns.waitFor();
    expect(await columns.innerText()).toMatch(/who\s+user_id/);
    expect(await page.locator(".preview").innerText()).toContain("4 would be loaded");
    expect(await page.getByRole("region", { name: "First rows as they would be loaded" }).innerText()).toContain("ada");
    expect(await seriousFaults(page)).toEqual([]);
    expect((await (await fresh.ws.lake()).snapshot()).commits).toEqual([]);
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await page.locator("[data-metric=mau] data").waitFor();
    await settle(page);
    expect(await page.locator("[data-metric=mau] data").getAttribute("value")).toBe("3");

    // The next file comes in on the page of the data; a row without a user is refused and can be looked at there.
    await page.getByRole("link", { name: "Data" }).click();
    await chooser.setInputFiles(
      file(
        "more.csv",
        `${events}eve,editor_opened,2026-05-03T09:00:00Z,web\n,editor_opened,2026-05-03T10:00:00Z,web\n`,
      ),
    );
    const rejected = page.getByRole("list", { name: "Rows that would be rejected" });
    await rejected.waitFor();
    expect(await rejected.innerText()).toContain("Line 7");
    await page.getByRole("button", { name: "Import", exact: true }).click();
    // One row of six is more than one in a hundred: nothing is published, and the page says why.
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").innerText()).toMatch(/Request [\w-]{8,}/);
    await page.close();
    await served.close();
    await fresh.clear();
  });
}
