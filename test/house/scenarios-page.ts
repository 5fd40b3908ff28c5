import { parse } from "yaml";
import { dirtAt } from "../../src/simulate/dirt/dial.ts";
import { scenarioJsonSchema, scenarioNames } from "../../src/workspace/scenario/read-scenario.ts";
import { scenarioSchema } from "../../src/workspace/scenario/scenario-schema.ts";
import { repositoryFiles, textOf } from "./repository.ts";
import { constantSources, defaultSources, scenarioSources } from "./scenario-sources.ts";

const opening = `# Every number of a simulated company

What [the simulator](simulator.md) assumes: every default of the scenarios that ship, and every constant of the model that no
scenario changes, each with its value and its source. Where the source is "assumption", the number was chosen to look like a
design tool with a free plan, and nothing else stands behind it. [The JSON Schema](scenario.schema.json) says what each key may
be. A key with names in it (\`personas.*\`) has one value for each name.

This page is generated: \`npx vitest run --config test/vitest.config.ts test/house/generated-pages.test.ts -u\`.
`;

/** `docs/scenarios.md`: every default and every constant, with its value in the code and its source. */
export function scenariosPage(): string {
  const [defaultName = "", ...others] = scenarioNames();
  const dirt = Object.entries(dirtAt(1)).map(([key, rate]) => `- \`${snakeCase(key)}\`: ${rate}. Assumption.\n`);
  return [
    opening,
    `## ${defaultName}\n\n${defaultsOf(defaultName).join("")}`,
    ...others.map((name) => `## ${name}\n\n${changesOf(name).join("")}`),
    `## The dial of dirt\n\n\`--dirty 1\` sets these; a smaller dial scales all but the last.\n\n${dirt.join("")}`,
    `## Constants of the model\n\n${constants().join("")}`,
  ].join("\n");
}

type Leaf = readonly [path: readonly string[], value: unknown];

/** The default scenario, every default of the schema filled in. */
function defaultsOf(name: string): readonly string[] {
  const { name: _name, title: _title, ...file } = scenarioSchema.parse(parse(textOf(`scenarios/${name}.yaml`)));
  const byPattern = new Map<string, { readonly meaning: string; readonly values: [name: string, value: unknown][] }>();
  for (const [path, value] of leavesOf(file, [])) {
    const { pattern, names, meaning } = placeOf(path);
    const found = byPattern.get(pattern) ?? { meaning, values: [] };
    found.values.push([names, value]);
    byPattern.set(pattern, found);
  }
  const unknown = Object.keys(defaultSources).filter((pattern) => !byPattern.has(pattern));
  if (unknown.length > 0) throw new Error(`there are sources of what is no default: ${unknown.join(", ")}`);
  return [...byPattern].map(([pattern, { meaning, values }]) => {
    const source = defaultSources[pattern];
    if (source === undefined) throw new Error(`the default "${pattern}" has no source: say one, or "assumption"`);
    const told = values.map(([names, value]) => (names === "" ? textOfValue(value) : `${names} ${textOfValue(value)}`));
    return `- \`${pattern}\`: \`${told.join("; ")}\`. ${meaning} Source: ${source}.\n`;
  });
}

/** What another scenario says for itself. */
function changesOf(name: string): readonly string[] {
  const source = scenarioSources[name];
  if (source === undefined) throw new Error(`the scenario "${name}" has no source`);
  const { name: _name, title, ...own } = parse(textOf(`scenarios/${name}.yaml`)) as Readonly<Record<string, unknown>>;
  const leaves = leavesOf(own, []).map(([path, value]) => `- \`${path.join(".")}\`: \`${textOfValue(value)}\`.\n`);
  return [`${String(title)}. Source: ${source}.\n\n`, ...leaves];
}

