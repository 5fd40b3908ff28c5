import { setTimeout as sleep } from "node:timers/promises";

/** How long a remote store is asked again before it is given up. */
export interface Patience {
  /** Times that one request is sent at most. */
  readonly attempts: number;
  /** Milliseconds after the first failure within which a request is sent again. */
  readonly totalMs: number;
  /** Milliseconds without a byte after which a connection counts as dead. */
  readonly silenceMs: number;
  /** The pause after attempt n is drawn evenly from 0 to this many milliseconds · 2ⁿ. */
  readonly pauseMs: number;
}

/** Six attempts within a minute. */
export const usualPatience: Patience = { attempts: 6, totalMs: 60_000, silenceMs: 15_000, pauseMs: 200 };

/** What a request under way is watched by. */
export interface Watch {
  /** Aborted once the request counts as dead. */
  readonly signal: AbortSignal;
  /** Something has moved: silence begins anew. */
  readonly alive: () => void;
}

/**
 * The outcome of `request`, or a failure called ETIMEDOUT once nothing has moved for so long, be it on the way there, before
 * the answer or inside its body.
 */
export async function withoutSilence<T>(silenceMs: number, request: (watch: Watch) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(Object.assign(new Error(`Nothing came for ${silenceMs} ms.`), { code: "ETIMEDOUT" }));
      controller.abort();
    }, silenceMs);
  });
  const work = request({ signal: controller.signal, alive: () => void timer?.refresh() });
  // Where silence has won, nobody listens to it any more.
  work.catch(() => {});
  try {
    return await Promise.race([work, silence]);
  } finally {
    clearTimeout(timer);
  }
}

const longestPauseMs = 20_000;

/**
 * Do `work`, again while `isPassing` says of its failure that it may pass; then that failure. Pauses are drawn by lot, so
 * that machines which a busy store sent away do not all come back at once. Source: "Exponential Backoff and Jitter", AWS
 * Architecture Blog (full jitter).
 */
export async function retried<T>(
  work: () => Promise<T>,
  { attempts, totalMs, pauseMs }: Patience,
  isPassing: (error: unknown) => boolean,
): Promise<T> {
  let firstFailure: number | null = null;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      firstFailure ??= performance.now();
      const pause = Math.random() * Math.min(pauseMs * 2 ** attempt, longestPauseMs);
      const isLate = performance.now() - firstFailure + pause > totalMs;
      if (attempt >= attempts || isLate || !isPassing(error)) throw error;
      await sleep(pause);
    }
  }
}
