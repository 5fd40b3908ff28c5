import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import { repositoryFiles, textOf } from "./repository.ts";

const files = repositoryFiles();
const code = files.filter((path) => /\.(?:ts|tsx|mjs|js|css)$/.test(path));
const texts = files.filter((path) => !/\.(?:png|ico|gz|zip|parquet|woff2)$/.test(path));

describe("the tree", () => {
  test("shows a newcomer at most eight files in the root", () => {
    const visible = files.filter((path) => !path.includes("/") && !path.startsWith("."));
    expect(visible.length, visible.join(" ")).toBeLessThanOrEqual(8);
    expect(visible).toEqual(expect.arrayContaining(["LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "package.json"]));
  });

  test("is at most three folders deep under src", () => {
    expect(files.filter((path) => path.startsWith("src/") && path.split("/").length > 5)).toEqual([]);
  });

  test("has no file over 300 lines, so that each can be read in one go", () => {
    const long = code.filter((path) => textOf(path).trimEnd().split("\n").length > 300);
    expect(long).toEqual([]);
  });

  test("names every file for what it means, in kebab-case, and has no utils, helpers or common", () => {
    const vague = files.filter((path) => /(?:^|\/)(?:utils?|helpers?|common|misc)(?:\/|\.\w+$)/.test(path));
    expect(vague).toEqual([]);
    const inSrc = files.filter((path) => path.startsWith("src/"));
    expect(inSrc.filter((path) => !/^[a-z0-9]+(?:[-.][a-z0-9]+)*$/.test(basename(path)))).toEqual([]);
  });

  test("has one barrel", () => {
    expect(files.filter((path) => /^src\/.*\/index\.tsx?$/.test(path))).toEqual([]);
  });

  test("has ten scripts at most", () => {
    const { scripts } = JSON.parse(textOf("package.json")) as { readonly scripts: Readonly<Record<string, string>> };
    expect(Object.keys(scripts).length).toBeLessThanOrEqual(10);
    expect(Object.keys(scripts)).toEqual(
      expect.arrayContaining(["dev", "demo", "check", "fix", "test", "build", "bench"]),
    );
  });
});

/** Faults by name, each with the text that gives it away; put together here so that this file does not contain it. */
const traces: Readonly<Record<string, RegExp>> = {
  "a path of somebody's machine": new RegExp(
    ["(?<![\\w.}])/(?:work", "root|home/\\w+|Users/\\w+|tmp/\\w+)/"].join("|"),
  ),
  "a package registry's host": new RegExp(["registry\\.npmjs", "registry\\.yarnpkg", "npm\\.pkg\\.github"].join("|")),
  "a lockfile entry that names where it was downloaded": /"resolved": "https?:/,
};

describe("no file holds", () => {
  for (const [name, trace] of Object.entries(traces)) {
    test(name, () => expect(texts.filter((path) => trace.test(textOf(path)))).toEqual([]));
  }
});
