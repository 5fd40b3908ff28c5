import type { eventPresets } from "../presets/event-presets.ts";
import type { ImportKind } from "../import-shape.ts";
import type { MappingFile, RuleText } from "../mapping-file.ts";
import type { FileSample, SampledColumn } from "../sample-file.ts";
import { guessInstant } from "./guess-instant.ts";
import { eventNameLookup } from "./known-event-names.ts";
import { namesOf, plainName, type TargetNames } from "./target-names.ts";

/** A mapping made from what a file looks like. */
export interface GuessedMapping {
  readonly kind: ImportKind;
  /** The known export it looks like; null where it looks like none. */
  readonly preset: string | null;
  readonly file: MappingFile;
}

/** Columns that one export has and no other: all of a list must be there. */
const marksOfPresets: readonly (readonly [keyof typeof eventPresets, readonly (readonly string[])[]])[] = [
  [
    "mixpanel",
    [
      ["event", "properties.distinct_id", "properties.time"],
      ["distinct_id", "mp_processing_time_ms"],
    ],
  ],
  ["amplitude", [["event_type", "event_time"]]],
  [
    "posthog",
    [
      ["uuid", "event", "distinct_id"],
      ["event", "distinct_id", "elements_chain"],
    ],
  ],
  [
    "rudderstack",
    [
      ["messageId", "rudderId"],
      ["messageId", "originalTimestamp", "channel"],
    ],
  ],
  [
    "segment",
    [
      ["messageId", "type", "timestamp"],
      ["event_text", "received_at", "anonymous_id"],
    ],
  ],
];

/**
 * The mapping that `sample` most likely needs: a known export's preset, or targets whose usual names the columns have and
 * whose texts can be read as what they need. `kind` is guessed too where it is not given.
 */
export function guessMapping(sample: FileSample, kind: ImportKind | null): GuessedMapping {
  const preset = kind === null || kind === "events" ? presetOf(sample) : null;
  if (preset !== null) return { kind: "events", preset, file: { kind: "events", preset } };
  const guessed = kind ?? kindOf(sample);
  const taken = new Set<string>();
  const columns: Record<string, RuleText> = {};
  for (const [target, names] of Object.entries(namesOf(guessed))) {
    // One amount in two units: the minor one is the exact one.
    if (target === "unit_price" && columns["unit_price_minor"] !== undefined) continue;
    const found = columnFor(sample, names, taken);
    if (found === null) continue;
    taken.add(found.name);
    const rule = ruleFor(target, found, names);
    if (rule !== null) columns[target] = rule;
  }
  if (guessed === "subscriptions") addInterval(columns);
  return { kind: guessed, preset: null, file: { version: 1, kind: guessed, columns } };
}

function presetOf({ columns }: FileSample): string | null {
  const names = new Set(columns.map(({ name }) => name));
  const found = marksOfPresets.find(([, marks]) => marks.some((all) => all.every((name) => names.has(name))));
  return found?.[0] ?? null;
}

function kindOf({ columns }: FileSample): ImportKind {
  const has = (...words: readonly string[]): boolean =>
    columns.some(({ name }) => words.some((word) => plainName(name).includes(word)));
  if (has("alias", "anonymousid", "previousid") && columns.length <= 4) return "aliases";
  const isPriced = has("price", "amount", "mrr", "arr");
  if (isPriced && (has("subscription", "plan", "interval") || (has("start") && has("end")))) return "subscriptions";
  return "events";
}

/** The column whose name comes first in the target's list, and whose texts can be what it needs. */
function columnFor(
  { columns, records }: FileSample,
  { names, isInstant = false, isIdentity = false }: TargetNames,
  taken: ReadonlySet<string>,
): SampledColumn | null {
  for (const name of names) {
    for (const column of columns) {
      if (taken.has(column.name) || column.filled === 0) continue;
      const last = column.name.split(".").at(-1) ?? "";
      if (plainName(column.name) !== name && plainName(last) !== name) continue;
      if (isInstant && guessInstant(column.samples) === null) continue;
      if (isIdentity && (column.distinct < column.filled || column.filled < records)) continue;
      return column;
    }
  }
  const isRequiredInstant = isInstant && names.includes("timestamp");
  if (!isRequiredInstant) return null;
  return (
    columns.find(({ name, samples }) => !taken.has(name) && samples.length > 0 && guessInstant(samples) !== null) ??
    null
  );
}

function ruleFor(target: string, column: SampledColumn, { isInstant = false }: TargetNames): RuleText | null {
  if (isInstant) {
    const instant = guessInstant(column.samples);
    return instant === null ? null : instant === "iso" ? column.name : { column: column.name, ...instant };
  }
  if (target === "event_name") {
    const lookup = eventNameLookup(column.samples);
    return lookup === null ? column.name : { column: column.name, lookup };
  }
  if (/^(unit_price|discount)$/.test(target) && column.samples.some((text) => /^\d[\d. ]*,\d+$/.test(text))) {
    return { column: column.name, decimal: "comma" };
  }
  return column.name;
}

/** A price that is called monthly or yearly says its interval. */
function addInterval(columns: Record<string, RuleText>): void {
  if (columns["billing_interval"] !== undefined) return;
  const price = columns["unit_price"] ?? columns["unit_price_minor"];
  const name = plainName(typeof price === "string" ? price : String(price?.column ?? ""));
  const interval = /year|annual|arr/.test(name) ? "year" : /month|mrr/.test(name) ? "month" : null;
  if (interval !== null) columns["billing_interval"] = { constant: interval };
}
