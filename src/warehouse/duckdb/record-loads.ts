import { DuckDBTimestampValue } from "@duckdb/node-api";
import type { CommitRecord, LakeFile } from "../../lake/lake.ts";
import type { Deduplication } from "./deduplicate.ts";
import type { Session } from "./session.ts";

/**
 * Record the commits that this load took, so that the next one knows them. Where several were taken at once, what was
 * found twice is booked on the last of them.
 */
export async function recordLoads(
  session: Session,
  options: {
    readonly commits: readonly CommitRecord[];
    readonly files: readonly LakeFile[];
    readonly repeated: Deduplication;
  },
): Promise<void> {
  const { commits, files, repeated } = options;
  for (const [i, commit] of commits.entries()) {
    const isLast = i === commits.length - 1;
    const rows = (table: string) =>
      files
        .filter((file) => file.commit === commit.number && file.table === table)
        .reduce((sum, file) => sum + file.rows, 0);
    const through = commit.through.events ?? commit.through.subscriptions;
    await session.connection.run("insert into load values ($1, $2, $3, $4, $5, $6, $7, $8, $9)", [
      commit.number,
      commit.batchId,
      commit.operation,
      rows("event"),
      rows("subscription"),
      isLast ? repeated.duplicates : 0,
      isLast ? repeated.conflicts : 0,
      new DuckDBTimestampValue(BigInt(commit.committedAt)),
      through === null ? null : new DuckDBTimestampValue(BigInt(through)),
    ]);
  }
}
