import { readFile } from "node:fs/promises";
import type { BillingOptions } from "../ingest/billing/billing-export.ts";
import { billingPresets } from "../ingest/billing/read-billing.ts";
import type { ImportKind } from "../ingest/import-shape.ts";
import { checkedMapping, draftOfPairs, type Mapping, type MappingDraft } from "../ingest/mapping.ts";
import { draftOfFile, draftOver } from "../ingest/mapping-of-file.ts";
import { eventPresets } from "../ingest/presets/event-presets.ts";
import { readMappingFile } from "../ingest/read-mapping-file.ts";
import { shapes } from "../ingest/shapes.ts";
import { nearestName, UserError } from "../schema/user-error.ts";
import { readTimezone } from "./timezone.ts";
import type { MappingOptions } from "./types.ts";

/** Names of the known exports, by what they hold. */
export const presetNames: Readonly<Record<ImportKind, readonly string[]>> = {
  events: Object.keys(eventPresets),
  subscriptions: Object.keys(billingPresets),
  aliases: [],
};

/**
 * How the files of an import are read: row by row under a mapping, as a quarantine of such rows, or together as a billing
 * system's export.
 */
export type Reading =
  | { readonly kind: "rows"; readonly mapping: Mapping }
  | { readonly kind: "quarantine"; readonly mapping: Mapping }
  | { readonly kind: "billing"; readonly billing: BillingOptions & { readonly preset: string } };

/**
 * How the options say that the files are read. @throws UserError `usage` as `resolveMapping`, and where a billing export is
 * mapped as well.
 */
export async function resolveReading(kind: ImportKind, options: MappingOptions): Promise<Reading> {
  const path = options.mapping ?? "the mapping";
  const text = await textOf(options);
  const file = text === null ? null : readMappingFile(text, path).file;
  const preset = options.preset ?? file?.preset;
  if (kind !== "subscriptions" || preset === undefined || billingPresets[preset] === undefined) {
    return { kind: "rows", mapping: await resolveMapping(kind, options) };
  }
  if (options.map !== undefined || file?.columns !== undefined) {
    const hint = "Leave the columns out: versions are built from subscriptions, items and prices.";
    throw new UserError("usage", `The preset "${preset}" takes no mapping of columns.`, hint);
  }
  return { kind: "billing", billing: { preset, discounts: file?.discounts ?? "all" } };
}

/** The kind that the options' mapping file names; null where there is no file, or it names none. */
export async function kindOfMapping(options: MappingOptions): Promise<ImportKind | null> {
  const text = await textOf(options);
  if (text !== null) return readMappingFile(text, options.mapping ?? "the mapping").file.kind ?? null;
  return options.preset !== undefined && presetNames.subscriptions.includes(options.preset) ? "subscriptions" : null;
}

/** Whether user ids are to be replaced. */
export function asksForPseudonyms(reading: Reading, { pseudonymise = false }: MappingOptions): boolean {
  return pseudonymise || (reading.kind !== "billing" && reading.mapping.pseudonymise);
}

const nothing: MappingDraft = { rules: new Map(), properties: new Map() };

/**
 * The mapping that the options say together: `--map` before the mapping file, the file before its preset.
 * @throws UserError `usage` where they say nothing, contradict `kind`, or leave out what every row needs.
 */
export async function resolveMapping(kind: ImportKind, options: MappingOptions): Promise<Mapping> {
  const shape = shapes[kind];
  const path = options.mapping ?? "the mapping";
  const text = await textOf(options);
  if (text === null && options.preset === undefined && options.map === undefined) {
    if (kind !== "aliases") {
      const hint = `See "tidemark import ${kind} --help", or let --preview guess it.`;
      throw new UserError("usage", "No mapping is given: which column is what?", hint);
    }
    return checkedMapping(shape, draftOfPairs("alias_id=alias_id,user_id=user_id", shape));
  }
  const given = text === null ? null : readMappingFile(text, path);
  if (given?.file.kind !== undefined && given.file.kind !== kind) {
    const hint = `Write tidemark import ${given.file.kind} ….`;
    throw new UserError("usage", `${path}${given.placeOf(["kind"])}: maps ${given.file.kind}, not ${kind}.`, hint);
  }
  const origin = { path, placeOf: given?.placeOf ?? ((): string => ""), zoneOf: readTimezone };
  const fromFile = given === null ? nothing : draftOfFile(given.file, shape, origin);
  const preset = options.preset ?? given?.file.preset;
  const fromPreset = preset === undefined ? nothing : draftOfPreset(preset, kind);
  const fromMap = options.map === undefined ? nothing : draftOfPairs(options.map, shape);
  const pseudonymise = options.pseudonymise ?? false;
  const draft = draftOver({ ...fromMap, pseudonymise }, draftOver(fromFile, fromPreset));
  return checkedMapping(shape, { ...draft, isTyped: given === null && preset === undefined });
}

function draftOfPreset(name: string, kind: ImportKind): MappingDraft {
  const found = Object.entries(eventPresets).find(([known]) => known === name)?.[1];
  if (found === undefined || found.kind !== kind) {
    const known = presetNames[kind];
    const near = nearestName(name, known);
    const guess = near === null ? "" : `Did you mean "${near}"? `;
    throw new UserError(
      "usage",
      `There is no preset "${name}" for ${kind}.`,
      `${guess}There ${known.length === 0 ? "is none" : `are ${known.join(", ")}`}.`,
    );
  }
  const origin = { path: name, placeOf: () => "", zoneOf: readTimezone };
  return { ...draftOfFile(found, shapes[kind], origin), isLenient: true };
}

async function textOf({ mapping, mappingText }: MappingOptions): Promise<string | null> {
  return mappingText ?? (mapping === undefined ? null : await readText(mapping));
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    const hint = "Check the path; --save-mapping of a preview writes one.";
    throw new UserError("usage", `The mapping file ${path} cannot be read (${code}).`, hint);
  }
}
