import { expect, test } from "vitest";
import { dialects } from "../../../src/sql/dialects.ts";
import { redshift } from "../../../src/sql/dialects/redshift.ts";
import { print } from "../../../src/sql/print.ts";
import { funnelQuery } from "./funnel-text.ts";

const steps = ["editor_opened", "project_created", "project_exported"];

const questions = {
  ordered: { steps },
  strict: { steps, order: "strict" },
  any: { steps, order: "any" },
  strictly_later: { steps, ties: "strict" },
  either_order_of_ties: { steps: ["editor_opened", "editor_opened", "project_created"], ties: "either" },
} as const;

for (const [name, text] of Object.entries(questions)) {
  for (const dialect of dialects) {
    test(`a funnel, ${name}, is the SQL that people read and approved, for ${dialect.name}`, async () => {
      const query = funnelQuery({ ...text, from: "2026-01", to: "2026-03", where: ["platform=web"] });
      const { sql, parameters } = print(query, dialect);
      expect(sql.split("\n").length).toBeLessThan(60);
      const bound = parameters.map((value, i) => `-- $${i + 1} = ${JSON.stringify(value)}`).join("\n");
      await expect(`${bound}\n${sql}\n`).toMatchFileSnapshot(`../../golden/funnel/${name}/${dialect.name}.sql`);
    });
  }
}

test("a funnel needs neither arrays, lateral joins nor correlated subqueries", () => {
  for (const text of Object.values(questions)) {
    const words = print(funnelQuery(text), redshift).sql.replaceAll(/"[^"]*"/g, " ");
    expect(words).not.toMatch(/\b(lateral|array|filter|distinct on|generate_series|exists|window)\b/);
  }
});

test("a funnel that cannot be asked says what is wrong and how to ask", () => {
  const asking = (text: Partial<Parameters<typeof funnelQuery>[0]>) => () => funnelQuery({ steps, ...text });
  expect(asking({ steps: [] })).toThrow("A funnel needs its steps.");
  expect(asking({ steps: Array.from({ length: 21 }, () => "a") })).toThrow("21 steps is too long");
  expect(asking({ window: "2 weeks" })).toThrow('"2 weeks" is no --window.');
  expect(asking({ window: "0d" })).toThrow('"0d" is no --window.');
  expect(asking({ order: "orderd" })).toThrow('--order cannot be "orderd".');
  expect(asking({ ties: "late" })).toThrow('--ties cannot be "late".');
  expect(asking({ maturing: "maybe" })).toThrow('--maturing cannot be "maybe".');
  expect(asking({ order: "any", ties: "strict" })).toThrow("--ties strict asks for an order");
  expect(asking({ from: "2026-03", to: "2026-01" })).toThrow("runs backwards");
});
