import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Backend, workspaceBackend } from "../../src/serve/backend.ts";
import { serveBackend } from "../../src/serve/serve.ts";
import type { Workspace } from "../../src/workspace/open.ts";
import type { Browser, BrowserContext, Page } from "../engines/playwright.ts";

const webDir = fileURLToPath(new URL("../../dist/web", import.meta.url));

/** A served dashboard and what its pages complained about. */
export interface Dashboard {
  readonly url: string;
  /**
   * Open a path of it and wait until every figure stands: in a tab that somebody has left, as a press on a link does, else in
   * a new one; tabs share what the browser has fetched.
   */
  open(path: string, look?: Look): Promise<Page>;
  /** Leave a tab to whoever opens the next path: to start a page anew costs more than most of what is looked at. */
  leave(page: Page): void;
  /** Console errors, uncaught errors, policy violations and requests to other hosts, of all pages so far. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** What kind of window looks at it. */
export interface Look {
  readonly theme?: "light" | "dark";
  readonly width?: number;
  /** Whether it is opened as `serve` prints it: with the token that rows about single users need. */
  readonly withToken?: boolean;
  /** Whether it must be a new tab, in which nothing was touched yet. */
  readonly isNew?: boolean;
}

/** Serve the workspace's dashboard, or that of a backend in its place, to `browser`. */
export async function serveDashboard(browser: Browser, source: Workspace | Backend): Promise<Dashboard> {
  if (!existsSync(webDir)) throw new Error(`${webDir} is missing: run "npm run build" first.`);
  const backend = "ask" in source ? source : workspaceBackend(source);
  const served = await serveBackend(backend, { version: "0", port: 0, webDir, onUnexpected: () => undefined });
  const complaints: string[] = [];
  const withTokens = new WeakSet<Page>();
  const left: Page[] = [];

  async function newTab(path: string, withToken: boolean): Promise<Page> {
    const page = await (await contextOf(browser)).newPage();
    await page.emulateMedia({ reducedMotion: "reduce" });
    listen(page, served.url, complaints);
    const address = new URL(path, served.url).href;
    await page.goto(withToken ? address + new URL(served.sessionUrl).hash : address);
    if (withToken) withTokens.add(page);
    return page;
  }

  /** A tab that was left, shown `path` without a page being loaded; undefined where there is none. */
  async function leftTab(path: string, withToken: boolean): Promise<Page | undefined> {
    const place = left.findIndex((page) => withTokens.has(page) === withToken);
    const [page] = place < 0 ? [] : left.splice(place, 1);
    await page?.mouse.move(0, 0);
    await page?.evaluate((address) => {
      window.history.pushState(null, "", address);
      window.dispatchEvent(new PopStateEvent("popstate"));
      window.scrollTo(0, 0);
    }, path);
    return page;
  }

  return {
    url: served.url,
    complaints,
    async open(path, { theme = "light", width = 1_440, withToken = false, isNew = false } = {}) {
      const page = (isNew ? undefined : await leftTab(path, withToken)) ?? (await newTab(path, withToken));
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await settle(page);
      return page;
    },
    leave: (page) => void left.push(page),
    async close() {
      for (const page of left) await page.close();
      await served.close();
    },
  };
}

/** The one context of `browser`: a new one for each tab would fetch and compile the page's code each time. */
async function contextOf(browser: Browser): Promise<BrowserContext> {
  return (
    browser.contexts()[0] ??
    browser.newContext({
      locale: "en-GB",
      viewport: { width: 1_440, height: 900 },
      permissions: ["clipboard-read", "clipboard-write"],
    })
  );
}

/** Wait until nothing of `page` is loading any more. */
export async function settle(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelector("main :is(.page, .notice)") !== null &&
      document.querySelector("main [aria-busy=true], main .skeleton") === null,
  );
}

/** The search part of the address that `page` shows, decoded. */
export function searchOf(page: Page): string {
  return decodeURIComponent(new URL(page.url()).search);
}

function listen(page: Page, url: string, complaints: string[]): void {
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    const isOurs = request.url().startsWith(url) || request.url().startsWith("blob:");
    if (!isOurs) complaints.push(`a request to ${request.url()}`);
  });
}
