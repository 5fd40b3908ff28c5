import { type Command, Option } from "commander";
import { UserError } from "../../schema/user-error.ts";
import type { ArrText } from "../../workspace/arr.ts";
import { examples } from "../examples.ts";
import { collect, withDataFlags } from "../flags.ts";
import { answerNotes, answerSheet } from "../print/answer-sheet.ts";
import { print } from "../print/print.ts";
import { printStatements } from "../print/statements.ts";
import { type CellFlags, prove, refuseCellFlags, withCellFlags } from "../receipt-flags.ts";
import type { Terminal } from "../terminal.ts";
import { withWorkspace } from "../with-workspace.ts";

interface ArrFlags extends CellFlags, ArrText {
  readonly dryRun?: boolean;
  readonly comparePolicies?: boolean;
  readonly top?: string;
  readonly receipt?: string;
}

/** `tidemark arr`: how annual recurring revenue went from each period's opening to its closing. */
export function arr(command: Command, terminal: Terminal): void {
  examples(command, [
    "tidemark arr --from 2025-10 --to 2026-01",
    "tidemark arr --by plan --basis net --grain quarter --format json",
    "tidemark arr --currency EUR --fx reported",
    "tidemark arr --receipt churn --cell 2025-12-01 --group USD",
    "tidemark arr --currency EUR --receipt churn --cell 2025-12-01",
    "tidemark arr --compare-policies --from 2025-10 --to 2026-01",
    "tidemark arr --compare-policies --receipt stripe.closing --cell 2025-12-01 --group USD",
  ]);
  command
    .addOption(new Option("--basis <basis>", "price basis (default: list)").choices(["list", "net"]))
    .option("--from <date>", "first day 2026-01-31, month 2026-01 or instant (default: where the data begin)")
    .option("--to <date>", "exclusive end, written like --from (default: where the data end)")
    .option("--grain <grain>", "day, week, month, quarter, year or total (default: month)")
    .option("--by <dimension>", "plan, billing_interval, country, platform or currency; repeatable", collect)
    .option(
      "--where <condition>",
      "DIM=VALUE or DIM!=VALUE; repeatable: values of one dimension are alternatives",
      collect,
    )
    .option("--currency <code>", "convert every amount into this currency, at declared rates")
    .addOption(
      new Option("--fx <rates>", "rates of the last day of the data, or of each day (default: constant)").choices([
        "constant",
        "reported",
      ]),
    )
    .option("--timezone <zone>", "IANA timezone of the days (default: the workspace's)")
    .option("--week-start <day>", "first day of a week (default: the workspace's)")
    .option("--compare-policies", "ARR and churn by every policy preset beside the configured one, and who causes it")
    .option("--top <n>", "compare policies: name so many customers a preset (default: 20)")
    .option(
      "--receipt <column>",
      "prove one figure of a row: opening, new, churn, switch_in, closing, cancel_arr, grr …; of another policy stripe.closing, stripe.churn …",
    )
    .option("--dry-run", "print the SQL of each engine and ask nothing");
  withCellFlags(command, {
    cell: "the row's period (default: total)",
    group: "the row's currency unless all are converted, then its value of each --by",
  });
  withDataFlags(command).action((flags: ArrFlags) => ask(flags, terminal));
}

async function ask(flags: ArrFlags, terminal: Terminal): Promise<void> {
  if (flags.comparePolicies === true) return compare(flags, terminal);
  if (flags.top !== undefined) {
    throw new UserError("usage", "--top names customers where policies are compared.", "Add --compare-policies.");
  }
  if (flags.receipt !== undefined) return prove(columnQuestion(flags.receipt, flags), flags, terminal);
  refuseCellFlags(flags);
  const { from, to, grain, by, where, basis, currency, fx, timezone, weekStart } = flags;
  const text = { from, to, grain, by, where, basis, currency, fx, timezone, weekStart };
  await withWorkspace(flags, async (ws) => {
    const workspace = await import("../../workspace/arr.ts");
    if (flags.dryRun === true) return printStatements(terminal, flags.format, await workspace.explainArrSql(ws, text));
    const answer = await workspace.arr(ws, text);
    print(terminal, flags.format, { json: answer, sheet: answerSheet(answer) });
    if (flags.quiet !== true) {
      terminal.say(
        answerNotes(answer)
          .map((note) => `${note}\n`)
          .join(""),
      );
    }
  });
}

/** The question in whose answer the column is a metric; currencies that are not converted are never added: each row is of one. */
function columnQuestion(column: string, flags: ArrFlags) {
  const { from, to, grain = "month", by = [], where, basis, currency, fx, timezone, weekStart } = flags;
  const asked = { metrics: [`arr.${column}`], from, to, grain, where, basis, timezone, weekStart };
  if (currency !== undefined) return { ...asked, by, currency, fx };
  return { ...asked, by: ["currency", ...by.filter((dimension) => dimension !== "currency")], fx };
}

/** How the presets differ from the configured policy: first in the whole, then customer by customer. */
async function compare(flags: ArrFlags, terminal: Terminal): Promise<void> {
  const { from, to, grain, top, format } = flags;
  const other = (["by", "where", "basis", "currency", "fx", "timezone", "weekStart", "dryRun"] as const).find(
    (flag) => flags[flag] !== undefined,
  );
  if (other !== undefined) {
    throw new UserError(
      "usage",
      `--compare-policies takes no --${other.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`)}.`,
      "It compares whole ledgers, each at the price basis of its policy: name --from, --to, --grain and --top.",
    );
  }
  if (flags.receipt !== undefined) {
    return prove({ metrics: [`policies.${flags.receipt}`], from, to, grain, by: ["currency"] }, flags, terminal);
  }
  refuseCellFlags(flags);
  await withWorkspace(flags, async (ws) => {
    const workspace = await import("../../workspace/compare-policies.ts");
    const told = await workspace.comparePolicies(ws, { from, to, grain, top });
    print(terminal, format, { json: told, sheet: { columns: told.columns, rows: told.rows } });
    if (format !== "table" || told.customers.length === 0) return;
    terminal.out("\n");
    print(terminal, format, { json: told, sheet: { columns: told.customerColumns, rows: told.customers } });
  });
}
