import { execFileSync } from "node:child_process";
import { type Bench, median } from "../bench.ts";

const runs = 21;

/** How long `tidemark --help` takes from a cold process, beside a Node process that does nothing. */
export const help: Bench = {
  meaning: "the command line's help from a cold process",
  targets: { help_ms: { max: 100 } },
  run: async (tell) => {
    const helpTimes: number[] = [];
    const nodeTimes: number[] = [];
    for (let run = 0; run < runs; run++) {
      nodeTimes.push(timed(["--eval", "0"]));
      helpTimes.push(timed(["dist/cli/main.js", "--help"]));
    }
    tell(`${runs} runs each, in turn`);
    return { help_ms: median(helpTimes), node_ms: median(nodeTimes) };
  },
};

/** Milliseconds, to a tenth, until Node has run with `args` in the checkout's root. */
function timed(args: readonly string[]): number {
  const start = performance.now();
  execFileSync(process.execPath, args, { stdio: "ignore" });
  return Math.round((performance.now() - start) * 10) / 10;
}
