import type { Command } from "commander";
import { UserError } from "../../schema/user-error.ts";
import { examples } from "../examples.ts";
import { type DataFlags, openOptionsOf, withDataFlags } from "../flags.ts";
import { print } from "../print/print.ts";
import type { Terminal } from "../terminal.ts";

/** `tidemark doctor`: tell what would keep Tidemark from working here. */
export function doctor(command: Command, terminal: Terminal): void {
  examples(command, ["tidemark doctor", "tidemark doctor --fix"]);
  command.option("--fix", "remove what killed writers left behind: unfinished files, uploads of more than a day ago");
  withDataFlags(command).action(async (flags: DataFlags & { readonly fix?: boolean }) => {
    const options = openOptionsOf(flags);
    const workspace = await import("../../workspace/doctor.ts");
    const checks = await workspace.doctor(options, { fix: flags.fix === true });
    const columns = ["check", "state", "detail", "hint"].map((name) => ({ name, unit: "text" }));
    const rows = checks.map(({ name, ok, detail, hint }) => ({
      check: name,
      state: ok ? "ok" : "failed",
      detail,
      hint,
    }));
    print(terminal, flags.format, { json: { checks }, sheet: { columns, rows } });
    const failed = checks.filter(({ ok }) => !ok);
    if (failed.length === 0) return;
    const names = failed.map(({ name }) => name).join(", ");
    throw new UserError("config", `Not well: ${names}.`, failed[0]?.hint ?? "The details above say what was found.");
  });
}
