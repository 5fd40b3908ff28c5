import { readdirSync, readFileSync } from "node:fs";

const ticksPerSecond = 100;

/**
 * CPU seconds (user and system) that every process below this one has used so far, those that ended included; on Linux,
 * elsewhere 0. Two readings differ by what all of them did in between.
 */
export function cpuSecondsBelow(): number {
  const processes = new Map(readAll().map((one) => [one.pid, one]));
  const isBelow = (pid: number): boolean => {
    const parent = processes.get(pid)?.parent;
    return parent !== undefined && (parent === process.pid || isBelow(parent));
  };
  const own = processes.get(process.pid)?.ended ?? 0;
  const below = [...processes.values()].filter(({ pid }) => isBelow(pid));
  return (own + below.reduce((sum, { alive, ended }) => sum + alive + ended, 0)) / ticksPerSecond;
}

/** A process, and the ticks that itself and its ended children have used. */
interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly alive: number;
  readonly ended: number;
}

function readAll(): readonly Process[] {
  return numbersIn("/proc").flatMap((pid) => {
    try {
      const text = readFileSync(`/proc/${pid}/stat`, "utf8");
      // A name in parentheses may hold anything; what follows the last one is numbers, from field 3 on (proc(5)).
      const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
      const field = (number: number) => Number(fields[number - 3]);
      return [{ pid, parent: field(4), alive: field(14) + field(15), ended: field(16) + field(17) }];
    } catch {
      // It ended meanwhile.
      return [];
    }
  });
}

function numbersIn(folder: string): readonly number[] {
  try {
    return readdirSync(folder).map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}
