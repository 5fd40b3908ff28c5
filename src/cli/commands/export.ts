import { type Command, Option } from "commander";
import type { ExportReport, TableFormat } from "../../handoff/export-tables.ts";
import { type MartEngine, martEngines } from "../../handoff/mart-engines.ts";
import { UserError } from "../../schema/user-error.ts";
import { examples } from "../examples.ts";
import { collect, type DataFlags, openOptionsOf, wholeNumber, withDataFlags } from "../flags.ts";
import { refusePassword } from "../password.ts";
import { print } from "../print/print.ts";
import type { Sheet } from "../print/sheet.ts";
import { type QuestionFlags, questionTextOf, withQuestionFlags } from "../question-flags.ts";
import type { Terminal } from "../terminal.ts";
import { withWorkspace } from "../with-workspace.ts";
import { exportRedshift } from "./export-redshift.ts";

interface TableFlags extends DataFlags, QuestionFlags {
  readonly out: string;
  readonly mart?: readonly string[];
  readonly force?: boolean;
  readonly maxRows?: number;
}

interface MartsFlags extends DataFlags {
  readonly out: string;
  readonly engine: MartEngine;
  readonly schema?: string;
  readonly role: string;
  readonly force?: boolean;
}

/** Formats by name, and what each is good for. */
const formats: Readonly<Record<TableFormat, string>> = {
  csv: "CSV files, in which no cell is a formula",
  parquet: "Parquet files (Snappy), for warehouses and data frames",
  arrow: "Arrow files (IPC), for data frames and browsers",
};

/** `tidemark export …`: answers and marts as files for other tools. */
export function exportFiles(command: Command, terminal: Terminal): void {
  for (const [format, title] of Object.entries(formats) as [TableFormat, string][]) {
    const inner = command.command(format).description(`write answers or marts as ${title}`).argument("[metric...]");
    examples(inner, [
      `tidemark export ${format} mau wau_7d --grain month --by platform --out figures`,
      `tidemark export ${format} --mart users_month --mart events_day --out figures`,
    ]);
    withQuestionFlags(inner).option(
      "--mart <name>",
      "a mart instead of metrics; repeatable; all stands for every one that names no user",
      collect,
    );
    withOutFlags(inner).option("--max-rows <n>", "most rows a file may have (default: 1000000)", wholeNumber(1));
    withDataFlags(inner).action((metrics: readonly string[], flags: TableFlags) =>
      exportAnswers({ metrics, format }, flags, terminal),
    );
  }
  tableau(command, terminal);
  site(command, terminal);
  exportRedshift(command, terminal);
  const inner = command.command("marts").description("write the SQL that makes the marts as views of a warehouse");
  examples(inner, ["tidemark export marts --engine postgres --role analyst --out views"]);
  withOutFlags(inner)
    .addOption(new Option("--engine <name>", "whose SQL").choices(martEngines).default("postgres"))
    .option("--schema <name>", "where Tidemark's tables are (default: tidemark; on ClickHouse the database default)")
    .option("--role <name>", "who is granted to read them", "tidemark_reader");
  withDataFlags(inner).action((flags: MartsFlags) => exportViews(flags, terminal));
}

interface SiteFlags extends DataFlags {
  readonly out: string;
  readonly filters?: number;
  readonly preset?: readonly string[];
  readonly force?: boolean;
}

function site(command: Command, terminal: Terminal): void {
  const inner = command
    .command("site")
    .description("write the dashboard as files with fixed answers, for any static host");
  examples(inner, ["tidemark export site --out public"]);
  withOutFlags(inner)
    .option(
      "--filters <n>",
      "by how many values of platform, country and user type it can be filtered, the largest first (default: 5)",
      wholeNumber(0, 100),
    )
    .option(
      "--preset <name>",
      "a range it can show beside the last 13 weeks, e.g. last_28_days; repeatable (default: every range with a name)",
      collect,
    );
  withDataFlags(inner).action((flags: SiteFlags) => exportPages(flags, terminal));
}

async function exportPages({ out, filters, preset, force, ...flags }: SiteFlags, terminal: Terminal): Promise<void> {
  await withWorkspace(flags, async (ws) => {
    const [{ exportSite }, { addressAnswerer }, { status }] = await Promise.all([
      import("../../handoff/site/export-site.ts"),
      import("../../serve/answer-address.ts"),
      import("../../workspace/status.ts"),
    ]);
    if (preset !== undefined)
      refuseUnknown(
        preset,
        (await status(ws)).presets.map(({ name }) => name),
      );
    const report = await exportSite({ out, filters, presets: preset, force, answer: addressAnswerer(ws) });
    const columns = ["questions", "files", "bytes"].map((name) => ({ name, unit: "count" }));
    print(terminal, flags.format, { json: report, sheet: { columns, rows: [{ ...report }] } });
  });
}

