import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { nearestName, UserError } from "../../schema/user-error.ts";
import type { Scenario } from "../../simulate/scenario.ts";
import { parseYaml, type YamlFile, yamlIssue } from "../yaml-file.ts";
import { faultOf } from "./check-scenario.ts";
import { scenarioSchema } from "./scenario-schema.ts";
import { toScenario } from "./to-scenario.ts";

/** The scenario that everything a file leaves out is taken from, and the one that is simulated where none is named. */
export const defaultScenario = "canva-like";

/** The folder of the YAML files that ship: the nearest one upward from this code, be it the source or compiled. */
function shippedFolder(): URL {
  for (const up of ["../../../", "../../../../../"]) {
    const folder = new URL(`${up}scenarios/`, import.meta.url);
    if (existsSync(new URL(`${defaultScenario}.yaml`, folder))) return folder;
  }
  throw new Error("the scenarios that ship are not where the code is");
}

/** Names of the scenarios that ship, the default first. */
export function scenarioNames(): readonly string[] {
  const names = readdirSync(shippedFolder()).flatMap((file) =>
    file.endsWith(".yaml") ? [file.slice(0, -".yaml".length)] : [],
  );
  return [defaultScenario, ...names.filter((name) => name !== defaultScenario).toSorted()];
}

/**
 * The scenario that ships under a name, or that a YAML file says: what contains a slash or ends in .yaml is a file.
 * Errors: `usage` where there is none, `config` with line and column where it is wrong.
 */
export function readScenario(nameOrPath: string): Scenario {
  if (/[/\\]|\.ya?ml$/.test(nameOrPath)) return parseScenario(textOf(nameOrPath), nameOrPath);
  return parseScenario(shipped(nameOrPath), `${nameOrPath}.yaml`);
}

/** The scenario that the YAML `text` says; `path` names it in errors. */
export function parseScenario(text: string, path: string): Scenario {
  const yaml = parseYaml(text, path);
  const parsed = scenarioSchema.safeParse(whole(yaml, []));
  if (!parsed.success) throw yamlIssue(yaml, parsed.error.issues[0], Object.keys(scenarioSchema.shape));
  const fault = faultOf(parsed.data);
  if (fault !== null) throw yaml.wrong(fault.path, fault.what, fault.hint);
  return toScenario(parsed.data);
}

/** The JSON Schema of a scenario file, in which everything may be left out but the name and the title. */
export function scenarioJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(scenarioSchema, { io: "input" });
  const title = "A scenario of tidemark simulate";
  const description =
    "What a file leaves out is as in the scenario it extends, which is canva-like where it names none.";
  return { $schema, title, description, ...withoutRequired(schema), required: ["name", "title"] };
}

/** What the file says, laid over what it extends; `above` are the files that led here. */
function whole(yaml: YamlFile, above: readonly string[]): unknown {
  const own = yaml.value ?? {};
  if (!isRecord(own)) throw yaml.wrong([], "is no map of keys and values.", "Begin with name: and title:.");
  const base = own["extends"] ?? (own["name"] === defaultScenario ? null : defaultScenario);
  if (base === null) return own;
  if (typeof base !== "string") throw yaml.wrong(["extends"], "names no scenario.", "Name one that ships.");
  if (above.includes(base)) throw yaml.wrong(["extends"], `"${base}" extends itself.`, "Name another one.");
  const under = whole(parseYaml(shipped(base), `${base}.yaml`), [...above, base]);
  const { name: _name, title: _title, extends: _extends, ...inherited } = isRecord(under) ? under : {};
  return laidOver(inherited, own);
}

/** `own` over `base`: records entry by entry, anything else as a whole. */
function laidOver(base: unknown, own: unknown): unknown {
  if (!isRecord(base) || !isRecord(own)) return own;
  // Another kind of effect or process has other keys.
  if ("kind" in own && own["kind"] !== base["kind"]) return own;
  const added = Object.entries(own).map(([key, value]) => [
    key,
    Object.hasOwn(base, key) ? laidOver(base[key], value) : value,
  ]);
  return { ...base, ...Object.fromEntries(added) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shipped(name: string): string {
  const names = scenarioNames();
  if (names.includes(name)) return readFileSync(fileURLToPath(new URL(`${name}.yaml`, shippedFolder())), "utf8");
  const nearest = nearestName(name, names);
  throw new UserError(
    "usage",
    `No scenario is called "${name}".`,
    `${nearest === null ? "" : `Did you mean "${nearest}"? `}There are: ${names.join(", ")}, or name a YAML file.`,
  );
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new UserError("usage", `The scenario ${path} cannot be read (${code}).`, "Check its name and permissions.");
  }
}

function withoutRequired(schema: object): object {
  const entries = Object.entries(schema).flatMap(([key, value]: [string, unknown]) => {
    if (key === "required" && Array.isArray(value)) return value.includes("kind") ? [[key, value]] : [];
    if (Array.isArray(value)) return [[key, value.map((one: unknown) => (isRecord(one) ? withoutRequired(one) : one))]];
    return [[key, isRecord(value) ? withoutRequired(value) : value]];
  });
  return Object.fromEntries(entries) as object;
}
