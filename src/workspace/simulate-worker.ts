import { isFull } from "../lake/store/folder-error.ts";
import { type ShardFile, type ShardTask, writeShard } from "./simulate-shard.ts";

/** What a simulating process tells the one that started it. */
export type WorkerMessage =
  | { readonly kind: "file"; readonly file: ShardFile }
  | { readonly kind: "done"; readonly files: readonly ShardFile[] }
  | { readonly kind: "failed"; readonly stack: string; readonly isFull: boolean };

// A child process: it simulates the shards it is sent, one at a time, and ends with the process that started it.
process.on("message", (task: ShardTask) => {
  writeShard(task, (file) => tell({ kind: "file", file })).then(
    (files) => tell({ kind: "done", files }),
    (error: unknown) =>
      tell({
        kind: "failed",
        stack: error instanceof Error ? (error.stack ?? error.message) : String(error),
        isFull: isFull(error),
      }),
  );
});
// A plain exit waits for the engine, whose copy under way waits for rows from this very thread: it would never end.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));

function tell(message: WorkerMessage): void {
  process.send?.(message);
}
