import type { ColumnType } from "../../schema/table.ts";
import type { Fragment } from "../../sql/fragment.ts";
import type { DataState } from "../data-state.ts";

/**
 * Over what the values of a mart's column may be added: everything but currency and price basis (`all`), the slices of one
 * period (`slices`), nothing at all (`none`). Null for columns that are no figure.
 */
export type Summing = "all" | "slices" | "none" | null;

/** A column of a mart: what its values are, and over what they may be added. */
export interface MartColumn {
  readonly type: ColumnType;
  readonly unit: string | null;
  readonly meaning: string;
  readonly sums: Summing;
  /** The metric of the catalogue that it holds; null for columns that are none. */
  readonly metric: string | null;
}

/** A public view for other tools: it keeps its columns and their meaning as long as its version stands. */
export interface Mart {
  readonly name: string;
  readonly title: string;
  readonly meaning: string;
  /** What one row is. */
  readonly grain: string;
  /** What tells one row from every other. */
  readonly key: readonly string[];
  readonly columns: Readonly<Record<string, MartColumn>>;
  /** What of the data it needs; without it the mart is empty. */
  readonly subject: "activity" | "subscription";
  /** Whether its rows are about single users, so that they leave only when they are named. */
  readonly isAboutUsers: boolean;
  /** The rows, without an order; every column once, in the order of `columns`. */
  readonly query: (state: DataState) => Fragment;
}

/** Version of all marts together: it rises when a column is taken away or comes to mean something else. */
export const martVersion = 1;

/** A column that tells rows apart. */
export function dimension(type: ColumnType, meaning: string, unit: string | null = null): MartColumn {
  return { type, unit, meaning, sums: null, metric: null };
}

/** A column with a figure. */
export function figure(meaning: string, { unit, sums, metric = null }: FigureOptions): MartColumn {
  return { type: "bigint", unit, meaning, sums, metric };
}

interface FigureOptions {
  readonly unit: string;
  readonly sums: Exclude<Summing, null>;
  readonly metric?: string | null;
}
