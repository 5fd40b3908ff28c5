/**
 * A part of a table that is sent to a server as a whole or not at all: a lake file's events, a month of a rollup, a range
 * of user numbers. Equal fingerprints mean equal rows.
 */
export interface Chunk {
  readonly table: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly rows: number;
  /** Months (YYYY-MM) that its rows lie in, for tables that begin with a time; UTC for events, else local. */
  readonly months: readonly string[];
}