/** Everything that is no record; lists are told as a whole. */
function leavesOf(value: unknown, path: readonly string[]): readonly Leaf[] {
  const entries = isRecord(value) ? Object.entries(value) : [];
  if (entries.length === 0) return [[path, value]];
  return entries.flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

/** A path with `*` for the names in it, these names, and what the schema says of it and of the records that it lies in. */
function placeOf(path: readonly string[]) {
  let schema: unknown = scenarioJsonSchema();
  const [names, meanings]: [string[], string[]] = [[], []];
  const pattern = path.map((key, depth) => {
    const { properties, additionalProperties, oneOf } = asRecord(schema);
    const one = Array.isArray(oneOf) ? asRecord(asRecord(oneOf[0])["properties"]) : asRecord(properties);
    const own = one[key];
    if (own === undefined) names.push(key);
    schema = own ?? additionalProperties;
    const { description, additionalProperties: entries } = asRecord(schema);
    // Of a map of names its entries tell enough.
    const isMap = isRecord(entries) && depth < path.length - 1;
    if (typeof description === "string" && !isMap) meanings.push(description);
    return own === undefined ? "*" : key;
  });
  return { pattern: pattern.join("."), names: names.join(" "), meaning: meanings.join(" ") };
}

/** Every constant at the top of a file of the simulator that is a number or made of numbers, and that shapes what is told. */
function constants(): readonly string[] {
  const found = new Map(
    repositoryFiles()
      .filter((path) => /^src\/simulate\/(?!second-pass|truth|twin)/.test(path))
      .flatMap((path) =>
        [
          ...textOf(path).matchAll(
            /((?:^ ?(?:\/\*\*|\*|\/\/).*\n)*)^(?:export )?const (\S+|\[.*?\])(?:: .*?)? = ([^;]*\d[^;]*);$/gm,
          ),
        ]
          .filter(([, , , value = ""]) => !value.includes("=>"))
          .map(([, comment = "", name = "", value = ""]) => {
            const key = `${path.slice("src/simulate/".length)} ${name.replaceAll(/[[\]]/g, "")}`;
            return [
              key,
              { meaning: wordsOf(comment), value: value.replaceAll(" as const", "").replaceAll(/\s+/g, " ") },
            ] as const;
          }),
      )
      .filter(([key]) => !technical.has(key)),
  );
  const unknown = Object.keys(constantSources).filter((key) => !found.has(key));
  if (unknown.length > 0) throw new Error(`there are sources of what is no constant: ${unknown.join(", ")}`);
  return [...found].map(([key, { meaning, value }]) => {
    const source = constantSources[key];
    if (source === undefined) throw new Error(`the constant "${key}" has no source: say one, or "assumption"`);
    const [path = "", ...names] = key.split(" ");
    const told = meaning === "" ? "" : ` ${meaning}`;
    return `- \`${names.join(" ")}\` of [${path}](../src/simulate/${path}): \`${value}\`.${told} Source: ${source}.\n`;
  });
}

/** Constants of how numbers are kept and counted, which say nothing about people. */
const technical: ReadonlySet<string> = new Set([
  "billing/subscription-batches.ts batchRows",
  "chances.ts choiceEntries",
  "chances.ts countEntries",
  "company.ts maxDays",
  "company.ts maxUsers",
  "company.ts usersPerShard",
  "counting-sort.ts longestDay",
  // Told as the dial of dirt.
  "dirt/dial.ts worst",
  "day-log.ts created",
  "day-log.ts exported",
  "day-log.ts opened",
  "dirt/dirt-list.ts batchRows",
  "dirt/spoil.ts heldDays",
  "dirt/spoil.ts hourSeconds, daySeconds",
  "effects/effects.ts hourSeconds",
  "people/arrivals.ts established",
  "people/buyers.ts daySeconds",
  "people/buyers.ts weekSeconds",
  "people/clocks.ts halfHour",
  "people/clocks.ts sunday",
  "people/hours.ts farthest",
  "people/hours.ts slotSeconds",
  "people/hours.ts slots",
  "people/invites.ts nobody",
  "people/need.ts dayOne",
  "people/need.ts tenureOne",
  "people/platforms.ts never",
  "people/population.ts certain",
  "random.ts purposes",
]);

function wordsOf(comment: string): string {
  return comment
    .replaceAll(/^ ?(\/\*\*|\*\/|\*|\/\/)|\*\/$/gm, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** A value as YAML would say it on one line. */
function textOfValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textOfValue).join(", ")}]`;
  if (!isRecord(value)) return String(value);
  const entries = Object.entries(value).map(([key, inner]) => `${key}: ${textOfValue(inner)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

function snakeCase(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}
