import { Refusal } from "./problem.ts";

/** Lets a few jobs run at once, a bounded number wait, and refuses the rest at once. */
export interface Gate {
  /** Run `job` when its turn comes; if `isWanted` is false by then, nobody waits for it any more and it is dropped. */
  run<T>(job: () => Promise<T>, isWanted: () => boolean): Promise<T>;
  readonly running: number;
  readonly waiting: number;
}

/** A gate for `running` jobs at once and `waiting` more in line, first come, first served. */
export function createGate(limits: { readonly running: number; readonly waiting: number }): Gate {
  const line: (() => void)[] = [];
  let running = 0;

  async function turn(): Promise<void> {
    if (running < limits.running) {
      running += 1;
      return;
    }
    if (line.length >= limits.waiting) throw busy();
    await new Promise<void>((start) => line.push(start));
  }

  function leave(): void {
    const next = line.shift();
    if (next === undefined) running -= 1;
    else next();
  }

  return {
    async run(job, isWanted) {
      await turn();
      try {
        if (!isWanted()) throw busy();
        return await job();
      } finally {
        leave();
      }
    },
    get running() {
      return running;
    },
    get waiting() {
      return line.length;
    },
  };
}

function busy(): Refusal {
  return new Refusal(503, "Too many different questions are waiting already.", {
    hint: "Ask again in a moment.",
    headers: { "retry-after": "1" },
  });
}
