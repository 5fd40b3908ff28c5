import { readFileSync } from "node:fs";

/** Watches a process and those it started. */
export interface PeakMemory {
  /** Watch no longer; the greatest resident memory of any one of them, in MB. */
  stop(): number;
}

const pollMs = 100;

/** Watch process `pid` from now on, on Linux; elsewhere the answer is 0. */
export function peakMemoryMb(pid: number): PeakMemory {
  return watched(() => Math.max(...[pid, ...childrenOf(pid)].map(peakOf)));
}

/** As `peakMemoryMb`, the greatest memories of all that run side by side, taken together. */
export function peakMemoryOfAllMb(pid: number): PeakMemory {
  return watched(() => [pid, ...childrenOf(pid)].reduce((sum, one) => sum + peakOf(one), 0));
}

function watched(memory: () => number): PeakMemory {
  let peak = 0;
  const look = (): void => {
    peak = Math.max(peak, memory());
  };
  const timer = setInterval(look, pollMs);
  return {
    stop() {
      clearInterval(timer);
      return peak;
    },
  };
}

function childrenOf(pid: number): readonly number[] {
  return read(`/proc/${pid}/task/${pid}/children`).split(" ").filter(Boolean).map(Number);
}

function peakOf(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1_024;
}

/** A process may have ended since it was seen. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
