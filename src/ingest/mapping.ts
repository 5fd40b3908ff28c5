import { nearestName, UserError } from "../schema/user-error.ts";
import { propertyPrefix } from "./event-shape.ts";
import type { ImportShape } from "./import-shape.ts";
import { splitPairs } from "./mapping-pairs.ts";
import { columnsOfRule, plainRule, type RowFilter, type Rule } from "./mapping-rule.ts";
import type { FileFormat } from "./records.ts";

/** A checked mapping: how each target that is mapped is filled, and each key of the events' properties. */
export interface Mapping {
  readonly shape: ImportShape;
  readonly rules: ReadonlyMap<string, Rule>;
  /** In the order of their keys, so that equal properties make equal text. */
  readonly properties: readonly { readonly key: string; readonly rule: Rule }[];
  readonly filters: readonly RowFilter[];
  readonly format: FileFormat;
  /** True where a file may lack the columns of what is not required: a preset knows several shapes of one export. */
  readonly isLenient: boolean;
  /** Whether all of it was typed with the command: a column that is not there is then a slip of the hand. */
  readonly isTyped: boolean;
  /** Whether user ids are replaced by what the install's key makes of them. */
  readonly pseudonymise: boolean;
  /** The same text for the same meaning, whatever the order and quoting it was written in. */
  readonly canonical: string;
}

/** A mapping before it is checked. */
export interface MappingDraft {
  readonly rules: ReadonlyMap<string, Rule>;
  readonly properties: ReadonlyMap<string, Rule>;
  readonly filters?: readonly RowFilter[];
  readonly format?: FileFormat;
  readonly isLenient?: boolean;
  readonly isTyped?: boolean;
  readonly pseudonymise?: boolean;
}

/**
 * Read a mapping as `--map` takes it (`user_id=user,event_name=="click"`) and check it against what `shape` needs.
 * @throws UserError `usage` naming the target that is unknown, missing or given twice.
 */
export function parseMapping(text: string, shape: ImportShape): Mapping {
  return checkedMapping(shape, { ...draftOfPairs(text, shape), isTyped: true });
}

/** As `parseMapping`, before anything is checked for being complete. */
export function draftOfPairs(text: string, shape: ImportShape): MappingDraft {
  const rules = new Map<string, Rule>();
  const properties = new Map<string, Rule>();
  for (const { target, source } of splitPairs(text)) {
    const isProperty =
      shape.kind === "events" && target.length > propertyPrefix.length && target.startsWith(propertyPrefix);
    if (!isProperty) checkTarget(target, shape);
    const [place, name] = isProperty ? [properties, target.slice(propertyPrefix.length)] : [rules, target];
    if (place.has(name)) throw usage(`"${target}" is mapped twice.`, "Keep one of the two in --map.");
    place.set(name, plainRule(source));
  }
  return { rules, properties };
}

/** `draft` as a mapping of `shape`. @throws UserError `usage` where a target is missing, or filled twice. */
export function checkedMapping(shape: ImportShape, draft: MappingDraft): Mapping {
  const { rules, filters = [], format = {}, isLenient = false, isTyped = false, pseudonymise = false } = draft;
  checkColumns(rules, shape);
  const properties = [...draft.properties]
    .map(([key, rule]) => ({ key, rule }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const byName = [...rules].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const canonical = JSON.stringify([byName, properties, filters, format, pseudonymise], withoutZoneTables);
  return { shape, rules, properties, filters, format, isLenient, isTyped, pseudonymise, canonical };
}

/** A timezone is told by its name and version. */
function withoutZoneTables(key: string, value: unknown): unknown {
  return key === "changes" ? undefined : value;
}

/** The columns of a source that `mapping` reads, each once. */
export function mappedColumns({ rules, properties, filters }: Mapping): readonly string[] {
  const read = [...rules.values(), ...properties.map(({ rule }) => rule)].flatMap(columnsOfRule);
  return [...new Set([...read, ...filters.map(({ column }) => column)])];
}

/** Refuse a target that `shape` does not have, naming the nearest. */
export function checkTarget(target: string, { kind, targets }: ImportShape): void {
  const names = targets.map(({ name }) => name);
  if (names.includes(target)) return;
  const near = nearestName(target, names);
  const guess = near === null ? "" : `Did you mean "${near}"? `;
  const known = kind === "events" ? [...names, `${propertyPrefix}KEY`] : names;
  throw usage(`${capital(kind)} have no "${target}".`, `${guess}A mapping can fill ${known.join(", ")}.`);
}

/** Every required column has a target, and no column has two. */
function checkColumns(rules: ReadonlyMap<string, Rule>, { kind, targets, required }: ImportShape): void {
  const filled = targets.filter(({ name }) => rules.has(name));
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
