import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { tidemark } from "../cli/tidemark.ts";
import type { Browser, Page } from "../engines/playwright.ts";
import { chromiumPath, startChromium } from "../services/chromium.ts";
import { askAgain, at } from "../web/ask-again.ts";
import { seriousFaults } from "../web/axe.ts";
import { settle } from "../web/dashboard.ts";
import { makeSimulatedPlace, type Place } from "../workspace/place.ts";
import { hostFiles, type StaticHost } from "./static-host.ts";

// One export under all of these tests: it asks hundreds of questions.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

const stale = "0000000000000000.json";
const company = { users: 60, from: "2026-03-01", to: "2026-05-11", seed: 7 };

let place: Place;
let out: string;

const exportSite = (...flags: readonly string[]) =>
  tidemark([
    "export",
    "site",
    "--dir",
    place.ws.dir,
    "--out",
    out,
    "--filters",
    "1",
    "--preset",
    "last_28_days",
    "--format",
    "json",
    ...flags,
  ]);
const manifest = () => JSON.parse(readFileSync(join(out, "manifest.json"), "utf8"));

beforeAll(async () => {
  place = await makeSimulatedPlace(company);
  // A folder within a host's root, as a project's page on a shared host is one.
  out = join(place.folder, "host", "reports", "product");
  // An older site lies there, of which one answer is asked no more, and something of the user's own.
  await mkdir(join(out, "answers"), { recursive: true });
  const old = { name: `answers/${stale}`, rows: 0, bytes: 2, sha256: "0".repeat(64) };
  await writeFile(join(out, old.name), "{}");
  await writeFile(join(out, "notes.txt"), "mine");
  await writeFile(join(out, "manifest.json"), JSON.stringify({ format: "tidemark-export", version: 1, files: [old] }));
  const ended = await exportSite("--force");
  expect(ended.code, ended.err).toBe(0);
  const { questions, files, bytes } = JSON.parse(ended.out);
  expect(questions).toBeGreaterThan(100);
  expect(files).toBe(manifest().files.length);
  expect(bytes).toBeLessThan(20_000_000);
});

afterAll(() => place?.clear());

