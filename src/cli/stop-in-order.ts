import type { OnProgress } from "../workspace/types.ts";
import { interrupted, onInterrupt } from "./terminal.ts";

const mostMsToStop = 8_000;

/**
 * Do a job that writes Parquet files so that Ctrl-C ends it at its next sign of progress: `listener` hears of progress,
 * and once Ctrl-C was pressed the job fails there. Exit code 130 as everywhere. It cannot end sooner: while a file is
 * written, the engine waits for rows from this very thread, and a plain exit waits for the engine, for ever.
 */
export async function stopInOrder<T>(listener: OnProgress, job: (onProgress: OnProgress) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  onInterrupt(() => {
    process.stderr.write("\nInterrupted.\n");
    stop.abort();
    onInterrupt(endAtOnce);
    setTimeout(endAtOnce, mostMsToStop).unref();
  });
  try {
    return await job((progress) => {
      stop.signal.throwIfAborted();
      listener(progress);
    });
  } finally {
    if (stop.signal.aborted) process.exit(130);
    onInterrupt(interrupted);
  }
}

/** End without waiting for the engine: by the signal itself, which a shell reports as 130 as well. */
function endAtOnce(): void {
  process.removeAllListeners("SIGINT");
  process.kill(process.pid, "SIGINT");
}
