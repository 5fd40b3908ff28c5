import { UserError } from "../schema/user-error.ts";
import type { Reader, Warehouse } from "../warehouse/warehouse.ts";

/** Hands out the newest generation; one that was superseded stays open until its last answer is out. */
export interface Readers {
  /** Run `job` on the newest generation. UserError `nothing_loaded` where there is none. */
  use<T>(job: (reader: Reader) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

interface Held {
  readonly reader: Reader;
  users: number;
}

/** Readers of a warehouse, opened when first needed. */
export function openReaders(warehouse: () => Promise<Warehouse>): Readers {
  let newest: Held | null = null;
  let opening: Promise<Held> | null = null;

  async function open(): Promise<Held> {
    const reader = await (await warehouse()).open();
    if (reader === null) {
      throw new UserError(
        "nothing_loaded",
        "Nothing is loaded yet.",
        'Run "tidemark simulate" or "tidemark import", then "tidemark load".',
      );
    }
    const superseded = newest;
    newest = { reader, users: 0 };
    if (superseded?.users === 0) await superseded.reader.close();
    return newest;
  }

  /** The newest generation, already counted as used: between counting and returning nothing else can run. */
  async function take(): Promise<Held> {
    const number = await (await warehouse()).newest();
    while (newest === null || newest.reader.generation.number !== number) {
      opening ??= open().finally(() => {
        opening = null;
      });
      const opened = await opening;
      if (newest === opened) break;
    }
    newest.users += 1;
    return newest;
  }

  return {
    async use(job) {
      const held = await take();
      try {
        return await job(held.reader);
      } finally {
        held.users -= 1;
        if (held.users === 0 && held !== newest) await held.reader.close();
      }
    },
    async close() {
      const last = newest;
      newest = null;
      if (last?.users === 0) await last.reader.close();
    },
  };
}
