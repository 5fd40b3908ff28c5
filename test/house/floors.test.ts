import { describe, expect, test } from "vitest";
import { type Findings, lint } from "./lint.ts";
import { floors } from "./repository.ts";

const all = floors();
const pure = all.filter((floor) => floor.kind === "pure").map((floor) => floor.name);

function rulesAt(findings: Findings, path: string): readonly string[] {
  return (findings.get(path) ?? []).map((finding) => finding.rule);
}

describe("the floors", () => {
  const tree: Record<string, string> = {};
  for (const { name } of all) {
    tree[`src/${name}/floor.ts`] = `/** The floor. */\nexport const floor = "${name}";\n`;
    tree[`src/${name}/inner/deep.ts`] = `/** A room. */\nexport const room = "${name}";\n`;
    for (const other of all.filter((floor) => floor.name !== name)) {
      tree[`src/${name}/value-${other.name}.ts`] = `export { floor } from "../${other.name}/floor.ts";\n`;
      tree[`src/${name}/inner/type-${other.name}.ts`] =
        `import type { floor } from "../../${other.name}/floor.ts";\n/** It. */\nexport type It = typeof floor;\n`;
      tree[`src/${name}/late-${other.name}.ts`] =
        `/** It. */\nexport const it = (): Promise<unknown> => import("../${other.name}/floor.ts");\n`;
    }
  }
  const findings = lint(tree);

  test("are thirteen, and the first five are pure", () => {
    expect(all).toHaveLength(13);
    expect(pure).toEqual(["schema", "simulate", "sql", "rollup", "metrics"]);
  });

  for (const { name, mayImport } of all) {
    test(`${name} may import ${mayImport.join(", ") || "nothing"} and no other floor, by value, by type or late`, () => {
      for (const other of all.filter((floor) => floor.name !== name)) {
        const expected = mayImport.includes(other.name) ? [] : ["eslint(no-restricted-imports)"];
        expect(rulesAt(findings, `src/${name}/value-${other.name}.ts`), other.name).toEqual(expected);
        expect(rulesAt(findings, `src/${name}/inner/type-${other.name}.ts`), other.name).toEqual(expected);
        expect(rulesAt(findings, `src/${name}/late-${other.name}.ts`), other.name).toEqual(expected);
      }
    });
  }

  test("import one another by file, never through the library's front door", () => {
    const doors = Object.fromEntries(
      all.map(({ name }) => [`src/${name}/door.ts`, 'export { floor } from "../index.ts";\n']),
    );
    const found = lint({ ...doors, "src/index.ts": 'export { floor } from "./workspace/floor.ts";\n' });
    expect([...found.keys()].toSorted()).toEqual(Object.keys(doors).toSorted());
  });

  test("show outsiders the workspace, its errors and the types of its answers, and nothing else", () => {
    const door = {
      "src/index.ts":
        'export { floor } from "./workspace/floor.ts";\nexport { room } from "./schema/inner/deep.ts";\n' +
        'export type { It } from "./metrics/inner/it.ts";\n',
    };
    expect([...lint(door)]).toEqual([]);
    for (const line of [
      'export { floor } from "./lake/floor.ts";\n',
      'export { floor } from "./metrics/floor.ts";\n',
    ]) {
      expect(rulesAt(lint({ "src/index.ts": line }), "src/index.ts")).toEqual(["eslint(no-restricted-imports)"]);
    }
  });

  test("let the dashboard take types from the HTTP contract, and not values", () => {
    const found = lint({
      "src/serve/contract.ts": "/** An answer. */\nexport interface Answer {\n  readonly rows: number;\n}\n",
      "src/serve/server.ts": "/** A server. */\nexport interface Server {\n  readonly port: number;\n}\n",
      "src/web/types.ts": 'export type { Answer } from "../serve/contract.ts";\n',
      "src/web/value.ts": 'export { Answer } from "../serve/contract.ts";\n',
      "src/web/server.ts": 'export type { Server } from "../serve/server.ts";\n',
      "src/web/node.ts": 'export { readFile } from "node:fs/promises";\n',
    });
    expect(rulesAt(found, "src/web/types.ts")).toEqual([]);
    for (const path of ["src/web/value.ts", "src/web/server.ts", "src/web/node.ts"]) {
      expect(rulesAt(found, path), path).toContain("eslint(no-restricted-imports)");
    }
  });
});

/** Faults by name: one line of a file on a pure floor, and the rule that must catch it. */
const impure: Readonly<Record<string, readonly [line: string, rule: string]>> = {
  "a Node built-in": ['export { readFileSync } from "node:fs";', "eslint(no-restricted-imports)"],
  "a Node built-in without its prefix": ['export { readFileSync } from "fs";', "eslint(no-restricted-imports)"],
  "a package": ['export { parse } from "yaml";', "eslint(no-restricted-imports)"],
  "Math.pow": ["export const fault = Math.pow(1.1, 2.5);", "eslint(no-restricted-properties)"],
  "Math.pow taken apart": ["export const { pow } = Math;", "eslint(no-restricted-properties)"],
  "a power operator": ["export const fault = 1.1 ** 2.5;", "house(no-power-operator)"],
  chance: ["export const fault = Math.random();", "eslint(no-restricted-properties)"],
  "the clock": ["export const fault = Date.now();", "eslint(no-restricted-globals)"],
  "a date made from the clock": ["export const fault = new Date();", "eslint(no-restricted-globals)"],
  "the clock by its long name": ["export const fault = globalThis.Date.now();", "eslint(no-restricted-globals)"],
  "a stopwatch": ["export const fault = performance.now();", "eslint(no-restricted-globals)"],
  "a locale's format": ['export const fault = new Intl.NumberFormat("de");', "eslint(no-restricted-globals)"],
  "a locale's number": ["export const fault = (1000).toLocaleString();", "eslint(no-restricted-properties)"],
  "a locale's order": ['export const fault = "a".localeCompare("b");', "eslint(no-restricted-properties)"],
  "the environment": ['export const fault = process.env["HOME"];', "eslint(no-restricted-globals)"],
};

