import type { Instant } from "../schema/date.ts";
import type { Timezone } from "../schema/timezone.ts";
import { UserError } from "../schema/user-error.ts";
import type { CsvScanner } from "./csv-scanner.ts";
import type { RowFault, RowValues } from "./import-shape.ts";
import type { Source } from "./mapping-pairs.ts";
import type { Mapping } from "./mapping.ts";
import { propertiesReader } from "./properties.ts";
import { readAmount, type Target } from "./target.ts";

/** What every row of an import shares. */
export interface RowSettings {
  readonly mapping: Mapping;
  readonly timezone: Timezone;
  /** The workspace's currency, for rows that name none. */
  readonly currency: string;
  /** The import's own time: what was not received at another time was received now, and nothing happened later. */
  readonly now: Instant;
}

/** Reads the rows of one file. */
export interface RowReader {
  /** The values of the last row that `read` accepted; overwritten by the next. */
  readonly values: RowValues;
  /** Read the row the scanner stands on, the `ordinal`-th of the import; null where it can be loaded. */
  read(scanner: CsvScanner, ordinal: number): RowFault | null;
}

/** A mapped target with where its text stands in a row. */
interface Step {
  readonly target: Target;
  readonly place: number;
  readonly text: (scanner: CsvScanner) => string;
  readonly sourceName: string;
}

/**
 * A reader for rows under a header `columns`. `idOf` makes the id of an event that has none; `onUnknown` hears the column
 * of each value that is kept as Unknown in a row that is accepted.
 */
export function createRowReader(
  settings: RowSettings,
  columns: readonly string[],
  { idOf, onUnknown }: { readonly idOf: (scanner: CsvScanner) => string; readonly onUnknown: (column: string) => void },
): RowReader {
  const { mapping, timezone, now } = settings;
  const { shape } = mapping;
  const names = Object.keys(shape.table.columns);
  const steps = stepsOf(mapping, columns, names);
  const properties = propertiesReader(mapping.properties, (source) => textOf(source, columns));
  const defaults = names.map((name) => defaultOf(name, settings));
  const [currencyAt, idAt, seqAt, propertiesAt] = ["currency", "event_id", "source_seq", "properties"].map((name) =>
    names.indexOf(name),
  ) as [number, number, number, number];
  const values = [...defaults];
  const unknown: string[] = [];
  const valueOf = (column: string): string | number | null => values[names.indexOf(column)] ?? null;
  const context = {
    timezone,
    get currency(): string {
      return String(values[currencyAt] ?? settings.currency);
    },
  };
  return { values, read };

  function read(scanner: CsvScanner, ordinal: number): RowFault | null {
    values.forEach((_, place) => (values[place] = defaults[place] ?? null));
    unknown.length = 0;
    if (seqAt >= 0) values[seqAt] = ordinal;
    for (const step of steps) {
      const fault = readCell(step, scanner);
      if (fault !== null) return fault;
    }
    if (propertiesAt >= 0) values[propertiesAt] = properties(scanner);
    const fault = shape.check(valueOf, now);
    if (fault !== null) return { ...fault, column: sourceNameOf(fault.column) };
    if (idAt >= 0) values[idAt] ??= idOf(scanner);
    unknown.forEach(onUnknown);
    return null;
  }

  function readCell({ target, place, text, sourceName }: Step, scanner: CsvScanner): RowFault | null {
    const cell = text(scanner);
    if (isBlank(cell)) return target.missing === undefined ? null : { column: sourceName, reason: target.missing };
    const value = target.read(cell, context);
    if (value !== undefined) values[place] = value;
    else if (target.unreadable !== null) return { column: sourceName, reason: target.unreadable };
    else unknown.push(target.column);
    return null;
  }

  function sourceNameOf(column: string | null): string | null {
    return steps.find(({ target }) => target.column === column)?.sourceName ?? column;
  }
}

/**
 * Check the constants of a mapping once, so that a misspelt one is not reported for every row.
 * @throws UserError `usage` naming the constant.
 */
export function checkConstants({ mapping, timezone, currency }: Omit<RowSettings, "now">): void {
  for (const target of mapping.shape.targets) {
    const source = mapping.sources.get(target.name);
    if (source?.kind !== "constant") continue;
    const { text } = source;
    if (target.read === readAmount && mapping.sources.get("currency")?.kind === "column") continue;
    const reason = isBlank(text) ? target.missing : (target.unreadable ?? "not known");
    if (reason === undefined || (!isBlank(text) && target.read(text, { timezone, currency }) !== undefined)) continue;
    throw new UserError("usage", `"${text}" for ${target.name}: ${reason}.`, `Correct ${target.name}==… in --map.`);
  }
}

function stepsOf(mapping: Mapping, columns: readonly string[], names: readonly string[]): readonly Step[] {
  return mapping.shape.targets.flatMap((target) => {
    const source = mapping.sources.get(target.name);
    if (source === undefined) return [];
    const sourceName = source.kind === "column" ? source.name : target.name;
    return [{ target, place: names.indexOf(target.column), text: textOf(source, columns), sourceName }];
  });
}

function textOf(source: Source, columns: readonly string[]): (scanner: CsvScanner) => string {
  if (source.kind === "constant") return () => source.text;
  const index = columns.indexOf(source.name);
  return (scanner) => scanner.text(index);
}

/** What a column holds where the source says nothing. */
function defaultOf(column: string, { mapping, currency, now }: RowSettings): string | number | null {
  if (column === "received_at") return now;
  if (column === "currency") return currency;
  return mapping.shape.targets.find((target) => target.column === column)?.fallback ?? null;
}

/** Nothing but ASCII white space: any other character is somebody's data. */
function isBlank(text: string): boolean {
  return text.length === 0 || (text.charCodeAt(0) <= 0x20 && /^[\t-\r ]+$/.test(text));
}
