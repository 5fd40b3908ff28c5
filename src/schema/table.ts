/**
 * A column's type: `text` UTF-8; `integer` 32 and `bigint` 64 bits, signed; `date` days since 1970-01-01;
 * `timestamp` microseconds since 1970-01-01T00:00:00Z. Nothing else is ever stored: no floats, no booleans.
 */
export type ColumnType = "text" | "integer" | "bigint" | "date" | "timestamp";

/** One column: what a value means, in which unit (null where the value has none), and whether it may be missing. */
export interface Column<T extends ColumnType = ColumnType, N extends boolean = boolean> {
  readonly type: T;
  readonly nullable: N;
  readonly unit: string | null;
  readonly meaning: string;
}

/** A table of Tidemark. `columns` stand in their stored order; `key` names the columns that identify a row. */
export interface Table<C extends Readonly<Record<string, Column>> = Readonly<Record<string, Column>>> {
  readonly name: string;
  readonly meaning: string;
  readonly key: readonly string[];
  readonly columns: C;
}

type ValueOf<T extends ColumnType> = T extends "text" ? string : number;

/** A row of `T` as a record: text as string, numbers, dates (days) and timestamps (µs) as safe integers, missing as null. */
export type RowOf<T extends Table> = {
  readonly [K in keyof T["columns"]]: T["columns"][K] extends Column<infer Type, infer Nullable>
    ? Nullable extends true
      ? ValueOf<Type> | null
      : ValueOf<Type>
    : never;
};

/** What a column's meaning and unit are, as `column` takes them. */
interface Described {
  readonly meaning: string;
  readonly unit?: string;
}

/** A column that every row fills. */
export function column<T extends ColumnType>(type: T, { meaning, unit }: Described): Column<T, false> {
  return { type, nullable: false, unit: unit ?? null, meaning };
}

/** A column that a row may leave empty. */
export function optional<T extends ColumnType>(type: T, { meaning, unit }: Described): Column<T, true> {
  return { type, nullable: true, unit: unit ?? null, meaning };
}

/** A table; the columns keep their order and their exact types. */
export function defineTable<const C extends Readonly<Record<string, Column>>>(
  table: Table<C> & { readonly key: readonly (keyof C & string)[] },
): Table<C> {
  return table;
}
