import type { OnProgress } from "../workspace/types.ts";
import { printable } from "./print/printable.ts";
import type { Terminal } from "./terminal.ts";

/** Draws how far a job is on one line of a watched terminal; elsewhere nothing. */
export interface ProgressLine {
  readonly report: OnProgress;
  /** Wipe the line away. */
  clear(): void;
}

const leastSecondsBetween = 0.1;

/** A progress line of `terminal`; it stays silent where nobody watches, or where `isQuiet`. */
export function progressLine(terminal: Terminal, isQuiet: boolean): ProgressLine {
  if (isQuiet || !terminal.showsProgress) return { report: () => undefined, clear: () => undefined };
  let drawnAt = -Infinity;
  return {
    report({ stage, done, total, unit }) {
      if (terminal.seconds() - drawnAt < leastSecondsBetween) return;
      drawnAt = terminal.seconds();
      const share = total === null || total === 0 ? "" : ` (${Math.floor((100 * done) / total)}%)`;
      const text = printable(`${stage}: ${done}${total === null ? "" : ` of ${total}`} ${unit}${share}`);
      terminal.say(`\r\u001b[2K${text.slice(0, (terminal.width ?? 80) - 1)}`);
    },
    clear() {
      if (drawnAt !== -Infinity) terminal.say("\r\u001b[2K");
      drawnAt = -Infinity;
    },
  };
}
