import type { Dialect } from "../../sql/dialect.ts";
import { type Fragment, reads } from "../../sql/fragment.ts";
import { print, type Statement } from "../../sql/print.ts";
import type { Generation, Reader } from "../warehouse.ts";
import { askedTables } from "./served-tables.ts";
import type { Server } from "./server.ts";

/** A generation by its number, or whichever is the newest when the statement runs. */
export type GenerationChoice = number | "newest";

/**
 * Print `fragment` so that it reads one generation: each table it reads from is put before it as a step of the same name
 * that holds the rows of that generation's chunks, unless the query makes a step of that name by itself. So a reader stays with its generation whatever is loaded meanwhile.
 */
export function ofGeneration(
  fragment: Fragment,
  server: Pick<Server, "dialect" | "schema">,
  generation: GenerationChoice,
): Statement {
  const { sql, parameters } = print(fragment, server.dialect);
  const chosen =
    generation === "newest" ? `(select max("generation") from "${server.schema}"."tidemark_generation")` : generation;
  const steps = askedTables
    .filter(({ name }) => reads(fragment, name) && !sql.includes(`"${name}" as (`))
    .map(({ name, columns }) => {
      const list = Object.keys(columns)
        .map((column) => selected(column, server.dialect))
        .join(", ");
      return `"${name}" as ${inlined(server.dialect)}(
  select ${list} from "${server.schema}"."${name}"
  where "chunk" in (
    select "chunk" from "${server.schema}"."tidemark_chunk" where "generation" = ${chosen} and "table_name" = '${name}'
  )
)`;
    });
  if (steps.length === 0) return { sql, parameters };
  const rest = sql.startsWith("with ") ? `,\n${sql.slice("with ".length)}` : `\n${sql}`;
  return { sql: `with ${steps.join(",\n")}${rest}`, parameters };
}

/**
 * ClickHouse's `lag`, `lead` and aggregates return 0 or an empty text where there is nothing, unless the column's type says
 * that it may be missing; its indexes see through this.
 */
function selected(column: string, { name }: Dialect): string {
  return name === "clickhouse" ? `toNullable("${column}") as "${column}"` : `"${column}"`;
}

/** PostgreSQL computes a step that is read twice ahead, as a whole, unless it is told not to. */
function inlined({ name }: Dialect): string {
  return name === "postgres" ? "not materialized " : "";
}

/** A reader of one generation of `server`; closing it leaves the server open. */
export function readerOf(server: Server, generation: Generation): Reader {
  const statement = (fragment: Fragment): Statement => ofGeneration(fragment, server, generation.number);
  return {
    generation,
    dialect: server.dialect.name,
    statement,
    run: (fragment) => server.query(statement(fragment)),
    close: async () => {},
  };
}
