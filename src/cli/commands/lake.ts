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
  readonly dryRun?: boolean;
}

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
  examples(compact, ["tidemark lake compact", "tidemark lake compact --convert"]);
  compact
    .option("--smaller-than <bytes>", "merge files of fewer bytes (default: 32000000)", wholeNumber(1))
    .option("--convert", "write every file anew in the lake's encoding (lake.encoding in tidemark.yaml)")
    .option("--dry-run", "say what would be merged and change nothing");
  withDataFlags(compact).action(async (flags: CompactFlags) => {
    const report = await withWorkspace(flags, async (ws) => {
      const jobs = await import("../../workspace/lake-jobs.ts");
      const options = {
        convert: flags.convert === true,
        dryRun: flags.dryRun === true,
        ...(flags.smallerThan === undefined ? {} : { smallBytes: flags.smallerThan }),
      };
      return watched({ terminal, flags, writesFiles: true }, (onProgress) => jobs.compact(ws, options, onProgress));
    });
    print(terminal, flags.format, { json: report, sheet: reportSheet(report) });
    if (flags.dryRun !== true && report.commit !== null) suggest(terminal, flags, ["load"]);
  });
}
