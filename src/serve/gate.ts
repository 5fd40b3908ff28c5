import { Refusal } from "./problem.ts";

/** Lets a few jobs run at once, a bounded number wait, and refuses the rest at once. */
export interface Gate {
  /**
   * Run `job` when its turn comes; if `isWanted` is false by then, nobody waits for it any more and it is dropped. Those
   * that are not long go before the long ones that wait, but only a few of them before the same one.
   */
  run<T>(job: () => Promise<T>, isWanted: () => boolean, isLong?: boolean): Promise<T>;
  readonly running: number;
  readonly waiting: number;
}

/** How many short jobs may go before a long one that came earlier. */
const mostPassing = 8;

/** A gate for `running` jobs at once and `waiting` more in line: of the short and of the long ones, first come, first served. */
export function createGate(limits: { readonly running: number; readonly waiting: number }): Gate {
  const short: (() => void)[] = [];
  const long: (() => void)[] = [];
  let running = 0;
  let passed = 0;

  async function turn(line: (() => void)[]): Promise<void> {
    if (running < limits.running) {
      running += 1;
      return;
    }
    if (short.length + long.length >= limits.waiting) throw busy();
    await new Promise<void>((start) => line.push(start));
  }

  function takeNext(): (() => void) | undefined {
    const passes = short.length > 0 && (long.length === 0 || passed < mostPassing);
    passed = passes && long.length > 0 ? passed + 1 : 0;
    return (passes ? short : long).shift();
  }

  function leave(): void {
    const next = takeNext();
    if (next === undefined) running -= 1;
    else next();
  }

  return {
    async run(job, isWanted, isLong = false) {
      await turn(isLong ? long : short);
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
      return short.length + long.length;
    },
  };
}

function busy(): Refusal {
  return new Refusal(503, "Too many different questions are waiting already.", {
    hint: "Ask again in a moment.",
    headers: { "retry-after": "1" },
  });
}
