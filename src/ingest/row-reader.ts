import type { Instant } from "../schema/date.ts";
import type { Timezone } from "../schema/timezone.ts";
import type { RowFault, RowValues } from "./import-shape.ts";
import { instantReader } from "./instant-reading.ts";
import { UnreadableCell } from "./json-value.ts";
import type { Mapping } from "./mapping.ts";
import { columnsOfRule, type Rule } from "./mapping-rule.ts";
import { type ColumnsOfFile, noneOfColumns } from "./columns-of-file.ts";
import { type NamedTexts, namedTexts } from "./named-text.ts";
import { propertiesReader } from "./properties.ts";
import { pseudonymUnder } from "./pseudonym.ts";
import type { Records, TextOf } from "./records.ts";
import { DroppedRow, dropper, textOfRule } from "./rule-text.ts";
import type { ReadCell, ReadView, Target } from "./target.ts";
import { createTextView, plainValue, type TextView } from "./text-view.ts";

/** What every row of an import shares; plain data but for the mapping's shape. */
export interface RowSettings {
  readonly mapping: Mapping;
  readonly timezone: Timezone;
  /** The workspace's currency, for rows that name none. */
  readonly currency: string;
  /** The import's own time: what was not received at another time was received now, and nothing happened later. */
  readonly now: Instant;
  /** The key under which something else stands for a user's id; null where ids are kept. */
  readonly pseudonymKey?: Uint8Array | null;
}

/** Reads the rows of one file. */
export interface RowReader {
  /** The values of the last row that `read` accepted; overwritten by the next. */
  readonly values: RowValues;
  /** Read the record at hand, the `ordinal`-th of the import; null where it can be loaded. */
  read(records: Records, ordinal: number): RowFault | null;
}

/** What a reader needs to know of the file its rows come from, and who is told what. */
export interface RowReaderOptions {
  readonly file: string;
  readonly columns: readonly string[];
  /** Makes the id of an event that has none. */
  readonly idOf: (records: Records) => string;
  /** Hears the column of each value that is kept as Unknown in a row that is accepted. */
  readonly onUnknown: (column: string) => void;
}

/** A mapped target with where its text comes from. */
interface Step {
  readonly target: Target;
  readonly place: number;
  readonly text: TextOf;
  readonly read: ReadCell;
  readonly sourceName: string;
  /** Whether its text names a person, and something else is to stand for it. */
  readonly isHidden: boolean;
  /** How its text can be taken from where it stands; null where a string must be made of it. */
  readonly direct: Direct | null;
}

/** A target that is the text of one column and no more. */
interface Direct {
  readonly place: number;
  readonly view: TextView;
  readonly read: ReadView;
}

/** Columns whose text names a person. */
const personal: ReadonlySet<string> = new Set(["user_id", "alias_id"]);

