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
  let began = { stage: "", at: 0, done: 0 };
  return {
    report({ stage, done, total, unit }) {
      if (began.stage !== stage) began = { stage, at: terminal.seconds(), done };
      if (terminal.seconds() - drawnAt < leastSecondsBetween) return;
      drawnAt = terminal.seconds();
      const share = total === null || total === 0 ? "" : ` (${Math.floor((100 * done) / total)}%)`;
      const pace = paceOf(
        { done: done - began.done, left: total === null ? null : total - done, unit },
        drawnAt - began.at,
      );
      const text = printable(`${stage}: ${done}${total === null ? "" : ` of ${total}`} ${unit}${share}${pace}`);
      terminal.say(`\r\u001b[2K${text.slice(0, (terminal.width ?? 80) - 1)}`);
    },
    clear() {
      if (drawnAt !== -Infinity) terminal.say("\r\u001b[2K");
      drawnAt = -Infinity;
    },
  };
}

interface Paced {
  readonly done: number;
  readonly left: number | null;
  readonly unit: string;
}

/** `, 1200000 events/s, 8 s left`: nothing in the first second, for it would be a guess. */
function paceOf({ done, left, unit }: Paced, seconds: number): string {
  if (seconds < 1 || done <= 0) return "";
  const perSecond = done / seconds;
  const rate = `, ${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)} ${unit}/s`;
  return left === null ? rate : `${rate}, ${Math.ceil(left / perSecond)} s left`;
}
