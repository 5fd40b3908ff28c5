import { type Command, Option } from "commander";
import { UserError } from "../../schema/user-error.ts";
import type { RefreshReport } from "../../workspace/refresh-report.ts";
import { examples } from "../examples.ts";
import { type DataFlags, rate, withDataFlags } from "../flags.ts";
import { print } from "../print/print.ts";
import type { Sheet } from "../print/sheet.ts";
import type { Terminal } from "../terminal.ts";
import { watched, withNewWorkspace } from "../with-workspace.ts";

interface RefreshFlags extends DataFlags {
  readonly kind?: "events" | "subscriptions" | "aliases";
  readonly map?: string;
  readonly mapping?: string;
  readonly preset?: string;
  readonly maxRejected?: number;
  readonly pseudonymise?: boolean;
  readonly acceptStale?: boolean;
}

/** `tidemark refresh`: import what is new in a folder or prefix, and load it; made for cron and timers. */
export function refreshData(command: Command, terminal: Terminal): void {
  examples(command, [
    "tidemark refresh exports/ --preset segment",
    "tidemark refresh s3://bucket/exports --mapping maps/events.yaml",
  ]);
  command
    .argument("<place...>", "folders, patterns or s3://bucket/prefix")
    .addOption(
      new Option("--kind <kind>", "what the rows are (default: what the mapping says, else events)").choices([
        "events",
        "subscriptions",
        "aliases",
      ]),
    )
    .option("--map <pairs>", "target=column or target==constant, separated by commas")
    .option("--mapping <file>", "a mapping file: maps/*.yaml")
    .option("--preset <name>", "the mapping of a known export, e.g. segment")
    .option("--max-rejected <rate>", "greatest share of a file's rows that may be rejected (default: 0.01)", rate)
    .option("--pseudonymise", "keep no user's id, only what this workspace's key makes of it")
    .option("--accept-stale", "let stand what files brought before their mapping was changed");
  withDataFlags(command).action(async (places: readonly string[], flags: RefreshFlags) => {
    const { kind, map, mapping, preset, maxRejected, pseudonymise, acceptStale } = flags;
    const report = await withNewWorkspace(flags, async (ws) => {
      const { refresh } = await import("../../workspace/refresh.ts");
      const options = { places, kind, map, mapping, preset, maxRejected, pseudonymise, acceptStale };
      return watched({ terminal, flags, writesFiles: true }, (onProgress) => refresh(ws, options, onProgress));
    });
    print(terminal, flags.format, { json: report, sheet: sheetOf(report) });
    refuse(report);
    refuseStale(report);
  });
}

function sheetOf({ files }: RefreshReport): Sheet {
  const columns = [
    { name: "file", unit: "text" },
    { name: "outcome", unit: "text" },
    { name: "rowsLoaded", unit: "count" },
    { name: "rowsRejected", unit: "count" },
  ];
  return {
    columns,
    rows: files.map(({ file, outcome, rowsLoaded, rowsRejected }) => ({ file, outcome, rowsLoaded, rowsRejected })),
  };
}

/** What was good is loaded by now; what was refused must not go unseen. */
function refuse({ files, refused }: RefreshReport): void {
  const [first] = files.filter(({ outcome }) => outcome === "refused");
  if (first === undefined) return;
  const others = refused === 1 ? "" : ` and ${refused - 1} more`;
  throw new UserError(
    "data_quality",
    `${first.file}${others} was not imported; everything else is loaded. ${first.problem ?? ""}`,
    "Mend the file or the mapping; the next refresh tries again.",
  );
}

/** What was imported under an earlier mapping stands as that one read it, which nobody would see in the figures. */
function refuseStale({ files, stale }: RefreshReport): void {
  const [first] = files.filter(({ outcome }) => outcome === "stale");
  if (first === undefined) return;
  const others = stale === 1 ? " was" : ` and ${stale - 1} more were`;
  throw new UserError(
    "data_quality",
    `${first.file}${others} imported under another mapping, timezone or currency and stands as that read it; everything new is loaded.`,
    "Let it stand with --accept-stale, or refresh a new workspace (--dir) to read every file anew.",
  );
}
