/** Drives a browser, from the nested package. */
export { type Browser, type BrowserContext, type Page, chromium } from "playwright-core";
