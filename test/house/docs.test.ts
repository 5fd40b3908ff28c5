import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";
import { repositoryFiles, root, textOf } from "./repository.ts";

const pages = repositoryFiles().filter((path) => path.endsWith(".md") && !path.includes("/fixtures/"));

/** Targets of a page's links, without those that lead off the repository. */
function localLinks(page: string): readonly string[] {
  const text = textOf(page).replace(/^```[\s\S]*?^```/gm, "");
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? "");
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

/** Anchors of a page's headings, as GitHub makes them. */
function anchors(page: string): readonly string[] {
  const headings = [...textOf(page).matchAll(/^#+ (.+)$/gm)].map((match) => match[1] ?? "");
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replace(/\s/g, "-"),
  );
}

describe("the docs", () => {
  for (const page of pages) {
    test(`${page} links only to what is there`, () => {
      for (const link of localLinks(page)) {
        const [path = "", anchor] = link.split("#");
        const target = path === "" ? page : normalize(join(dirname(page), path));
        expect(existsSync(join(root, target)), link).toBe(true);
        if (anchor !== undefined && target.endsWith(".md")) expect(anchors(target), link).toContain(anchor);
      }
    });
  }

  test("tell every script of package.json to a newcomer", () => {
    const { scripts } = JSON.parse(textOf("package.json")) as { readonly scripts: Readonly<Record<string, string>> };
    const told = textOf("CONTRIBUTING.md");
    for (const name of Object.keys(scripts)) {
      expect(told, name).toContain(name === "test" ? "npm test" : `npm run ${name}`);
    }
  });

  test("number their decisions without a gap or a double", () => {
    const decisions = pages.filter((path) => path.startsWith("docs/decisions/"));
    const numbers = decisions.map((path) => Number(/\/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1]));
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });
});
