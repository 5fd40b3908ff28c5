import type { CommitRecord } from "../lake/lake.ts";
import { formatInstant } from "../schema/date.ts";
import { sql } from "../sql/fragment.ts";
import type { ResultRow } from "../warehouse/warehouse.ts";
import type { Workspace } from "./open.ts";
import { type UserTypeAgreement, userTypeAgreement } from "./user-type-agreement.ts";

/** One batch that the lake holds, and what became of its rows. */
export interface LoadedBatch {
  readonly commit: number;
  /** simulate, import, … */
  readonly operation: string;
  readonly batchId: string;
  /** When the lake took it. */
  readonly committedAt: string;
  /** Source files as they were named; empty where there were none. */
  readonly files: readonly string[];
  readonly events: number;
  readonly subscriptions: number;
  readonly bytes: number;
  /** Rows that stand in quarantine instead. */
  readonly rejected: number;
  /** Rows whose event was known already, with an equal body or another; null while the batch is not loaded. */
  readonly duplicates: number | null;
  readonly conflicts: number | null;
}

/** Every batch, the newest first, and the sums that say how clean the data are. */
export interface LoadList {
  readonly generation: number;
  readonly loads: readonly LoadedBatch[];
  readonly totals: {
    readonly events: number;
    readonly subscriptions: number;
    readonly bytes: number;
    readonly rejected: number;
    readonly duplicates: number;
    readonly conflicts: number;
    /** Batches that the lake holds and the newest load does not. */
    readonly notLoaded: number;
  };
  readonly userTypes: UserTypeAgreement;
}

/** What was loaded, batch by batch. UserError `nothing_loaded` before any load. */
export async function loads(ws: Workspace): Promise<LoadList> {
  const { commits, files } = await (await ws.lake()).snapshot();
  const userTypes = await userTypeAgreement(ws);
  return ws.readers.use(async (reader) => {
    const recorded = await reader.run(
      sql`select commit_number, duplicates, conflicts from load order by commit_number`,
    );
    const known = new Map(recorded.map((row) => [Number(row["commit_number"]), row]));
    const batches = commits.map((commit) => batchOf(commit, files, known.get(commit.number)));
    const sum = (figure: (batch: LoadedBatch) => number) => batches.reduce((total, batch) => total + figure(batch), 0);
    return {
      generation: reader.generation.number,
      loads: batches.toReversed(),
      totals: {
        events: sum(({ events }) => events),
        subscriptions: sum(({ subscriptions }) => subscriptions),
        bytes: sum(({ bytes }) => bytes),
        rejected: sum(({ rejected }) => rejected),
        duplicates: sum(({ duplicates }) => duplicates ?? 0),
        conflicts: sum(({ conflicts }) => conflicts ?? 0),
        notLoaded: batches.filter(({ duplicates }) => duplicates === null).length,
      },
      userTypes,
    };
  });
}

interface StoredFile {
  readonly commit: number;
  readonly table: string;
  readonly rows: number;
  readonly bytes: number;
}

function batchOf(commit: CommitRecord, files: readonly StoredFile[], recorded: ResultRow | undefined): LoadedBatch {
  const own = files.filter((file) => file.commit === commit.number);
  const rows = (table: string) =>
    own.filter((file) => file.table === table).reduce((total, file) => total + file.rows, 0);
  const { files: sources, rowsRejected } = commit.details;
  return {
    commit: commit.number,
    operation: commit.operation,
    batchId: commit.batchId,
    committedAt: formatInstant(commit.committedAt),
    // The name alone: where a file lay on the machine is nobody's business over HTTP.
    files: Array.isArray(sources) ? sources.map((source) => String(source).split(/[\\/]/).at(-1) ?? "") : [],
    events: rows("event"),
    subscriptions: rows("subscription"),
    bytes: own.reduce((total, file) => total + file.bytes, 0),
    rejected: typeof rowsRejected === "number" ? rowsRejected : 0,
    duplicates: recorded === undefined ? null : Number(recorded["duplicates"]),
    conflicts: recorded === undefined ? null : Number(recorded["conflicts"]),
  };
}
