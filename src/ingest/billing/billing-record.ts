import type { Instant } from "../../schema/date.ts";
import { utc } from "../../schema/timezone.ts";
import { instantReader } from "../instant-reading.ts";

/** Why a record of a billing export cannot be used. */
export class BillingFault extends Error {
  override readonly name = "BillingFault";
  readonly reason: string;
  readonly column: string | null;
  /** True where the record is left out because it is no recurring revenue, not because it is wrong. */
  readonly isDropped: boolean;

  constructor(
    reason: string,
    { column = null, isDropped = false }: { column?: string | null; isDropped?: boolean } = {},
  ) {
    super(reason);
    this.reason = reason;
    this.column = column;
    this.isDropped = isDropped;
  }
}

/** A record of an export: a JSON object, or the cells of a row by column. */
export type Fields = Readonly<Record<string, unknown>>;

/** One record of a billing export with where it stood. */
export interface BillingRecord {
  readonly file: string;
  readonly line: number;
  readonly row: number;
  readonly raw: Buffer;
  readonly fields: Fields;
}

/** A column's name as exports' many spellings have in common: `Created (UTC)` is `created`. */
export function fieldName(name: string): string {
  return name
    .replace(/\(utc\)/i, "")
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_.]+/gu, "_")
    .replace(/^_+|_+$/g, (found, at) => (at === 0 ? found : ""));
}

/** The first text that stands at one of `paths` (keys joined by dots), empty where none does. */
export function textOf(fields: Fields, ...paths: readonly string[]): string {
  for (const path of paths) {
    const value = valueOf(fields, path);
    if (typeof value === "string" && value.trim() !== "") return value.trim();
    if (typeof value === "number" || typeof value === "boolean") return String(value);
  }
  return "";
}

/** What stands at a path; objects that a cell holds as JSON are looked into. */
export function valueOf(fields: Fields, path: string): unknown {
  if (path in fields) return fields[path];
  let value: unknown = fields;
  for (const key of path.split(".")) {
    if (typeof value === "string" && /^[[{]/.test(value)) value = parsed(value);
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Fields)[key];
  }
  return value;
}

/** The objects of a list that stands at one of `paths`, be it an array, a list object with `data`, or either as JSON text. */
export function listOf(fields: Fields, ...paths: readonly string[]): readonly Fields[] {
  for (const path of paths) {
    const found = valueOf(fields, path);
    const value = typeof found === "string" ? parsed(found) : found;
    const list = Array.isArray(value) ? value : isFields(value) && Array.isArray(value["data"]) ? value["data"] : null;
    if (list !== null) return list.filter(isFields);
  }
  return [];
}

/** The object at a path, be it one or one as JSON text; null where there is none. */
export function objectOf(fields: Fields, path: string): Fields | null {
  const found = valueOf(fields, path);
  const value = typeof found === "string" && found.startsWith("{") ? parsed(found) : found;
  return isFields(value) ? value : null;
}

const readInstant = instantReader({ unit: "auto", pattern: null, timezone: utc, isCountedLocally: false });

/** Zones as exports name them that write times as somebody saw them, by RFC 5322 (4.3); no other name is certain. */
const offsetOfZone: Readonly<Record<string, string>> = {
  EST: "-05:00",
  EDT: "-04:00",
  CST: "-06:00",
  CDT: "-05:00",
  MST: "-07:00",
  MDT: "-06:00",
  PST: "-08:00",
  PDT: "-07:00",
};

/** The instant at one of `paths`, null where all are empty. @throws BillingFault where it is none. */
export function instantOf(fields: Fields, ...paths: readonly string[]): Instant | null {
  const text = textOf(fields, ...paths);
  if (text === "") return null;
  const instant = readInstant(
    text.replace(/ ([A-Z]{3})$/, (found, zone) => offsetOfZone[zone] ?? found),
    { timezone: utc, currency: "USD" },
  );
  if (typeof instant === "number") return instant;
  throw new BillingFault("not an instant", { column: paths.find((path) => textOf(fields, path) !== "") ?? null });
}

/** The whole number from `least` on at one of `paths`, null where all are empty. @throws BillingFault where it is none. */
export function wholeOf(fields: Fields, paths: readonly string[], least = 0): number | null {
  const text = textOf(fields, ...paths);
  if (text === "") return null;
  const match = /^\+?(\d+)(?:\.0*)?$/.exec(text);
  const value = match === null ? Number.NaN : Number(match[1]);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new BillingFault("not a whole number", { column: paths[0] ?? null });
}

/** Whether one of `paths` says true, in any of the ways exports do. */
export function isTrue(fields: Fields, ...paths: readonly string[]): boolean {
  return /^(true|t|1|yes|y)$/i.test(textOf(fields, ...paths));
}

/** A percentage as basis points. @throws BillingFault where it is finer than a basis point, or none. */
export function basisPointsOf(percent: string, column: string): number {
  const match = /^(\d{1,3})(?:\.(\d*?)0*)?$/.exec(percent);
  const [whole = "", fraction = ""] = match?.slice(1) ?? [];
  const points = Number(whole) * 100 + Number(fraction.padEnd(2, "0").slice(0, 2));
  if (match === null || fraction.length > 2 || points > 10_000) {
    throw new BillingFault("a discount that basis points cannot hold", { column });
  }
  return points;
}

/** Week, month or year with how many of them; days are weeks where they fill them. @throws BillingFault otherwise. */
export function intervalOf(
  unit: string,
  count: number,
): { readonly interval: "week" | "month" | "year"; readonly intervalCount: number } {
  const one = unit.toLowerCase().replace(/s$/, "");
  if (one === "week" || one === "month" || one === "year") return { interval: one, intervalCount: count };
  if (one === "day" && count % 7 === 0) return { interval: "week", intervalCount: count / 7 };
  throw new BillingFault(unit === "" ? "no billing interval" : "not a billing interval", { column: "interval" });
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
