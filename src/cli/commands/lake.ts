import type { Command } from "commander";
import { examples } from "../examples.ts";
import { type DataFlags, wholeNumber, withDataFlags } from "../flags.ts";
import { print } from "../print/print.ts";
import { reportSheet } from "../print/report-sheet.ts";
import { suggest } from "../suggest.ts";
import type { Terminal } from "../terminal.ts";
import { watched, withWorkspace } from "../with-workspace.ts";

interface CompactFlags extends DataFlags {
  readonly convert?: boolean;
  readonly smallerThan?: number;
  readonly prune?: boolean;
  readonly pruneAfter?: number;
  readonly dryRun?: boolean;
}

/** Whoever reads an older state of the lake has so many days to load the newest. */
const usualPruneDays = 7;

/** `tidemark lake log` and `tidemark lake compact`: what was committed, and fewer, larger files. */
export function lake(group: Command, terminal: Terminal): void {
  examples(group, ["tidemark lake log", "tidemark lake compact"]);
  const log = group.command("log").description("list the lake's commits, the newest first");
  examples(log, ["tidemark lake log --format json"]);
  withDataFlags(log).action(async (flags: DataFlags) => {
    const commits = await withWorkspace(flags, async (ws) =>
      (await import("../../workspace/lake-jobs.ts")).lakeLog(ws),
    );
    const columns = ["commit", "committedAt", "operation", "added", "removed", "rows", "bytes"] as const;
    print(terminal, flags.format, {
      json: commits,
      sheet: {
        columns: columns.map((name) => ({
          name,
          unit: ["committedAt", "operation"].includes(name) ? "text" : "count",
        })),
        rows: commits.map((commit) => Object.fromEntries(columns.map((name) => [name, commit[name]]))),
      },
    });
  });
  const compact = group.command("compact").description("merge small files into larger ones; readers notice nothing");
  examples(compact, ["tidemark lake compact", "tidemark lake compact --convert", "tidemark lake compact --prune"]);
  compact
    .option("--smaller-than <bytes>", "merge files of fewer bytes (default: 32000000)", wholeNumber(1))
    .option("--convert", "write every file anew in the lake's encoding (lake.encoding in tidemark.yaml)")
    .option("--prune", "also remove the objects of files that were replaced more than a week ago")
    .option(
      "--prune-after <days>",
      "as --prune, after so many days; 0 where nobody else reads the lake",
      wholeNumber(0),
    )
    .option("--dry-run", "say what would be merged and removed, and change nothing");
  withDataFlags(compact).action(async (flags: CompactFlags) => {
    const report = await withWorkspace(flags, async (ws) => {
      const jobs = await import("../../workspace/lake-jobs.ts");
      const options = {
        convert: flags.convert === true,
        dryRun: flags.dryRun === true,
        ...(flags.smallerThan === undefined ? {} : { smallBytes: flags.smallerThan }),
        ...(flags.prune === true || flags.pruneAfter !== undefined
          ? { pruneAfterDays: flags.pruneAfter ?? usualPruneDays }
          : {}),
      };
      return watched({ terminal, flags, writesFiles: true }, (onProgress) => jobs.compact(ws, options, onProgress));
    });
    print(terminal, flags.format, { json: report, sheet: reportSheet(report) });
    if (flags.dryRun !== true && report.commit !== null) suggest(terminal, flags, ["load"]);
  });
}
