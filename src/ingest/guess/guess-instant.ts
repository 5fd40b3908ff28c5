import { utc } from "../../schema/timezone.ts";
import { instantReader } from "../instant-reading.ts";
import type { TimeUnit } from "../mapping-rule.ts";
import { readInstant } from "../target.ts";

/** What a mapping must say of instants that are not ISO 8601. */
export type GuessedInstant = "iso" | { readonly unit: TimeUnit } | { readonly format: string };

const patterns = [
  "YYYYMMDD",
  "YYYY/MM/DD HH:mm:ss",
  "YYYY/MM/DD",
  "DD.MM.YYYY HH:mm:ss",
  "DD.MM.YYYY HH:mm",
  "DD.MM.YYYY",
  "DD/MM/YYYY HH:mm:ss",
  "DD/MM/YYYY HH:mm",
  "DD/MM/YYYY",
  "MM/DD/YYYY HH:mm:ss",
  "MM/DD/YYYY HH:mm",
  "MM/DD/YYYY",
] as const;

/** How `samples` are written as instants; null where not all of them are. Where day and month fit both ways, the day is first. */
export function guessInstant(samples: readonly string[]): GuessedInstant | null {
  if (samples.length === 0) return null;
  const all = (read: (text: string) => unknown): boolean => samples.every((text) => read(text) !== undefined);
  if (all((text) => readInstant(text, { timezone: utc }))) return "iso";
  const context = { timezone: utc, currency: "USD" };
  const reading = { pattern: null, timezone: null, isCountedLocally: false };
  for (const [unit, digits] of [
    ["s", 10],
    ["ms", 13],
    ["us", 16],
    ["ns", 19],
  ] as const) {
    const read = instantReader({ unit, ...reading });
    if (all((text) => (wholeDigits(text) === digits ? read(text, context) : undefined))) return { unit };
  }
  for (const pattern of patterns) {
    const read = instantReader({ unit: "iso", ...reading, pattern });
    if (all((text) => read(text, context))) return { format: pattern };
  }
  return null;
}

function wholeDigits(text: string): number {
  return /^[1-9]\d*(?=(\.\d*)?$)/.exec(text.trim())?.[0].length ?? 0;
}
