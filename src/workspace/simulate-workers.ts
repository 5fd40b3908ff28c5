import { FullDiskError } from "../lake/store/folder-error.ts";
import { type ChildProcess, fork, type ForkOptions } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ProcessEnded } from "./process-ended.ts";
import { stop } from "./stop-child.ts";
import { type ShardFile, type ShardTask, writeShard } from "./simulate-shard.ts";
import type { WorkerMessage } from "./simulate-worker.ts";

/** What becomes of the shards: `onFile` hears of each file, `onShard` gets a finished shard's files and is waited for. */
export interface ShardListener {
  readonly onFile: (file: ShardFile) => void;
  readonly onShard: (task: ShardTask, files: readonly ShardFile[]) => Promise<void>;
}

/** Write all shards of `tasks`, taken from one queue by `workers` child processes, or in this process where that is 1. */
export async function runShards(tasks: readonly ShardTask[], workers: number, listener: ShardListener): Promise<void> {
  if (workers <= 1 || tasks.length <= 1) {
    for (const task of tasks) await listener.onShard(task, await writeShard(task, listener.onFile));
    return;
  }
  const queue = tasks.values();
  const script = fileURLToPath(new URL("simulate-worker.js", import.meta.url));
  // Structured clone, not JSON: a timezone begins at −Infinity. No flags of this process: one may be a script to run.
  // A small space for young objects, of which a simulation makes few, spares each process some 25 MB.
  const options: ForkOptions = { serialization: "advanced", execArgv: ["--max-semi-space-size=2"] };
  const children = Array.from({ length: Math.min(workers, tasks.length) }, () => fork(script, options));
  try {
    await Promise.all(
      children.map(async (child) => {
        for (const task of queue) await listener.onShard(task, await shardFrom(child, task, listener));
      }),
    );
  } finally {
    await Promise.all(children.map(stop));
  }
}

/** Have `child` write one shard. */
function shardFrom(child: ChildProcess, task: ShardTask, listener: ShardListener): Promise<readonly ShardFile[]> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: WorkerMessage): void => {
      if (message.kind === "file") {
        try {
          listener.onFile(message.file);
        } catch (error) {
          settle();
          reject(error);
        }
        return;
      }
      settle();
      if (message.kind === "done") resolve(message.files);
      else {
        const failure = `A simulating process failed: ${message.stack}`;
        reject(message.isFull ? new FullDiskError("disk_full", failure, "Free some space.") : new Error(failure));
      }
    };
    const onExit = (code: number | null, signal: string | null): void => {
      settle();
      reject(new ProcessEnded(`A simulating process ended before shard ${task.shard} was done`, { code, signal }));
    };
    const settle = (): void => {
      child.off("message", onMessage);
      child.off("exit", onExit);
      child.off("error", reject);
    };
    child.on("message", onMessage);
    child.on("exit", onExit);
    child.on("error", reject);
    if (child.exitCode !== null || child.signalCode !== null) onExit(child.exitCode, child.signalCode);
    else child.send(task);
  });
}
