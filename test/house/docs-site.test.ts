import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildDocsSite, pagePaths } from "../../scripts/docs-site.mjs";
import { repositoryFiles, textOf } from "./repository.ts";

// The commands and programs of these pages are typed by test/docs; here it is the site that is looked at.
describe("the docs as a site", () => {
  const out = mkdtempSync(join(tmpdir(), "tidemark-docs-"));
  let pages: readonly string[] = [];
  const read = (path: string) => readFileSync(join(out, path), "utf8");

  beforeAll(async () => {
    pages = await buildDocsSite(out);
  });
  afterAll(() => rmSync(out, { recursive: true }));

  test("has a page for each page of docs, and names each in its navigation", () => {
    const wanted = repositoryFiles().filter((path) => /^(README|CHANGELOG|CONTRIBUTING|docs\/.+)\.?(md)$/.test(path));
    expect(pagePaths().toSorted()).toEqual(wanted.toSorted());
    const navigation = /<nav[\s\S]*<\/nav>/.exec(read("index.html"))?.[0] ?? "";
    expect([...navigation.matchAll(/<a href/g)]).toHaveLength(wanted.length);
  });

  test("links only to what is there, pictures, anchors and source files among it", () => {
    let links = 0;
    for (const page of pages) {
      const html = read(page);
      for (const [, raw = ""] of html.matchAll(/(?:href|src)="([^"]+)"/g)) {
        if (/^[a-z]+:/.test(raw)) continue;
        links += 1;
        const [path = "", anchor] = raw.split("#");
        const target = path === "" ? page : normalize(join(dirname(page), path));
        expect(existsSync(join(out, target)), `${page} links to ${raw}`).toBe(true);
        if (anchor !== undefined) expect(read(target), `${page} links to ${raw}`).toContain(`id="${anchor}"`);
      }
    }
    expect(links).toBeGreaterThan(1_000);
  });

  test("shows what is written and runs nothing", () => {
    const tutorial = read("docs/tutorial.html");
    expect(tutorial).toContain("<title>From data to a decision, by hand · Tidemark</title>");
    const [, block = ""] = /^```sql\n([\s\S]*?)^```$/m.exec(textOf("docs/tutorial.md")) ?? [];
    const shown = tutorial
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&quot;", '"')
      .replaceAll("&amp;", "&");
    expect(block.length).toBeGreaterThan(20);
    expect(shown).toContain(block.trimEnd());
    for (const page of pages)
      expect(
        /<script|<style| style=| on\w+="/i.test(
          read(page).replaceAll(/<pre[\s\S]*?<\/pre>|<code>[\s\S]*?<\/code>/g, ""),
        ),
        page,
      ).toBe(false);
  });
});
