import type { Timezone } from "../schema/timezone.ts";

/** Where the text of a target comes from: columns of the source (the first that is not empty, or all of them joined), or one text for all rows. */
export type Source =
  | { readonly kind: "column"; readonly name: string }
  | { readonly kind: "first"; readonly names: readonly string[] }
  | { readonly kind: "join"; readonly names: readonly string[]; readonly separator: string }
  | { readonly kind: "constant"; readonly text: string };

/** What is done to a text before it is looked up and read, in this order. */
export interface TextChange {
  readonly trim?: boolean | undefined;
  /** Only what stands before or after the first place of this text; the whole where it does not occur. */
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  readonly case?: "lower" | "upper" | undefined;
  /** `comma`: 1.234,50 is read as 1234.50. */
  readonly decimal?: "point" | "comma" | undefined;
  readonly prefix?: string | undefined;
}

/** Other texts for some, and what becomes of the rest: kept, emptied, or its row rejected or dropped. */
export interface Lookup {
  readonly table: Readonly<Record<string, string>>;
  readonly otherwise: "keep" | "empty" | "reject" | "drop";
}

/** What a whole number means as an instant, counted from 1970 in UTC; `auto` tells by its digits. */
export type TimeUnit = "iso" | "s" | "ms" | "us" | "ns" | "auto";

/** How instants are written where ISO 8601 and the workspace's timezone do not say it. */
export interface InstantReading {
  readonly unit: TimeUnit;
  /** A pattern such as `DD/MM/YYYY HH:mm:ss`; null = ISO 8601 or a number. */
  readonly pattern: string | null;
  /** Of times without an offset; null = the workspace's. */
  readonly timezone: Timezone | null;
  /** Whether a count from 1970 counts that timezone's local time, as some exports do. */
  readonly isCountedLocally: boolean;
}

/** How one target is filled. */
export interface Rule {
  readonly source: Source;
  readonly change: TextChange;
  readonly lookup: Lookup | null;
  readonly instant: InstantReading | null;
}

/** Rows that a mapping leaves out on purpose. */
export interface RowFilter {
  readonly column: string;
  /** Dropped where the column's text is one of these; empty text is "". */
  readonly is: readonly string[] | null;
  /** Dropped where it is none of these. */
  readonly isNot: readonly string[] | null;
}

/** A rule that takes `source` as it stands. */
export function plainRule(source: Source): Rule {
  return { source, change: {}, lookup: null, instant: null };
}

/** The columns that a rule reads. */
export function columnsOfRule({ source }: Rule): readonly string[] {
  switch (source.kind) {
    case "column":
      return [source.name];
    case "first":
    case "join":
      return source.names;
    case "constant":
      return [];
  }
}
