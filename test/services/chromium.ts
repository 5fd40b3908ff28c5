import { type Browser, chromium } from "../engines/playwright.ts";
import { executable } from "./executable.ts";

/** Path of the system's Chromium, or null: a test that needs it skips by name where it is missing. */
export const chromiumPath = executable("chromium");

/**
 * A fresh headless Chromium with a profile of its own, which `close()` removes; null where none is installed. It makes
 * no request that the page under test does not make.
 */
export async function startChromium(): Promise<Browser | null> {
  if (chromiumPath === null) return null;
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
