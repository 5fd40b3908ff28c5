import type { Command } from "commander";
import { examples } from "../examples.ts";
import { type DataFlags, openOptionsOf, withDataFlags } from "../flags.ts";
import { print } from "../print/print.ts";
import type { Terminal } from "../terminal.ts";

/** `tidemark config`: every setting that counts here, and who says it. */
export function config(command: Command, terminal: Terminal): void {
  examples(command, ["tidemark config", "tidemark config --format json"]);
  withDataFlags(command).action(async (flags: DataFlags) => {
    const { settingsOf } = await import("../../workspace/settings.ts");
    const report = await settingsOf(openOptionsOf(flags));
    const columns = ["setting", "value", "from"].map((name) => ({ name, unit: "text" as const }));
    const rows = report.settings.map(({ setting, value, from }) => ({
      setting,
      value: value === null ? null : String(value),
      from,
    }));
    print(terminal, flags.format, { json: report, sheet: { columns, rows } });
    if (flags.quiet !== true)
      terminal.say(`${report.file ?? `${report.dir} has no tidemark.yaml; every default counts`}\n`);
  });
}