describe("on every pure floor the linter catches", () => {
  const pathOf = (floor: string, index: number): string => `src/${floor}/fault-${index}.ts`;
  const faults = Object.entries(impure);
  const tree = pure.flatMap((floor) =>
    faults.map(([, [line]], index) => [pathOf(floor, index), `/** It. */\n${line}\n`]),
  );
  const findings = lint(Object.fromEntries(tree));
  for (const [index, [name, [, rule]]] of faults.entries()) {
    test(name, () => {
      for (const floor of pure) expect(rulesAt(findings, pathOf(floor, index)), floor).toContain(rule);
    });
  }
});

/** Faults of any floor: what the file says, and the rule that must catch it. */
const untidy: Readonly<Record<string, readonly [text: string, rule: string]>> = {
  "a default export": ["/** It. */\nexport default 1;\n", "import(no-default-export)"],
  "an any": ["/** It. */\nexport const fault = (x: any): unknown => x;\n", "typescript(no-explicit-any)"],
  "a non-null assertion": ["/** It. */\nexport const fault = [1].at(0)!;\n", "typescript(no-non-null-assertion)"],
  "a variable at module level": ["export {};\nlet count = 0;\ncount += 1;\n", "house(no-module-state)"],
  "an export without a docstring": ["export const fault = 1;\n", "house(documented-export)"],
  "a fourth parameter": [
    "/** It. */\nexport const fault = (a: 1, b: 1, c: 1, d: 1): number => a + b + c + d;\n",
    "eslint(max-params)",
  ],
  "a 301st line": [`/** It. */\nexport const fault = 1;\n${"// more\n".repeat(299)}`, "eslint(max-lines)"],
  "a promise nobody waits for": [
    "/** It. */\nexport const fault = (): void => {\n  Promise.resolve(1);\n};\n",
    "typescript(no-floating-promises)",
  ],
  "a kind that a switch forgets": [
    '/** It. */\nexport function fault(kind: "a" | "b"): void {\n  switch (kind) {\n    case "a":\n      return;\n  }\n}\n',
    "typescript(switch-exhaustiveness-check)",
  ],
  "a type imported where it is used": [
    '/** It. */\nexport type Fault = import("../cli/main.ts").Main;\n',
    "typescript(consistent-type-imports)",
  ],
};

describe("on any floor the linter catches", () => {
  const faults = Object.entries(untidy);
  const tree = faults.map(([, [text]], index) => [`src/lake/fault-${index}.ts`, text]);
  const findings = lint(Object.fromEntries(tree));
  for (const [index, [name, [, rule]]] of faults.entries()) {
    test(name, () => expect(rulesAt(findings, `src/lake/fault-${index}.ts`)).toContain(rule));
  }

  test("a cycle of values", () => {
    const found = lint({
      "src/sql/hen.ts": 'import { egg } from "./egg.ts";\n/** Hen. */\nexport const hen = (): unknown => egg;\n',
      "src/sql/egg.ts": 'import { hen } from "./hen.ts";\n/** Egg. */\nexport const egg = (): unknown => hen;\n',
    });
    expect(rulesAt(found, "src/sql/hen.ts")).toEqual(["import(no-cycle)"]);
    expect(rulesAt(found, "src/sql/egg.ts")).toEqual(["import(no-cycle)"]);
  });

  test("a cycle of types alone", () => {
    const cycle = (name: string, other: string): string =>
      `import type { ${other} } from "./${other}.ts";\n/** It. */\nexport interface ${name} {\n  readonly next: ${other} | null;\n}\n`;
    const found = lint({ "src/sql/Hen.ts": cycle("Hen", "Egg"), "src/sql/Egg.ts": cycle("Egg", "Hen") });
    expect(rulesAt(found, "src/sql/Hen.ts")).toEqual(["import(no-cycle)"]);
    expect(rulesAt(found, "src/sql/Egg.ts")).toEqual(["import(no-cycle)"]);
  });
});

test("a clean tree passes: the linter says nothing about tidy files on two floors", () => {
  const found = lint({
    "src/schema/day.ts": "/** Days since 1970-01-01. */\nexport type Day = number;\n",
    "src/sql/query.ts":
      'import type { Day } from "../schema/day.ts";\n\n/** The day after. */\nexport function dayAfter(day: Day): Day {\n  return day + 1;\n}\n',
  });
  expect([...found]).toEqual([]);
});
