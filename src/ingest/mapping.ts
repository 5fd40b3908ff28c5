import { nearestName, UserError } from "../schema/user-error.ts";
import { propertyPrefix } from "./event-shape.ts";
import type { ImportShape } from "./import-shape.ts";
import { type Source, splitPairs } from "./mapping-pairs.ts";

/** A checked mapping: the source of each target that is mapped, and of each key of the events' properties. */
export interface Mapping {
  readonly shape: ImportShape;
  readonly sources: ReadonlyMap<string, Source>;
  /** In the order of their keys, so that equal properties make equal text. */
  readonly properties: readonly { readonly key: string; readonly source: Source }[];
  /** The same text for the same meaning, whatever the order and quoting it was written in. */
  readonly canonical: string;
}

/**
 * Read a mapping as `--map` takes it (`user_id=user,event_name=="click"`) and check it against what `shape` needs.
 * @throws UserError `usage` naming the target that is unknown, missing or given twice.
 */
export function parseMapping(text: string, shape: ImportShape): Mapping {
  const sources = new Map<string, Source>();
  const properties = new Map<string, Source>();
  for (const { target, source } of splitPairs(text)) {
    const isProperty =
      shape.kind === "events" && target.length > propertyPrefix.length && target.startsWith(propertyPrefix);
    if (!isProperty) checkTarget(target, shape);
    const [place, name] = isProperty ? [properties, target.slice(propertyPrefix.length)] : [sources, target];
    if (place.has(name)) throw usage(`"${target}" is mapped twice.`, "Keep one of the two in --map.");
    place.set(name, source);
  }
  checkColumns(sources, shape);
  const byKey = [...properties].map(([key, source]) => ({ key, source })).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const byName = [...sources].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { shape, sources, properties: byKey, canonical: JSON.stringify([byName, byKey]) };
}

/** The columns of a source that `mapping` reads, each once. */
export function mappedColumns(mapping: Mapping): readonly string[] {
  const sources = [...mapping.sources.values(), ...mapping.properties.map(({ source }) => source)];
  return [...new Set(sources.flatMap((source) => (source.kind === "column" ? [source.name] : [])))];
}

function checkTarget(target: string, { kind, targets }: ImportShape): void {
  const names = targets.map(({ name }) => name);
  if (names.includes(target)) return;
  const near = nearestName(target, names);
  const guess = near === null ? "" : `Did you mean "${near}"? `;
  const known = kind === "events" ? [...names, `${propertyPrefix}KEY`] : names;
  throw usage(`${capital(kind)} have no "${target}".`, `${guess}A mapping can fill ${known.join(", ")}.`);
}

/** Every required column has a target, and no column has two. */
function checkColumns(sources: ReadonlyMap<string, Source>, { kind, targets, required }: ImportShape): void {
  const filled = targets.filter(({ name }) => sources.has(name));
  for (const { name, column } of filled) {
    const other = filled.find((target) => target.column === column && target.name !== name);
    if (other === undefined) continue;
    throw usage(
      `"${name}" and "${other.name}" are both mapped.`,
      "They are one amount in two units: keep one of them.",
    );
  }
  const absent = required.filter((column) => filled.every((target) => target.column !== column));
  if (absent.length === 0) return;
  const choices = absent.map((column) => targets.filter((target) => target.column === column).map(({ name }) => name));
  const list = choices.map((names) => names.map((name) => `"${name}"`).join(" or ")).join(", ");
  const example = choices.map((names) => `${names[0] ?? ""}=COLUMN`).join(",");
  throw usage(`The mapping of ${kind} lacks ${list}.`, `Add ${example} to --map, or a constant: NAME==VALUE.`);
}

function usage(message: string, hint: string): UserError {
  return new UserError("usage", message, hint);
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
