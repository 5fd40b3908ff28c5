import { martVersion, type Mart } from "../metrics/mart/mart.ts";
import { marts } from "../metrics/mart/marts.ts";
import type { DataState } from "../metrics/data-state.ts";
import type { Dialect } from "../sql/dialect.ts";
import { martStatements } from "../workspace/mart-views.ts";

/** Where a script's views are: the schema of a load's tables, in this dialect. */
export interface ScriptPlace {
  readonly dialect: Dialect;
  readonly schema: string;
}

/**
 * A script that makes every mart as a commented view beside the tables that `tidemark load` put into `schema`. Run it again
 * after each load: it replaces the views and keeps what was granted on them.
 */
export function martsScript(state: DataState, { dialect, schema }: ScriptPlace): string {
  const statements = martStatements(state, dialect, schema).map((statement) => `${statement};\n`);
  return `-- Tidemark's marts, version ${martVersion}: views for other tools.\n\n${statements.join("\n")}`;
}

/** A script that lets a role of readers read the marts and nothing else; the ledger, which names users, apart. */
export function grantsScript(role: string, { dialect, schema }: ScriptPlace): string {
  const grant = (mart: Mart): string => `grant select on "${schema}"."${mart.name}" to "${role}";`;
  const open = marts.filter((mart) => !mart.isAboutUsers).map(grant);
  const personal = marts.filter((mart) => mart.isAboutUsers).map((mart) => `-- ${grant(mart)}`);
  const isClickhouse = dialect.name === "clickhouse";
  const opening = isClickhouse ? [] : [`grant usage on schema "${schema}" to "${role}";`];
  const rights = isClickhouse
    ? "Where views read with the reader's rights (default_normal_view_sql_security), grant the tables too."
    : "Views read with their owner's rights: no table is granted.";
  return `-- Lets the role "${role}" read Tidemark's marts. ${rights}
${[...opening, ...open].join("\n")}
-- These name single users; grant them only to who may see that.
${personal.join("\n")}
`;
}