/** A reader for the records of one file. @throws UserError where it lacks a column the mapping reads. */
export function createRowReader(settings: RowSettings, options: RowReaderOptions): RowReader {
  const { mapping, timezone, now, pseudonymKey = null } = settings;
  const pseudonym = pseudonymKey === null ? null : pseudonymUnder(pseudonymKey);
  const { file, columns, idOf, onUnknown } = options;
  const { shape } = mapping;
  const names = Object.keys(shape.table.columns);
  const found = namedTexts({ file, columns, isTyped: mapping.isTyped });
  const steps = stepsOf(settings, { file, columns, isTyped: mapping.isTyped }, found);
  const drop = dropper(
    mapping.filters.filter(({ column }) => !mapping.isLenient || found.has(column)),
    found,
  );
  const properties = propertiesReader(
    mapping.properties.map(({ key, rule }) => ({ key, text: textOfRule(rule, found) })),
  );
  const defaults = names.map((name) => defaultOf(name, settings));
  const [currencyAt, idAt, seqAt, propertiesAt] = ["currency", "event_id", "source_seq", "properties"].map((name) =>
    names.indexOf(name),
  ) as [number, number, number, number];
  const values: (string | number | TextView | null)[] = [...defaults];
  const unknown: string[] = [];
  let current = "";
  const places = new Map(names.map((name, place) => [name, place]));
  const valueOf = (column: string): string | number | null => plainValue(values[places.get(column) ?? -1] ?? null);
  const context = {
    timezone,
    get currency(): string {
      return String(plainValue(values[currencyAt] ?? settings.currency));
    },
  };
  return { values, read };

  function read(records: Records, ordinal: number): RowFault | null {
    for (let place = 0; place < values.length; place++) values[place] = defaults[place] ?? null;
    if (unknown.length > 0) unknown.length = 0;
    if (seqAt >= 0) values[seqAt] = ordinal;
    try {
      current = "";
      drop(records);
      for (const step of steps) {
        const fault = readCell(step, records);
        if (fault !== null) return fault;
      }
      current = "properties";
      if (propertiesAt >= 0) values[propertiesAt] = properties(records);
    } catch (error) {
      return faultOf(error, current);
    }
    const fault = shape.check(valueOf, now);
    if (fault !== null) return { ...fault, column: sourceNameOf(fault.column) };
    if (idAt >= 0) values[idAt] ??= idOf(records);
    for (const column of unknown) onUnknown(column);
    return null;
  }

  function readCell(step: Step, records: Records): RowFault | null {
    const { target, place, text, sourceName } = step;
    current = sourceName;
    const seen = step.direct === null ? undefined : readDirect(step.direct, records);
    if (seen !== undefined) {
      values[place] = seen;
      return null;
    }
    const cell = text(records);
    if (isBlank(cell)) return target.missing === undefined ? null : { column: sourceName, reason: target.missing };
    const value = step.read(cell, context);
    if (value !== undefined) values[place] = step.isHidden && pseudonym !== null ? pseudonym(String(value)) : value;
    else if (target.unreadable !== null) return { column: sourceName, reason: target.unreadable };
    else unknown.push(target.column);
    return null;
  }

  /** The value, where no string need be made; undefined where it must. */
  function readDirect({ place, view, read: readView }: Direct, records: Records): TextView | number | undefined {
    return records.locate(place, view) && !beginsBlank(view) ? readView(view, context) : undefined;
  }

  function sourceNameOf(column: string | null): string | null {
    return steps.find(({ target }) => target.column === column)?.sourceName ?? column;
  }
}

function faultOf(error: unknown, column: string): RowFault {
  if (error instanceof UnreadableCell) return { column: column === "" ? null : column, reason: error.reason };
  if (error instanceof DroppedRow) return { column: null, reason: error.reason, isDropped: true };
  throw error;
}

function stepsOf(
  { mapping, pseudonymKey = null }: RowSettings,
  source: ColumnsOfFile,
  found: NamedTexts,
): readonly Step[] {
  const names = Object.keys(mapping.shape.table.columns);
  return mapping.shape.targets.flatMap((target) => {
    const rule = mapping.rules.get(target.name);
    if (rule === undefined || (mapping.isLenient && isAbsent(rule, found) && target.missing === undefined)) return [];
    const choices = columnsOfRule(rule);
    if (choices.length > 1 && isAbsent(rule, found)) throw noneOfColumns(source, target.name, choices);
    const read = rule.instant === null ? target.read : instantReader(rule.instant);
    const sourceName = columnsOfRule(rule).find((name) => found.has(name)) ?? target.name;
    const isHidden = pseudonymKey !== null && personal.has(target.column);
    const place = names.indexOf(target.column);
    const direct = isHidden ? null : directOf(rule, target, source.columns);
    return [{ target, place, text: textOfRule(rule, found), read, sourceName, isHidden, direct }];
  });
}

function directOf(
  { source, change, lookup, instant }: Rule,
  { readView }: Target,
  columns: readonly string[],
): Direct | null {
  const isPlain = lookup === null && instant === null && Object.values(change).every((value) => value === undefined);
  if (source.kind !== "column" || !isPlain || readView === undefined) return null;
  const place = columns.indexOf(source.name);
  return place < 0 ? null : { place, view: createTextView(), read: readView };
}

function isAbsent(rule: Rule, found: NamedTexts): boolean {
  const columns = columnsOfRule(rule);
  return columns.length > 0 && !columns.some((name) => found.has(name));
}

/** What a column holds where the source says nothing. */
function defaultOf(column: string, { mapping, currency, now }: RowSettings): string | number | null {
  if (column === "received_at") return now;
  if (column === "currency") return currency;
  return mapping.shape.targets.find((target) => target.column === column)?.fallback ?? null;
}

/** An empty text, or one that may be nothing but white space. */
function beginsBlank({ bytes, start, end }: TextView): boolean {
  return start === end || (bytes[start] ?? 0) <= 0x20;
}

/** Nothing but ASCII white space: any other character is somebody's data. */
export function isBlank(text: string): boolean {
  return text.length === 0 || (text.charCodeAt(0) <= 0x20 && /^[\t-\r ]+$/.test(text));
}
