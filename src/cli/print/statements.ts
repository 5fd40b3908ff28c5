import type { Terminal } from "../terminal.ts";
import { type Format, print } from "./print.ts";

/** One statement of SQL that would be run, in one dialect. */
export interface Statement {
  readonly metric: string;
  readonly dialect: string;
  readonly sql: string;
  readonly parameters: readonly (string | number | null)[];
}

/** Write statements: as SQL for people to read, or as rows in any other format. */
export function printStatements(terminal: Terminal, format: Format, statements: readonly Statement[]): void {
  if (format === "table") {
    const text = statements.map(
      ({ metric, dialect, sql, parameters }) =>
        `-- ${metric}, ${dialect}, parameters ${JSON.stringify(parameters)}\n${sql.trimEnd()};\n`,
    );
    terminal.out(text.join("\n"));
    return;
  }
  const rows = statements.map(({ parameters, ...rest }) => ({ ...rest, parameters: JSON.stringify(parameters) }));
  const columns = ["metric", "dialect", "sql", "parameters"].map((name) => ({ name, unit: "text" }));
  print(terminal, format, { json: statements, sheet: { columns, rows } });
}
