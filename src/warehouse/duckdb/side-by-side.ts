import type { Statement } from "../../sql/print.ts";
import type { ResultRow } from "../warehouse.ts";
import type { Session } from "./session.ts";

/** Queries of one database that need not wait for each other. */
export interface SideBySide {
  /** Every row of `statement`, which reads no temporary table of the first session. */
  query(statement: Statement): Promise<readonly ResultRow[]>;
  /** Close the connections beside the first session; no query is under way any more. */
  close(): Promise<void>;
}

/** A small question is planned and run on one core: two keep both of a small machine at work. */
const mostSessions = 2;

/**
 * Ask `first` and, while it is at work, another connection beside it: a connection does one thing at a time, and a page asks
 * for a dozen.
 */
export function sideBySide(first: Session): SideBySide {
  const desks = [{ session: Promise.resolve(first), waiting: 0 }];

  function freest() {
    const best = desks.reduce((one, other) => (other.waiting < one.waiting ? other : one));
    if (best.waiting === 0 || desks.length === mostSessions) return best;
    const another = { session: first.beside(), waiting: 0 };
    desks.push(another);
    return another;
  }

  return {
    async query(statement) {
      const desk = freest();
      desk.waiting += 1;
      try {
        return await (await desk.session).query(statement);
      } finally {
        desk.waiting -= 1;
      }
    },
    async close() {
      for (const { session } of desks.slice(1)) (await session.catch(() => null))?.close();
    },
  };
}
