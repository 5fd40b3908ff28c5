import type { Mart } from "../../src/metrics/mart/mart.ts";

const rules = {
  all: "may be summed",
  slices: "summed over slices, never over periods",
  none: "**never summed**",
};

const opening = `# Marts

Marts are views for other tools: Tableau, a notebook, a spreadsheet. Each is a question that Tidemark itself compiles, so its
rows are the metrics' own, at one grain, with a rule of what may be summed. \`tidemark export csv --mart NAME\` writes one as
a file. On PostgreSQL and ClickHouse every \`tidemark load\` makes them all as commented views; \`tidemark export marts\` writes
what grants them to a role of readers, and the same views as a script ([where and why](exports.md#marts)).

- A row with \`All\` holds everybody: distinct users of several platforms are not the sum of each platform's, so that every
  combination has rows of its own. Choose one value of each dimension, \`All\` or another, and each period has one row.
- Amounts are whole minor units. Two currencies or two price bases are never added.
- The marts have one version, in \`mart_about\` and in every comment. Columns may be added; when one is taken away or comes to
  mean something else, the version rises, and the changelog says so.
- \`mart_arr_ledger\` names single users. \`--mart all\` leaves it out, and so does the script of grants.

This page is generated: \`npx vitest run --config test/vitest.config.ts test/house/generated-pages.test.ts -u\`.
`;

/** `docs/marts.md`: every mart with its grain, and each column with its type and what may be done with it. */
export function martsPage(marts: readonly Mart[]): string {
  return `${opening}\n${marts.map(section).join("\n")}`;
}

function section({ name, title, meaning, grain, key, columns }: Mart): string {
  const lines = Object.entries(columns).map(([column, { type, unit, meaning: means, sums }]) => {
    const facts = [type, ...(unit === null ? [] : [unit]), ...(sums === null ? [] : [rules[sums]])];
    return `- \`${column}\` (${facts.join("; ")}): ${means}\n`;
  });
  const keys = key.map((column) => `\`${column}\``).join(", ");
  return `## \`${name}\`\n\n**${title}.** ${meaning} ${grain} Key: ${keys}.\n\n${lines.join("")}`;
}