function refuseUnknown(asked: readonly string[], known: readonly string[]): void {
  const unknown = asked.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new UserError("usage", `No range is called "${unknown}".`, `They are ${known.join(", ")}.`);
}

interface TableauFlags extends DataFlags {
  readonly out: string;
  readonly connect?: string;
  readonly force?: boolean;
}

function tableau(command: Command, terminal: Terminal): void {
  const inner = command.command("tableau").description("write a Tableau workbook with the dashboard");
  examples(inner, [
    "tidemark export tableau --out workbook",
    "tidemark export tableau --connect redshift://analyst@host:5439/product --out workbook",
  ]);
  withOutFlags(inner).option(
    "--connect <address>",
    "the warehouse whose marts it reads, postgres://… or redshift://…, without a password (default: CSV files)",
  );
  withDataFlags(inner).action((flags: TableauFlags) => exportWorkbook(flags, terminal));
}

async function exportWorkbook({ out, connect, force, ...flags }: TableauFlags, terminal: Terminal): Promise<void> {
  // The workbook reads the warehouse that Tidemark itself is told to read, where that is one that Tableau can reach.
  const { warehouse } = openOptionsOf(flags);
  refusePassword("--connect", connect, "Leave it out: Tableau asks for it.");
  await withWorkspace(flags, async (ws) => {
    const { exportTableau } = await import("../../handoff/tableau/export-tableau.ts");
    const files = await exportTableau(ws, { out, warehouse: connect ?? warehouse, force });
    const sheet = { columns: [{ name: "name", unit: "text" }], rows: files.map((name) => ({ name })) };
    print(terminal, flags.format, { json: { out, files }, sheet });
  });
}

function withOutFlags(command: Command): Command {
  return command
    .requiredOption("--out <folder>", "where the files go; it is made where it is missing")
    .option("--force", "replace files that are there");
}

interface Wanted {
  readonly metrics: readonly string[];
  readonly format: TableFormat;
}

async function exportAnswers({ metrics, format }: Wanted, flags: TableFlags, terminal: Terminal): Promise<void> {
  const { out, force, maxRows, mart = [] } = flags;
  const asks = metrics.length > 0;
  if (!asks && mart.length === 0) {
    throw new UserError("usage", "Nothing to export was named.", "Name metrics, e.g. mau, or a mart with --mart.");
  }
  await withWorkspace(flags, async (ws) => {
    const [{ exportTables, mostRows }, { questionName, questionTable }, { chosenMarts, martTable }] = await Promise.all(
      [
        import("../../handoff/export-tables.ts"),
        import("../../handoff/question-table.ts"),
        import("../../handoff/mart-table.ts"),
      ],
    );
    const question = questionTextOf(metrics, flags);
    const chosen = chosenMarts(mart);
    const names = [...(asks ? [questionName(question)] : []), ...chosen.map(({ name }) => name)];
    const report = await exportTables({ format, out, force, maxRows }, names, async () => [
      ...(asks ? [await questionTable(ws, question)] : []),
      ...(await Promise.all(chosen.map((one) => martTable(ws, one, maxRows ?? mostRows)))),
    ]);
    print(terminal, flags.format, { json: report, sheet: reportSheet(report) });
  });
}

async function exportViews(
  { out, engine, schema, role, force, ...flags }: MartsFlags,
  terminal: Terminal,
): Promise<void> {
  await withWorkspace(flags, async (ws) => {
    const { exportMarts } = await import("../../handoff/export-marts.ts");
    const files = await exportMarts(ws, { out, engine, schema, role, force });
    const sheet = { columns: [{ name: "name", unit: "text" }], rows: files.map((name) => ({ name })) };
    print(terminal, flags.format, { json: { out, files }, sheet });
  });
}

function reportSheet({ files }: ExportReport): Sheet {
  return {
    columns: [
      { name: "name", unit: "text" },
      { name: "rows", unit: "count" },
      { name: "bytes", unit: "count" },
      { name: "sha256", unit: "text" },
    ],
    rows: files.map(({ name, rows, bytes, sha256 }) => ({ name, rows, bytes, sha256 })),
  };
}
