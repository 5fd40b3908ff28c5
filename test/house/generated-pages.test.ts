import { expect, test } from "vitest";
import { mappingJsonSchema } from "../../src/ingest/mapping-file.ts";
import { catalogue, describeMetric } from "../../src/metrics/catalogue.ts";
import { marts } from "../../src/metrics/mart/marts.ts";
import { configJsonSchema } from "../../src/workspace/config.ts";
import { cliPage } from "./cli-page.ts";
import { scenarioJsonSchema } from "../../src/workspace/scenario/read-scenario.ts";
import { martsPage } from "./marts-page.ts";
import { metricsPage } from "./metrics-page.ts";
import { scenariosPage } from "./scenarios-page.ts";

// Where one of these fails, read what changed and write the page again: the command stands on the page.
test("docs/metrics.md tells every metric as the catalogue does", async () => {
  await expect(metricsPage(catalogue.map(describeMetric))).toMatchFileSnapshot("../../docs/metrics.md");
});

test("docs/mapping.schema.json says what a mapping file may say", async () => {
  await expect(`${JSON.stringify(mappingJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(
    "../../docs/mapping.schema.json",
  );
});

test("docs/tidemark.schema.json says what tidemark.yaml may hold", async () => {
  const text = `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot("../../docs/tidemark.schema.json");
});

test("docs/cli.md tells every command and every flag as --help does", async () => {
  await expect(await cliPage()).toMatchFileSnapshot("../../docs/cli.md");
});

test("docs/scenario.schema.json is the schema that scenarios are read by", async () => {
  const text = `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot("../../docs/scenario.schema.json");
});

test("docs/scenarios.md tells every default and every constant of the simulator with its value and its source", async () => {
  await expect(scenariosPage()).toMatchFileSnapshot("../../docs/scenarios.md");
});

test("docs/marts.md tells every mart and every column as it is made", async () => {
  await expect(martsPage(marts)).toMatchFileSnapshot("../../docs/marts.md");
});
