import { expect, test } from "vitest";
import { catalogue, describeMetric } from "../../src/metrics/catalogue.ts";
import { heldBy, heldByAll } from "../../src/metrics/held-by.ts";
import { repositoryFiles, textOf } from "./repository.ts";

/** Titles of the tests of a file, as they are written there. */
function titlesIn(path: string): readonly string[] {
  return [...textOf(path).matchAll(/\b(?:test|it)(?:\.\w+\([^;]*?\))?\(\s*["`]([^\n]*?)["`],/g)].map(
    (match) => match[1] ?? "",
  );
}

test.each(Object.entries(heldBy))("%s names a test that there is", (_name, named) => {
  const [path = "", words = ""] = named.split(": ");
  expect(repositoryFiles()).toContain(path);
  expect(titlesIn(path).filter((title) => title.includes(words))).toHaveLength(1);
});

test.each(catalogue)("$name names the tests that hold it, one of them its own", (metric) => {
  const known: readonly string[] = Object.values(heldBy);
  expect(describeMetric(metric).tests).toEqual([...(metric.tests ?? []), ...heldByAll]);
  expect(known).toEqual(expect.arrayContaining([...(metric.tests ?? [])]));
  expect(metric.tests?.length).toBeGreaterThan(0);
});
