import { type Command, Option } from "commander";
import { collect } from "./flags.ts";

/** The flags that ask a question of metrics. */
export interface QuestionFlags {
  readonly from?: string;
  readonly to?: string;
  readonly grain?: string;
  readonly by?: readonly string[];
  readonly where?: readonly string[];
  readonly event?: readonly string[];
  readonly top?: string;
  readonly compare?: string;
  readonly basis?: string;
  readonly currency?: string;
  readonly window?: string;
  readonly timezone?: string;
  readonly weekStart?: string;
}

/** Add the flags of `QuestionFlags`. */
export function withQuestionFlags(command: Command): Command {
  return command
    .option("--from <date>", "first day 2026-01-31, month 2026-01 or instant (default: where the data begin)")
    .option("--to <date>", "exclusive end, written like --from (default: where the data end)")
    .option("--grain <grain>", "hour, day, week, month, quarter, year or total (default: the metric's own)")
    .option("--by <dimension>", "break down by a dimension; repeatable", collect)
    .option(
      "--where <condition>",
      "DIM=VALUE or DIM!=VALUE; repeatable: values of one dimension are alternatives",
      collect,
    )
    .option("--event <name>", "count this kind of event, * any; repeatable", collect)
    .option("--top <n>", "keep the n largest groups, the rest becomes Other")
    .option("--compare <range>", "previous, previous_year or FROM..TO")
    .addOption(new Option("--basis <basis>", "price basis of ARR").choices(["list", "net"]))
    .option("--currency <code>", "convert amounts of every currency into this one, at declared rates")
    .option("--window <span>", "how long a trial has to become paying, 30d or 12h (default: 30d)")
    .option("--timezone <zone>", "IANA timezone of the days (default: the workspace's)")
    .option("--week-start <day>", "first day of a week (default: the workspace's)");
}

/** The question that the flags ask of `metrics`. */
export function questionTextOf(metrics: readonly string[], flags: QuestionFlags) {
  const { from, to, grain, by, where, event, top, compare, basis, currency, window, timezone, weekStart } = flags;
  return { metrics, from, to, grain, by, where, event, top, compare, basis, currency, window, timezone, weekStart };
}
