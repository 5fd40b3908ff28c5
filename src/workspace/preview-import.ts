import { previewBilling } from "../ingest/billing/read-billing.ts";
import { guessMapping, type GuessedMapping } from "../ingest/guess/guess-mapping.ts";
import type { ImportKind } from "../ingest/import-shape.ts";
import type { Mapping } from "../ingest/mapping.ts";
import { columnsOfRule } from "../ingest/mapping-rule.ts";
import { previewRows, type RowPreview } from "../ingest/preview-rows.ts";
import { printMappingFile, readMappingFile } from "../ingest/read-mapping-file.ts";
import { type FileSample, sampleFile } from "../ingest/sample-file.ts";
import type { FileFormat, InputFile } from "../ingest/records.ts";
import { shapes } from "../ingest/shapes.ts";
import { UserError } from "../schema/user-error.ts";
import { withInputs } from "./import-inputs.ts";
import type { Workspace } from "./open.ts";
import { kindOfMapping, resolveMapping, resolveReading } from "./resolve-mapping.ts";
import type { ImportPreview, PreviewOptions } from "./types.ts";

/**
 * Say what an import of the first of `files` (of all files of a billing export, which belong together) would do, and write nothing: the mapping that was given, or the one that the
 * file's columns suggest; the first ten rows as they would be loaded; what would be rejected of the first 10,000.
 * @throws UserError `usage` for a mapping or a file name that means nothing, `data_quality` for a file that cannot be read.
 */
export async function previewImport(ws: Workspace, options: PreviewOptions): Promise<ImportPreview> {
  return withInputs(ws, options.files, async (files) => {
    const [file] = files;
    if (file === undefined) throw new UserError("usage", "No file is named.", "Name the file to look at.");
    return (await previewOfBilling(files, options)) ?? previewOfRows(ws, file, options);
  });
}

/** The preview of a billing export; null where the options name no preset of one. */
async function previewOfBilling(
  files: readonly InputFile[],
  options: Omit<PreviewOptions, "files">,
): Promise<ImportPreview | null> {
  const kind = options.kind ?? (await kindOfMapping(options));
  const [file] = files;
  if (kind !== "subscriptions" || file === undefined) return null;
  if (options.preset === undefined && options.mapping === undefined && options.mappingText === undefined) return null;
  const reading = await resolveReading(kind, options);
  if (reading.kind !== "billing") return null;
  const found = await previewBilling(files, { ...reading.billing, now: Date.now() * 1_000 });
  const columns = columnsOf(await sampleFile(file, {}), null);
  const shown = { schemaVersion: 1 as const, file: file.name, kind, preset: reading.billing.preset, guessed: false };
  return { ...shown, mapping: options.mappingText ?? null, columns, problem: null, ...resultOf(found) };
}

/** As `previewImport`, for a file whose place is known. */
export async function previewFile(
  ws: Pick<Workspace, "config">,
  file: InputFile,
  options: Omit<PreviewOptions, "files">,
): Promise<ImportPreview> {
  return (await previewOfBilling([file], options)) ?? previewOfRows(ws, file, options);
}

async function previewOfRows(
  ws: Pick<Workspace, "config">,
  file: InputFile,
  options: Omit<PreviewOptions, "files">,
): Promise<ImportPreview> {
  const format = formatOf(options);
  const sample = await sampleFile(file, format);
  const isGiven = [options.map, options.mapping, options.mappingText, options.preset].some((one) => one !== undefined);
  const guessed = isGiven ? null : guessMapping(sample, options.kind ?? null);
  const kind = options.kind ?? guessed?.kind ?? kindOf(options);
  const mapping = await mappingOf(kind, guessed, options);
  const text = options.mappingText ?? (guessed === null ? null : printMappingFile(guessed.file));
  const shown = {
    schemaVersion: 1 as const,
    file: file.name,
    kind,
    preset: options.preset ?? guessed?.preset ?? null,
    guessed: guessed !== null,
    mapping: text,
  };
  if (mapping instanceof UserError) {
    const columns = columnsOf(sample, null);
    return { ...shown, columns, problem: { detail: mapping.message, hint: mapping.hint }, ...nothing };
  }
  const { timezone, currency } = ws.config;
  const found = await previewRows(file, { mapping, timezone, currency, now: Date.now() * 1_000 });
  return { ...shown, columns: columnsOf(sample, mapping), problem: null, ...resultOf(found) };
}

const nothing = {
  rows: [],
  rejected: [],
  rowsSampled: 0,
  isWhole: false,
  rowsLoaded: 0,
  rowsRejected: 0,
  rowsSkipped: 0,
  reasons: {},
  skipped: {},
  droppedColumns: [],
  unknownValues: {},
} as const;

/** A mapping that was given must hold; one that was guessed may be unfinished, and then the error says what it lacks. */
async function mappingOf(
  kind: ImportKind,
  guessed: GuessedMapping | null,
  options: Omit<PreviewOptions, "files">,
): Promise<Mapping | UserError> {
  if (guessed === null) return resolveMapping(kind, options);
  try {
    return await resolveMapping(kind, { mappingText: printMappingFile(guessed.file) });
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

function kindOf({ mappingText, mapping }: Omit<PreviewOptions, "files">): ImportKind {
  if (mappingText !== undefined) return readMappingFile(mappingText, mapping ?? "the mapping").file.kind ?? "events";
  return "events";
}

function formatOf({ mappingText, mapping }: Omit<PreviewOptions, "files">): FileFormat {
  return mappingText === undefined ? {} : (readMappingFile(mappingText, mapping ?? "the mapping").file.format ?? {});
}

function columnsOf({ columns }: FileSample, mapping: Mapping | null): ImportPreview["columns"] {
  const targets = new Map<string, string>();
  for (const [target, rule] of mapping?.rules ?? []) for (const name of columnsOfRule(rule)) targets.set(name, target);
  for (const { key, rule } of mapping?.properties ?? [])
    for (const name of columnsOfRule(rule)) targets.set(name, `properties.${key}`);
  return columns.map(({ name, samples }) => ({
    name,
    samples: samples.slice(0, 3).map((text) => (text.length > 200 ? `${text.slice(0, 200)}…` : text)),
    target: targets.get(name) ?? null,
  }));
}

function resultOf({ counts, isWhole, rows, rejected }: RowPreview): Omit<ImportPreview, keyof PreviewHead> {
  const { rowsRead, ...others } = counts;
  return {
    rows: rows.map(({ line, values }) => ({ line, values })),
    rejected: rejected.map(({ line, column, reason, raw }) => ({ line, column, reason, raw: raw.slice(0, 2_000) })),
    rowsSampled: rowsRead,
    isWhole,
    ...others,
  };
}

type PreviewHead = Pick<
  ImportPreview,
  "schemaVersion" | "file" | "kind" | "preset" | "guessed" | "mapping" | "columns" | "problem"
>;

/** The targets that a mapping of each kind can fill, for a page that lets people choose; required ones first. */
export function importTargets(kind: ImportKind): readonly { readonly name: string; readonly required: boolean }[] {
  const { targets, required } = shapes[kind];
  const all = targets.map(({ name, column }) => ({ name, required: required.includes(column) }));
  return all.toSorted((a, b) => Number(b.required) - Number(a.required));
}
