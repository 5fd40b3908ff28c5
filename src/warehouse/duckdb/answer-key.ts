import { literal } from "./event-files.ts";
import { openSession } from "./session.ts";

/** One figure of a simulation's answer key, summed over its shards. */
export interface KeyFigure {
  readonly metric: string;
  readonly grain: string;
  /** First day of the period. */
  readonly period: number;
  readonly dimension: string | null;
  readonly dimensionValue: string | null;
  readonly currency: string | null;
  readonly value: number;
}

/** Which part of a key is read. */
export interface AnswerKeyOptions {
  /** Whether figures by dimension are read too. */
  readonly slices: boolean;
  readonly temporaryFolder: string;
}

/** The answer key that stands in the given verified Parquet files of the table `truth`. */
export async function readAnswerKey(
  paths: readonly string[],
  { slices, temporaryFolder }: AnswerKeyOptions,
): Promise<readonly KeyFigure[]> {
  if (paths.length === 0) return [];
  const session = await openSession({ path: ":memory:", readOnly: false, temporaryFolder });
  try {
    const rows = await session.query({
      sql: `select metric, grain, period, dimension, dimension_value, currency, cast(sum(value) as bigint) as value
        from read_parquet([${paths.map(literal).join(", ")}])
        where ${slices ? "true" : "dimension is null"}
        group by all order by all`,
      parameters: [],
    });
    const text = (cell: string | number | null | undefined) =>
      cell === null || cell === undefined ? null : String(cell);
    return rows.map((row) => ({
      metric: String(row["metric"]),
      grain: String(row["grain"]),
      period: Number(row["period"]),
      dimension: text(row["dimension"]),
      dimensionValue: text(row["dimension_value"]),
      currency: text(row["currency"]),
      value: Number(row["value"]),
    }));
  } finally {
    session.close();
  }
}
