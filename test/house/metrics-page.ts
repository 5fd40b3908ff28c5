import { existsSync } from "node:fs";
import { join } from "node:path";
import type { MetricDescription } from "../../src/metrics/answer.ts";
import { root } from "./repository.ts";

const dialects = { duckdb: "DuckDB", postgres: "PostgreSQL", redshift: "Redshift", clickhouse: "ClickHouse" };
const units = { count: "a count", minor_units: "money, in minor units of one currency", rate: "a rate from 0 to 1" };
const directions = { up: "more is better", down: "less is better", none: "neither way is better" };
const additivities = {
  full: "Figures of several buckets, and of groups, may be summed.",
  over_time: "Figures of several buckets may be summed; groups may overlap.",
  none: "Never summed: every total is recounted.",
};
const subjects = {
  activity: { title: "Activity", about: "What people did, from events." },
  subscription: { title: "Subscriptions", about: "What is paid, from versions of subscriptions, at list prices." },
};

/** `docs/metrics.md`: every metric of the catalogue in words, with its SQL. */
export function metricsPage(metrics: readonly MetricDescription[]): string {
  const sections = (["activity", "subscription"] as const).map((subject) =>
    subjectSection(
      subject,
      metrics.filter((metric) => metric.subject === subject),
    ),
  );
  return `${opening}\n${sections.join("\n")}`;
}

const opening = `# Metrics

Every metric that Tidemark answers, from the catalogue (\`src/metrics/kpi/\`, one file each). One name has one meaning and
the same figure on every engine. \`tidemark metrics NAME\` tells the same; [the glossary](glossary.md) explains the words.

The SQL is that of one example question: January to March 2026 in Germany (\`--where country=DE\`), broken down by platform
or by plan. \`tidemark query NAME --dry-run\` prints it for a question of your own.

This page is generated: \`npx vitest run --config test/vitest.config.ts test/house/generated-pages.test.ts -u\`.
`;

function subjectSection(subject: keyof typeof subjects, metrics: readonly MetricDescription[]): string {
  const { title, about } = subjects[subject];
  const index = metrics.map(({ name }) => `[\`${name}\`](#${name})`).join(" · ");
  return `## ${title}\n\n${about}\n\n${index}\n\n${metrics.map(metricSection).join("\n")}`;
}

function metricSection(metric: MetricDescription): string {
  const { name, title, meaning, unit, goodDirection, grains, defaultGrain, dimensions } = metric;
  const facts = [
    `Unit: ${units[unit]}; ${directions[goodDirection]}.`,
    additivities[metric.additivity],
    `${metric.nullRule} Counted from ${metric.source}.`,
    `Grains: ${grains.map((grain) => (grain === defaultGrain ? `**${grain}**` : grain)).join(", ")}.`,
    `Dimensions: ${dimensions.map((dimension) => `\`${dimension}\``).join(", ")}.`,
    `SQL: ${sqlLinks(name).join(", ")}.`,
    `Held by: ${metric.tests.map(testLink).join("; ")}.`,
  ];
  return `### \`${name}\`\n\n**${title}.** ${meaning}\n\n${facts.map((fact) => `- ${fact}\n`).join("")}`;
}

/** A test by its title, which leads to its file. */
function testLink(test: string): string {
  const [path = "", title = ""] = test.split(": ");
  return `[${title}](../${path})`;
}

function sqlLinks(name: string): readonly string[] {
  return Object.entries(dialects)
    .map(([dialect, title]) => ({ title, path: `test/golden/${name}/${dialect}.sql` }))
    .filter(({ path }) => existsSync(join(root, path)))
    .map(({ title, path }) => `[${title}](../${path})`);
}
