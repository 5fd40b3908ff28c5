import type { Timezone } from "../schema/timezone.ts";
import { UserError } from "../schema/user-error.ts";
import type { ImportShape } from "./import-shape.ts";
import { isInstantPattern } from "./instant-reading.ts";
import type { MappingFile, RuleText } from "./mapping-file.ts";
import type { MappingDraft } from "./mapping.ts";
import { checkTarget } from "./mapping.ts";
import { type InstantReading, type Rule, type RowFilter, type Source } from "./mapping-rule.ts";
import type { PlaceOf } from "./read-mapping-file.ts";
import { readInstant } from "./target.ts";

/** Where a mapping file came from, and what it needs to be understood. */
export interface MappingOrigin {
  /** Names it in errors. */
  readonly path: string;
  readonly placeOf: PlaceOf;
  readonly zoneOf: (name: string) => Timezone | null;
}

/** What a rule is checked against. */
interface RulePlace {
  readonly keys: readonly string[];
  readonly isInstant: boolean;
  readonly zone: Timezone | null;
}

/**
 * What `file` says of `shape`, not yet checked for being complete.
 * @throws UserError `usage` with line and column for a target that does not exist, or a rule that contradicts itself.
 */
export function draftOfFile(file: MappingFile, shape: ImportShape, origin: MappingOrigin): MappingDraft {
  const zone = zoneNamed(file.timezone, ["timezone"], origin);
  const rules = new Map<string, Rule>();
  for (const [target, rule] of Object.entries(file.columns ?? {})) {
    const keys = ["columns", target];
    try {
      checkTarget(target, shape);
    } catch (error) {
      if (error instanceof UserError) throw wrong(origin, keys, [error.message, error.hint]);
      throw error;
    }
    const isInstant = shape.targets.find(({ name }) => name === target)?.read === readInstant;
    rules.set(target, ruleOf(rule, { keys, isInstant, zone }, origin));
  }
  const properties = new Map<string, Rule>();
  if (file.properties !== undefined && shape.kind !== "events") {
    throw wrong(origin, ["properties"], [`${shape.kind} have no properties.`, "Only events have."]);
  }
  for (const [key, rule] of Object.entries(file.properties ?? {})) {
    properties.set(key, ruleOf(rule, { keys: ["properties", key], isInstant: false, zone }, origin));
  }
  return {
    rules,
    properties,
    filters: (file.drop ?? []).map((filter, index) => filterOf(filter, ["drop", index], origin)),
    ...(file.format === undefined ? {} : { format: file.format }),
    pseudonymise: file.pseudonymise ?? false,
  };
}

/** `above` where it says something, else `below`: a file before its preset, the command line before both. */
export function draftOver(above: MappingDraft, below: MappingDraft): MappingDraft {
  return {
    rules: new Map([...below.rules, ...above.rules]),
    properties: new Map([...below.properties, ...above.properties]),
    filters: [...(below.filters ?? []), ...(above.filters ?? [])],
    format: { ...below.format, ...above.format },
    isLenient: (above.isLenient ?? false) || (below.isLenient ?? false),
    pseudonymise: (above.pseudonymise ?? false) || (below.pseudonymise ?? false),
  };
}

function ruleOf(text: RuleText, place: RulePlace, origin: MappingOrigin): Rule {
  const rule = typeof text === "string" ? { column: text } : text;
  const { column, constant, join, with: separator, lookup, otherwise, unit, format, timezone, ...change } = rule;
  const given = [column, constant, join].filter((one) => one !== undefined).length;
  if (given !== 1) {
    throw wrong(origin, place.keys, [
      "needs exactly one of column, constant and join.",
      "Say where its text comes from.",
    ]);
  }
  if (otherwise !== undefined && lookup === undefined) {
    throw wrong(origin, [...place.keys, "otherwise"], ["otherwise needs a lookup.", "Add lookup, or leave it out."]);
  }
  const speaksOfTime = unit !== undefined || format !== undefined || timezone !== undefined;
  if (speaksOfTime && !place.isInstant) {
    throw wrong(origin, place.keys, ["unit, format and timezone are for instants.", "Leave them out here."]);
  }
  if (format !== undefined && (unit !== undefined || !isInstantPattern(format))) {
    throw wrong(
      origin,
      [...place.keys, "format"],
      [`"${format}" is no pattern of an instant.`, "Write YYYY, MM, DD, HH, mm, ss, each once, and no unit."],
    );
  }
  const zone = zoneNamed(timezone, [...place.keys, "timezone"], origin) ?? place.zone;
  const isCountedLocally = timezone !== undefined;
  const instant: InstantReading | null =
    place.isInstant && (speaksOfTime || zone !== null)
      ? { unit: unit ?? "iso", pattern: format ?? null, timezone: zone, isCountedLocally }
      : null;
  const source = sourceOf({ column, constant, join, separator });
  return {
    source,
    change,
    lookup: lookup === undefined ? null : { table: lookup, otherwise: otherwise ?? "keep" },
    instant,
  };
}

function sourceOf(from: {
  readonly column: string | string[] | undefined;
  readonly constant: string | undefined;
  readonly join: string[] | undefined;
  readonly separator: string | undefined;
}): Source {
  if (from.constant !== undefined) return { kind: "constant", text: from.constant };
  if (from.join !== undefined) return { kind: "join", names: from.join, separator: from.separator ?? "" };
  if (typeof from.column === "object") return { kind: "first", names: from.column };
  return { kind: "column", name: from.column ?? "" };
}

function filterOf(
  { column, is, is_not: isNot }: NonNullable<MappingFile["drop"]>[number],
  keys: readonly PropertyKey[],
  origin: MappingOrigin,
): RowFilter {
  if ((is === undefined) === (isNot === undefined)) {
    throw wrong(origin, keys, ["needs either is or is_not.", "Say which rows are dropped."]);
  }
  const list = (texts: string | string[] | undefined): readonly string[] | null =>
    texts === undefined ? null : typeof texts === "string" ? [texts] : texts;
  return { column, is: list(is), isNot: list(isNot) };
}

function zoneNamed(name: string | undefined, keys: readonly PropertyKey[], origin: MappingOrigin): Timezone | null {
  if (name === undefined) return null;
  const zone = origin.zoneOf(name);
  if (zone !== null) return zone;
  throw wrong(origin, keys, [`"${name}" is no timezone.`, "Use an IANA name such as Europe/Berlin or UTC."]);
}

/** An error at a place of the file: what is wrong there, and the way out. */
function wrong(
  origin: MappingOrigin,
  keys: readonly PropertyKey[],
  [what, hint]: readonly [string, string],
): UserError {
  return new UserError("usage", `${origin.path}${origin.placeOf(keys)}: ${what}`, hint);
}
