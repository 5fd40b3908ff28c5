import type { Command } from "commander";
import { UserError } from "../../schema/user-error.ts";
import type { EngineDifference, VerifyAgainstReport, VerifyFailure, VerifyReport } from "../../workspace/types.ts";
import { examples } from "../examples.ts";
import { collect, type DataFlags, warehousePasswords, withDataFlags } from "../flags.ts";
import { refusePassword } from "../password.ts";
import { print } from "../print/print.ts";
import type { Sheet } from "../print/sheet.ts";
import type { Terminal } from "../terminal.ts";
import { watched, withWorkspace } from "../with-workspace.ts";

const mostFailuresSaid = 20;

/** `tidemark verify`: check every file's hash, every KPI against the answer key, and the identities. */
export function verify(command: Command, terminal: Terminal): void {
  examples(command, ["tidemark verify", "tidemark verify --against postgres://reader@db.example/analytics"]);
  command.option(
    "--against <address>",
    "a second warehouse, loaded from the same lake, that must give the same rows (repeatable)",
    collect,
  );
  withDataFlags(command).action(async (flags: DataFlags & { readonly against?: readonly string[] }) => {
    if (flags.against !== undefined) return compareEngines(flags, flags.against, terminal);
    const report = await withWorkspace(flags, async (ws) => {
      const workspace = await import("../../workspace/verify.ts");
      return watched({ terminal, flags }, (onProgress) => workspace.verify(ws, onProgress));
    });
    print(terminal, flags.format, { json: report, sheet: checksSheet(report) });
    refuseFailures(report, terminal);
  });
}

/** One line for each metric and warehouse; fails where any of them differs. */
async function compareEngines(flags: DataFlags, against: readonly string[], terminal: Terminal): Promise<void> {
  for (const address of against) refusePassword("--against", address, warehousePasswords);
  const reports = await withWorkspace(flags, async (ws) => {
    const { verifyAgainst } = await import("../../workspace/verify-against.ts");
    const compared: VerifyAgainstReport[] = [];
    for (const address of against) {
      compared.push(await watched({ terminal, flags }, (onProgress) => verifyAgainst(ws, address, { onProgress })));
    }
    return compared;
  });
  print(terminal, flags.format, { json: reports, sheet: enginesSheet(reports) });
  const different = reports.flatMap(({ metrics }) => metrics).filter(({ difference }) => difference !== null);
  if (different.length === 0) return;
  throw new UserError(
    "data_quality",
    `${different.length} metrics differ between the warehouses.`,
    'The first row that differs is in "difference". "tidemark load" fills a warehouse anew once its tables are removed.',
  );
}

function enginesSheet(reports: readonly VerifyAgainstReport[]): Sheet {
  return {
    columns: [
      { name: "warehouse", unit: "text" },
      { name: "metric", unit: "text" },
      { name: "questions", unit: "count" },
      { name: "rows", unit: "count" },
      { name: "difference", unit: "text" },
    ],
    rows: reports.flatMap(({ warehouse, metrics }) =>
      metrics.map(({ metric, questions, rows, difference }) => ({
        warehouse,
        metric,
        questions,
        rows,
        difference: difference === null ? "none" : differenceText(difference),
      })),
    ),
  };
}

function differenceText({ question, here, there }: EngineDifference): string {
  return `${question}: here ${here ?? "no such row"}, there ${there ?? "no such row"}`;
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
