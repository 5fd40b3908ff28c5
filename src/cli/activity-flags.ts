import type { Command } from "commander";
import type { ActivityText } from "../workspace/lifecycle.ts";
import { collect, type DataFlags } from "./flags.ts";

/** The flags that lifecycle, retention and stickiness share. */
export interface ActivityFlags extends DataFlags, ActivityText {
  readonly dryRun?: boolean;
}

/** Add the flags of `ActivityFlags` that say what is asked. */
export function withActivityFlags(command: Command): Command {
  return command
    .option("--from <date>", "first day 2026-01-31, month 2026-01 or instant (default: where the data begin)")
    .option("--to <date>", "exclusive end, written like --from (default: where the data end)")
    .option("--grain <grain>", "hour, day, week, month, quarter or year (default: day)")
    .option("--by <dimension>", "break down by a dimension; repeatable", collect)
    .option(
      "--where <condition>",
      "DIM=VALUE or DIM!=VALUE; repeatable: values of one dimension are alternatives",
      collect,
    )
    .option("--event <name>", "this kind of event is activity, * any; repeatable", collect)
    .option("--timezone <zone>", "IANA timezone of the days (default: the workspace's)")
    .option("--week-start <day>", "first day of a week (default: the workspace's)")
    .option("--dry-run", "print the SQL of each engine and ask nothing");
}

/** What a receipt of these commands calls the parts of a cell. */
export const activityCells = {
  cell: "the row's period",
  group: "the row's value of each --by, in the same order",
} as const;

/** The question that the shared flags ask. */
export function activityTextOf(flags: ActivityFlags): ActivityText {
  const { from, to, grain, by, where, event, timezone, weekStart } = flags;
  return { from, to, grain, by, where, event, timezone, weekStart };
}