describe("an exported site", () => {
  test("lists every file with its rows and hash, and holds no row about a single user", () => {
    const listed = new Map(manifest().files.map((file: { readonly name: string }) => [file.name, file]));
    const there = readdirSync(out, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(out.length + 1));
    expect(new Set(there)).toEqual(new Set([...listed.keys(), "manifest.json", "notes.txt"]));
    for (const [name, file] of listed) {
      const bytes = readFileSync(join(out, String(name)));
      expect(file).toMatchObject({ bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") });
      if (!String(name).startsWith("answers/")) continue;
      const { question, answer } = JSON.parse(bytes.toString());
      expect(file).toMatchObject({ question, rows: answer.rows?.length ?? 0 });
      // The simulator calls its users u1, u2, …
      expect(/"u\d+"/.test(bytes.toString()), question).toBe(false);
    }
  });

  test("replaces nothing unasked; asked to, it leaves no answer of the one before and whatever else is there", async () => {
    const refused = await exportSite();
    expect(refused).toMatchObject({ code: 6, out: "" });
    expect(refused.err).toContain("--force");
    expect(await readdir(join(out, "answers"))).not.toContain(stale);
    expect(readFileSync(join(out, "notes.txt"), "utf8")).toBe("mine");
  });

  test("of a workspace without data is none, and nothing is left behind", async () => {
    const empty = join(place.folder, "empty");
    await mkdir(empty);
    await tidemark(["init", "--dir", join(empty, "ws")]);
    const refused = await tidemark(["export", "site", "--dir", join(empty, "ws"), "--out", join(empty, "site")]);
    expect(refused.code).toBe(3);
    expect(await readdir(empty)).toEqual(["ws"]);
  });
});

const pages = ["", "engagement", "features", "retention", "revenue", "explore", "data", "definitions"];

describe.skipIf(chromiumPath === null)("an exported site, from a plain file server in a real Chromium,", () => {
  let browser: Browser;
  let host: StaticHost;
  const complaints: string[] = [];

  beforeAll(async () => {
    const started = await startChromium();
    if (started === null) throw new Error("Chromium is installed but did not start.");
    browser = started;
    host = await hostFiles(join(place.folder, "host"));
  });

  afterAll(async () => {
    await browser?.close();
    await host?.close();
  });

  async function open(path: string): Promise<Page> {
    const page = await newPage(complaints);
    await page.goto(`${host.url}reports/product/${path}`);
    await settle(page);
    return page;
  }

  async function newPage(heard: string[]): Promise<Page> {
    const page = await browser.newPage({
      locale: "en-GB",
      reducedMotion: "reduce",
      viewport: { width: 1_440, height: 900 },
    });
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") heard.push(message.text());
    });
    page.on("pageerror", (error) => heard.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith(`${host.url}reports/product/`)) heard.push(`a request to ${request.url()}`);
    });
    return page;
  }

  const answers = new Map<string, Promise<unknown>>();
  function askOnce(path: string): Promise<unknown> {
    const answer = answers.get(path) ?? askAgain(place.ws, path);
    answers.set(path, answer);
    return answer;
  }

  /** The answer of `tidemark query` to the question of a number's address. */
  async function askCommandLine(number: string): Promise<unknown> {
    const { searchParams } = new URL(number, host.url);
    const flags = [...searchParams].flatMap(([name, value]) => (name === "metric" ? [value] : [`--${name}`, value]));
    const ended = await tidemark(["query", ...flags, "--dir", place.ws.dir, "--format", "json"]);
    expect(ended.code, ended.err).toBe(0);
    return JSON.parse(ended.out);
  }

  test.each(pages)(
    "page '%s' stands whole, can be used by everyone in both themes, and says what Tidemark says",
    async (name) => {
      const page = await open(name === "" ? "" : `${name}.html`);
      expect(await page.locator(".notice-error").count()).toBe(0);
      expect(await seriousFaults(page), "light").toEqual([]);
      await page.emulateMedia({ colorScheme: "dark" });
      expect(await seriousFaults(page, ["color-contrast"]), "dark").toEqual([]);
      const shown = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>("main [data-number]")].map((element) => ({
          number: element.dataset["number"] ?? "",
          value: element.dataset["value"] ?? element.getAttribute("value") ?? "",
        })),
      );
      if (!["data", "definitions"].includes(name)) expect(shown.length).toBeGreaterThan(3);
      const told = shown.filter(({ value }) => value !== "");
      for (const { number, value } of told) {
        const [path = "", pointer = ""] = number.split("#");
        expect(at(await askOnce(path), pointer), number).toBe(Number(value));
      }
      // And of one question, the command line itself.
      const [one] = told.filter(({ number }) => number.startsWith("/v1/query?"));
      if (one !== undefined)
        expect(at(await askCommandLine(one.number), one.number.split("#")[1] ?? "")).toBe(Number(one.value));
      await page.close();
    },
  );

  test("is walked through as the dashboard is: another page, another range, and back", async () => {
    const page = await open("");
    await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Engagement" }).click();
    await page.getByRole("heading", { name: "Engagement", level: 1 }).waitFor({ state: "attached" });
    await page.getByRole("button", { name: /^Date range/ }).click();
    await page.getByRole("button", { name: "Last 28 days" }).click();
    await settle(page);
    expect(page.url()).toBe(`${host.url}reports/product/engagement.html?preset=last_28_days`);
    await page.reload();
    await settle(page);
    expect(await page.locator(".notice-error").count()).toBe(0);
    await page.goBack();
    await page.goBack();
    expect(page.url()).toBe(`${host.url}reports/product/`);
    await page.close();
  });

  test("proves the front page's totals and shows their SQL, with no row behind them", async () => {
    const page = await open("?kpi=exporters");
    await page.getByRole("button", { name: "What is behind Exporters" }).click();
    await page.getByRole("button", { name: "Prove it" }).click();
    await page.locator("[data-equal=true]").waitFor();
    const drawer = page.getByRole("dialog");
    expect(await drawer.innerText()).toContain("no part of this copy");
    expect(await drawer.innerText()).toContain("select");
    await page.close();
  });

  test("offers nothing that needs a server", async () => {
    const page = await open("data.html");
    expect(await page.getByRole("button", { name: "Check everything" }).count()).toBe(0);
    expect(await page.locator("input[type=file]").count()).toBe(0);
    expect(await page.getByRole("heading", { name: "Quarantine" }).count()).toBe(0);
    await page.close();
  });

  test("says of what it was not given how to ask it", async () => {
    const heard: string[] = [];
    const page = await newPage(heard);
    await page.goto(`${host.url}reports/product/?from=2026-04-03&to=2026-04-19`);
    const notice = page.locator(".notice-error").first();
    expect(await notice.innerText()).toContain("This question was not exported");
    const command = /tidemark query [^\n]+/.exec(await notice.innerText())?.[0] ?? "";
    const [, ...args] = command.split(" ");
    expect((await tidemark([...args, "--dir", place.ws.dir])).code, command).toBe(0);
    await page.close();
  });

  test("asked nobody else, broke no policy and said nothing on the console, all through these tests", () => {
    expect(complaints).toEqual([]);
  });
});
