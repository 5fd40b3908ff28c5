import { createServer } from "node:http";
import { expect, test } from "vitest";
import { chromiumPath, startChromium } from "./chromium.ts";
import { freePort } from "./free-port.ts";

test.skipIf(chromiumPath === null)("a real Chromium opens a page of ours and asks for nothing else", async () => {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    response.end("<!doctype html><link rel=icon href=data:,><title>Tide</title>");
  });
  const port = await freePort();
  server.listen(port, "127.0.0.1");
  const browser = await startChromium();
  try {
    const page = await browser?.newPage();
    await page?.goto(`http://127.0.0.1:${port}/`);
    expect(await page?.title()).toBe("Tide");
    expect(asked).toEqual(["/"]);
  } finally {
    await browser?.close();
    server.close();
  }
});
