import type { Cells, TextOf } from "./records.ts";
import { UnreadableCell } from "./json-value.ts";
import type { NamedTexts } from "./named-text.ts";
import type { Lookup, Rule, RowFilter, TextChange } from "./mapping-rule.ts";

/** Thrown where a mapping leaves the record out on purpose; `reason` says why. */
export class DroppedRow extends Error {
  override readonly name = "DroppedRow";
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * How `rule` gets its text from the columns `names` finds; of several columns to choose from, some may be absent. What the
 * function returns may throw `UnreadableCell` and `DroppedRow`.
 */
export function textOfRule({ source, change, lookup }: Rule, names: NamedTexts): TextOf {
  let text: TextOf;
  switch (source.kind) {
    case "column":
      text = names.find(source.name);
      break;
    case "constant":
      text = () => source.text;
      break;
    case "first":
      text = firstOf(presentOf(source.names, names).map((name) => names.find(name)));
      break;
    case "join":
      text = joined(
        source.names.map((name) => names.find(name)),
        source.separator,
      );
      break;
  }
  const own = changing(text, change);
  return lookup === null ? own : lookingUp(own, lookup);
}

/** Throws `DroppedRow` for the records that `filters` leave out. */
export function dropper(filters: readonly RowFilter[], names: NamedTexts): (cells: Cells) => void {
  const checks = filters.map(({ column, is, isNot }) => {
    const text = names.find(column);
    const [dropped, kept] = [is === null ? null : new Set(is), isNot === null ? null : new Set(isNot)];
    return (cells: Cells): void => {
      const value = text(cells);
      if (dropped?.has(value) === true || kept?.has(value) === false)
        throw new DroppedRow(`${column}: ${shown(value)}`);
    };
  });
  return (cells) => {
    for (const check of checks) check(cells);
  };
}

/** Those of `choices` that are there; the first, to be reported as absent, where none is. */
function presentOf(choices: readonly string[], names: NamedTexts): readonly string[] {
  const present = choices.filter((name) => names.has(name));
  return present.length > 0 ? present : choices.slice(0, 1);
}

function firstOf(texts: readonly TextOf[]): TextOf {
  return (cells) => {
    for (const text of texts) {
      const value = text(cells);
      if (value !== "") return value;
    }
    return "";
  };
}

/** Empty where one part is: half an id is none. */
function joined(texts: readonly TextOf[], separator: string): TextOf {
  return (cells) => {
    const parts = texts.map((text) => text(cells));
    return parts.includes("") ? "" : parts.join(separator);
  };
}

function changing(text: TextOf, change: TextChange): TextOf {
  if (Object.values(change).every((value) => value === undefined)) return text;
  return (cells) => {
    const value = text(cells);
    return value === "" ? "" : changed(value, change);
  };
}

function changed(value: string, change: TextChange): string {
  let text = change.trim === true ? value.trim() : value;
  const end = change.before === undefined ? -1 : text.indexOf(change.before);
  if (end >= 0) text = text.slice(0, end);
  const start = change.after === undefined ? -1 : text.indexOf(change.after);
  if (start >= 0) text = text.slice(start + (change.after ?? "").length);
  if (change.case === "lower") text = text.toLowerCase();
  if (change.case === "upper") text = text.toUpperCase();
  if (change.decimal === "comma") text = withPoint(text);
  return change.prefix === undefined || text === "" ? text : change.prefix + text;
}

/** `1.234,50` → `1234.50`; what is not grouped in threes stays as it is, and is then no amount. */
function withPoint(text: string): string {
  const match = /^([+-]?)(\d{1,3}(?:[. ]\d{3})+|\d+)(?:,(\d*))?$/.exec(text.trim());
  if (match === null) return text;
  return `${match[1] ?? ""}${(match[2] ?? "").replace(/[. ]/g, "")}${match[3] === undefined ? "" : `.${match[3]}`}`;
}

function lookingUp(text: TextOf, { table, otherwise }: Lookup): TextOf {
  const found = new Map(Object.entries(table));
  return (cells) => {
    const value = text(cells);
    const other = found.get(value);
    if (other !== undefined) return other;
    if (otherwise === "keep" || value === "") return value;
    if (otherwise === "empty") return "";
    if (otherwise === "drop") throw new DroppedRow(`not looked up: ${shown(value)}`);
    throw new UnreadableCell("not in the lookup");
  };
}

function shown(value: string): string {
  return value === "" ? "empty" : value.length > 60 ? `${value.slice(0, 60)}…` : value;
}
