import { type Instant, microsPerSecond, type ParsedInstant, parseInstant } from "../schema/date.ts";
import { parseMajor } from "../schema/money.ts";
import { instantOfLocal, type Timezone } from "../schema/timezone.ts";
import { quickInstant } from "./quick-instant.ts";
import type { TextView } from "./text-view.ts";

const unknown = "Unknown";

/** What a cell may depend on besides its own text. */
export interface CellContext {
  readonly timezone: Timezone;
  /** ISO 4217 code in which the row's amounts are; known once the row's own currency has been read. */
  readonly currency: string;
}

/** The value that a cell's text means; undefined where it means none. */
export type ReadCell = (text: string, context: CellContext) => string | number | null | undefined;

/** As `ReadCell`, without making a string; undefined where the text itself must be read. Its first byte is no white space. */
export type ReadView = (view: TextView, context: CellContext) => TextView | number | undefined;

/** Something a mapping can fill: one column of a table, and how a source's text becomes its value. */
export interface Target {
  /** As `--map` names it. */
  readonly name: string;
  /** The column of the table it fills; two targets may fill one column in two units. */
  readonly column: string;
  readonly read: ReadCell;
  /** A quicker way to the same value. */
  readonly readView?: ReadView;
  /** Why a row is rejected whose text means no value; null = the value is kept as Unknown and counted. */
  readonly unreadable: string | null;
  /** Why a row is rejected whose text is empty; absent = it takes `fallback`. */
  readonly missing?: string;
  /** The value where the text is empty or the target is not mapped; default null. */
  readonly fallback?: string | number;
}

/** Any text, as it stands. */
export function readText(text: string): string {
  return text;
}

/** As `readText`. */
export function viewText(view: TextView): TextView {
  return view;
}

/** A dimension's text as it stands; the word that answers use for a missing value means just that. */
export function readDimension(text: string): string | null {
  return text === unknown ? null : text;
}

/** As `readDimension`. */
export function viewDimension(view: TextView): TextView | undefined {
  return view.end - view.start === unknown.length ? undefined : view;
}

/** An instant in UTC; without an offset it is local time of the workspace, a date alone its local midnight. */
export function readInstant(text: string, { timezone }: Pick<CellContext, "timezone">): Instant | undefined {
  const bytes = Buffer.from(text);
  const parsed = quickInstant({ bytes, start: 0, end: bytes.length }) ?? parseInstant(text.trim());
  return parsed === null ? undefined : instantOf(parsed, timezone);
}

/** As `readInstant`. */
export function viewInstant(view: TextView, { timezone }: Pick<CellContext, "timezone">): Instant | undefined {
  const parsed = quickInstant(view);
  return parsed === null ? undefined : instantOf(parsed, timezone);
}

function instantOf({ localMicros, offsetSeconds }: ParsedInstant, timezone: Timezone): Instant | undefined {
  const instant =
    offsetSeconds === null ? instantOfLocal(timezone, localMicros) : localMicros - offsetSeconds * microsPerSecond;
  return Number.isSafeInteger(instant) ? instant : undefined;
}

/** A reader of whole numbers from `least` to `most`; `4.0` is 4, `4.5` and what lies beyond 2^53 are none. */
export function integerBetween(least: number, most: number): ReadCell {
  return (text) => {
    const match = /^([+-]?\d+)(?:\.0*)?$/.exec(text.trim());
    if (match === null) return undefined;
    const value = Number(match[1]) + 0;
    return Number.isSafeInteger(value) && value >= least && value <= most ? value : undefined;
  };
}

/** An amount in major units of the row's currency, as minor units; a negative one is none. */
export function readAmount(text: string, { currency }: CellContext): number | undefined {
  const minor = parseMajor(text, currency);
  return minor === null || minor < 0 ? undefined : minor;
}

/** A reader of one of the words of `meanings`, in any case. */
export function oneOf(meanings: Readonly<Record<string, string>>): ReadCell {
  const byWord = new Map(Object.entries(meanings));
  return (text) => byWord.get(text.trim().toLowerCase());
}

/** An ISO 4217 code in any case. */
export function readCurrency(text: string): string | undefined {
  const code = text.trim().toUpperCase();
  return /^[A-Z]{3}$/.test(code) ? code : undefined;
}
