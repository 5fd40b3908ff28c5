import { DuckDBInstance, DuckDBTableFunction, INTEGER, type DuckDBType } from "@duckdb/node-api";
import type duckdb from "@duckdb/node-bindings";

/** Rows on their way into the engine; `fill` sets a chunk's size and its vectors, size 0 at the end. */
export interface RowSource {
  readonly columns: readonly { readonly name: string; readonly type: DuckDBType }[];
  readonly fill: (chunk: duckdb.DataChunk) => void;
}

/** An engine that reads JavaScript rows inside a query. */
export interface RowEngine {
  /** Run the statement that `statement` makes of a FROM item which yields the rows of `source`; the rows it wrote. */
  run(source: RowSource, statement: (rows: string) => string): Promise<number>;
}

interface Job {
  readonly source: RowSource;
  failure: { readonly error: unknown } | null;
}

/**
 * Start an in-memory engine. One thread: rows keep their order, so equal rows give equal bytes; processes, not threads,
 * are how encoding is spread. The table function is registered once and finds its rows by number, because the engine
 * never lets go of a registered function.
 */
export async function startRowEngine(): Promise<RowEngine> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const jobs = new Map<number, Job>();
  let lastJob = 0;
  const registrar = await instance.connect();
  registrar.registerTableFunction(rowsFunction(jobs));
  registrar.closeSync();
  return {
    run: async (source, statement) => {
      const number = ++lastJob;
      const job: Job = { source, failure: null };
      jobs.set(number, job);
      const connection = await instance.connect();
      try {
        return (await connection.run(statement(`rows_of_job(${number})`))).rowsChanged;
      } catch (error) {
        throw job.failure === null ? error : job.failure.error;
      } finally {
        connection.closeSync();
        jobs.delete(number);
      }
    },
  };
}

function rowsFunction(jobs: ReadonlyMap<number, Job>): DuckDBTableFunction {
  return DuckDBTableFunction.create({
    name: "rows_of_job",
    parameterTypes: [INTEGER],
    bindFunction: (info) => {
      const job = jobs.get(Number(info.getParameter(0)));
      if (job === undefined) throw new Error("rows_of_job was asked for a job that is not running.");
      for (const { name, type } of job.source.columns) info.addResultColumn(name, type);
      info.setBindData(job);
    },
    initFunction: () => {},
    mainFunction: (info, { chunk }) => {
      const job = info.getBindData() as Job;
      try {
        job.source.fill(chunk);
      } catch (error) {
        // The engine passes on a text only; the caller gets the error itself.
        job.failure = { error };
        info.setError("The rows could not be read.");
      }
    },
  });
}
