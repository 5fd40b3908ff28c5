import { literal } from "./event-files.ts";
import { openSession, type Session } from "./session.ts";

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

/** One figure of a full answer key, summed over shards and parts; see the table `truth_answer`. */
export interface FullKeyFigure {
  readonly question: string;
  readonly grain: string;
  readonly period: number;
  readonly dimension: string | null;
  readonly dimensionValue: string | null;
  readonly currency: string | null;
  readonly name: string;
  readonly position: number;
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
  options: AnswerKeyOptions,
): Promise<readonly KeyFigure[]> {
  const rows = await sumValues(paths, "metric, grain, period, dimension, dimension_value, currency", options);
  return rows.map((row) => ({
    metric: String(row["metric"]),
    grain: String(row["grain"]),
    period: Number(row["period"]),
    dimension: text(row["dimension"]),
    dimensionValue: text(row["dimension_value"]),
    currency: text(row["currency"]),
    value: Number(row["value"]),
  }));
}

/** The full answer key that stands in the given verified Parquet files of the table `truth_answer`. */
export async function readFullKey(
  paths: readonly string[],
  options: AnswerKeyOptions,
): Promise<readonly FullKeyFigure[]> {
  const columns = "question, grain, period, dimension, dimension_value, currency, name, position";
  const rows = await sumValues(paths, columns, options);
  return rows.map((row) => ({
    question: String(row["question"]),
    grain: String(row["grain"]),
    period: Number(row["period"]),
    dimension: text(row["dimension"]),
    dimensionValue: text(row["dimension_value"]),
    currency: text(row["currency"]),
    name: String(row["name"]),
    position: Number(row["position"]),
    value: Number(row["value"]),
  }));
}

/** `value` of all rows of a key, summed by `columns`. */
async function sumValues(
  paths: readonly string[],
  columns: string,
  { slices, temporaryFolder }: AnswerKeyOptions,
): Promise<readonly SessionRow[]> {
  if (paths.length === 0) return [];
  const session = await openSession({ path: ":memory:", readOnly: false, temporaryFolder });
  try {
    return await session.query({
      sql: `select ${columns}, cast(sum(value) as bigint) as value
        from read_parquet([${paths.map(literal).join(", ")}])
        where ${slices ? "true" : "dimension is null"}
        group by all order by all`,
      parameters: [],
    });
  } finally {
    session.close();
  }
}

type SessionRow = Awaited<ReturnType<Session["query"]>>[number];

function text(cell: string | number | null | undefined): string | null {
  return cell === null || cell === undefined ? null : String(cell);
}
