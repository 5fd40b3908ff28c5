import type { Command } from "commander";
import { nearestName, UserError } from "../../schema/user-error.ts";
import type { MetricDescription } from "../../serve/contract.ts";
import { examples } from "../examples.ts";
import { type DataFlags, withDataFlags } from "../flags.ts";
import { print } from "../print/print.ts";
import { reportSheet } from "../print/report-sheet.ts";
import type { Sheet } from "../print/sheet.ts";
import { suggest } from "../suggest.ts";
import type { Terminal } from "../terminal.ts";
import { withWorkspace } from "../with-workspace.ts";

/** `tidemark metrics [NAME]`: what can be asked, and what it means. */
export function metrics(command: Command, terminal: Terminal): void {
  command.argument("[name]");
  examples(command, ["tidemark metrics", "tidemark metrics mau"]);
  withDataFlags(command).action(async (name: string | undefined, flags: DataFlags) => {
    const list = await withWorkspace(flags, async (ws) => {
      const { describeMetrics } = await import("../../workspace/ask.ts");
      return describeMetrics(ws);
    });
    if (name === undefined) {
      const isTable = flags.format === "table";
      print(terminal, flags.format, { json: { metrics: list }, sheet: isTable ? overviewOf(list) : sheetOf(list) });
      if (isTable) suggest(terminal, flags, [`metrics ${list[0]?.name ?? "NAME"}`]);
      return;
    }
    const metric = find(list, name);
    print(terminal, flags.format, { json: metric, sheet: reportSheet(metric) });
  });
}

function find(list: readonly MetricDescription[], name: string): MetricDescription {
  const metric = list.find((candidate) => candidate.name === name);
  if (metric !== undefined) return metric;
  const nearest = nearestName(
    name,
    list.map((candidate) => candidate.name),
  );
  const everything = 'List them with "tidemark metrics".';
  throw new UserError(
    "usage",
    `No metric is called "${name}".`,
    nearest === null ? everything : `Did you mean "${nearest}"? ${everything}`,
  );
}

/** What fits a screen; the rest of a metric is told when it is asked for by name. */
function overviewOf(list: readonly MetricDescription[]): Sheet {
  return {
    columns: ["name", "title", "unit", "grain"].map((name) => ({ name, unit: "text" })),
    rows: list.map(({ name, title, unit, defaultGrain }) => ({
      name,
      title,
      unit: unit === "minor_units" ? "money" : unit,
      grain: defaultGrain,
    })),
  };
}

function sheetOf(list: readonly MetricDescription[]): Sheet {
  const text = (name: string) => ({ name, unit: "text" });
  return {
    columns: ["name", "title", "unit", "defaultGrain", "dimensions"].map(text),
    rows: list.map(({ name, title, unit, defaultGrain, dimensions }) => ({
      name,
      title,
      unit,
      defaultGrain,
      dimensions: dimensions.join(" "),
    })),
  };
}
