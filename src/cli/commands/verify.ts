import type { Command } from "commander";
import { UserError } from "../../schema/user-error.ts";
import type { VerifyFailure, VerifyReport } from "../../workspace/types.ts";
import { examples } from "../examples.ts";
import { type DataFlags, withDataFlags } from "../flags.ts";
import { print } from "../print/print.ts";
import type { Sheet } from "../print/sheet.ts";
import type { Terminal } from "../terminal.ts";
import { watched, withWorkspace } from "../with-workspace.ts";

const mostFailuresSaid = 20;

/** `tidemark verify`: check every file's hash, every KPI against the answer key, and the identities. */
export function verify(command: Command, terminal: Terminal): void {
  examples(command, ["tidemark verify"]);
  withDataFlags(command).action(async (flags: DataFlags) => {
    const report = await withWorkspace(flags, async (ws) => {
      const workspace = await import("../../workspace/verify.ts");
      return watched({ terminal, flags }, (onProgress) => workspace.verify(ws, onProgress));
    });
    print(terminal, flags.format, { json: report, sheet: checksSheet(report) });
    refuseFailures(report, terminal);
  });
}

/** Say each failure (of many the first few) and fail with their count; silent where there is none. */
export function refuseFailures({ failures, checks }: VerifyReport, terminal: Terminal): void {
  if (failures.length === 0 && checks.every(({ failed }) => failed === 0)) return;
  for (const failure of failures.slice(0, mostFailuresSaid)) terminal.say(`${failureText(failure)}\n`);
  const failed = checks.reduce((sum, check) => sum + check.failed, 0);
  const compared = checks.reduce((sum, check) => sum + check.compared, 0);
  throw new UserError(
    "data_quality",
    `${failed} of ${compared} comparisons failed.`,
    'Every difference is listed by "tidemark verify --format json".',
  );
}

function failureText({ check, metric, grain, period, slice, expected, got }: VerifyFailure): string {
  const where = [metric, `by ${grain}`, period, ...(slice === null ? [] : [slice])].join(", ");
  return `${check}: ${where}: expected ${expected ?? "nothing"}, got ${got ?? "nothing"}`;
}

function checksSheet({ checks }: VerifyReport): Sheet {
  return {
    columns: [
      { name: "check", unit: "text" },
      { name: "compared", unit: "count" },
      { name: "failed", unit: "count" },
    ],
    rows: checks.map(({ name, compared, failed }) => ({ check: name, compared, failed })),
  };
}
