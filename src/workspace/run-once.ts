import type { AnswerRow } from "../metrics/answer.ts";
import { duckdb } from "../sql/dialects/duckdb.ts";
import { print } from "../sql/print.ts";
import type { Engine } from "./measure.ts";

/**
 * An engine for one answer, which runs equal queries once: what stands or trails is the same series of days for the rows and
 * for the total.
 */
export function runningOnce<Given extends Engine>(engine: Given): Given {
  const running = new Map<string, Promise<readonly AnswerRow[]>>();
  return {
    ...engine,
    run(query) {
      const { sql, parameters } = print(query, duckdb);
      const key = JSON.stringify([sql, parameters]);
      const rows = running.get(key) ?? engine.run(query);
      running.set(key, rows);
      return rows;
    },
  };
}

/** Both, once both are done. Where both fail, the first one's error is told, so that it does not depend on which was faster. */
export async function besides<One, Other>(one: Promise<One>, other: Promise<Other>): Promise<readonly [One, Other]> {
  const [first, second] = await Promise.allSettled([one, other]);
  if (first.status === "rejected") throw first.reason;
  if (second.status === "rejected") throw second.reason;
  return [first.value, second.value];
}
