import { readFileSync } from "node:fs";

/** Watches a process and those it started. */
export interface PeakMemory {
  /** Watch no longer; the greatest resident memory of any one of them, in MB. */
  stop(): number;
}

const pollMs = 100;

/** Watch process `pid` from now on, on Linux; elsewhere the answer is 0. */
export function peakMemoryMb(pid: number): PeakMemory {
  let peak = 0;
  const look = (): void => {
    for (const one of [pid, ...childrenOf(pid)]) peak = Math.max(peak, peakOf(one));
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
