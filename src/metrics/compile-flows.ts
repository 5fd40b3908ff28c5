import { type Fragment, join, means, name, type Node, sql, value, withSteps } from "../sql/fragment.ts";
import { amountGroups, ledgerStep, onBasis, summedMovements } from "./arr-source.ts";
import type { Compiled, Request } from "./compiled.ts";
import type { Basis } from "./grain.ts";
import type { Measure } from "./metric.ts";

/** Movements that are summed into one column. */
export interface FlowSum {
  readonly column: string;
  readonly measure: Measure;
}

/** What `compileFlows` gathers. */
export interface FlowsOptions {
  readonly basis: Basis | null;
  readonly sums: readonly FlowSum[];
}

/** Movements of each bucket, one column a measure, gathered in one scan. */
export function compileFlows(request: Request, { basis, sums }: FlowsOptions): Compiled {
  const wanted = [...new Set(sums.flatMap(({ measure }) => kindsOf(measure)))];
  return compileSums(
    request,
    ledgerStep(request, {
      table: summedMovements(request),
      moment: "moved",
      conditions: [onBasis(basis), sql`a."kind" in (${texts(wanted)})`],
      groups: amountGroups(request),
      columns: [sql`a."kind"`, sql`a."amount"`],
    }),
    sums.map(({ column, measure }) => ({ column, amount: amountOf(measure) })),
  );
}

/** One column of `compileSums`: what is summed of each row of the step. */
export interface SummedColumn {
  readonly column: string;
  readonly amount: Node;
}

/** The sums of `columns` over the rows of `step`, for each bucket and group. */
export function compileSums(request: Request, step: Fragment, columns: readonly SummedColumn[]): Compiled {
  const keys = join(["period", ...amountGroups(request)].map(name), ", ");
  const sums = columns.map(({ column, amount }) => sql`${means("as_bigint", sql`sum(${amount})`)} as ${name(column)}`);
  const query = withSteps(
    [{ name: "flow", body: step }],
    sql`select ${keys},
  ${join(sums, ",\n")}
from "flow"
group by ${keys}
order by ${keys}`,
  );
  return { query, reading: "in_bucket", source: "rollup" };
}

function amountOf(measure: Measure): Node {
  const isLost = measure.kind === "lost_arr";
  return sql`case when "kind" in (${texts(kindsOf(measure))}) then ${isLost ? sql`-"amount"` : sql`"amount"`} else 0 end`;
}

function kindsOf(measure: Measure): readonly string[] {
  if (measure.kind === "gained_arr" || measure.kind === "lost_arr") return measure.kinds;
  throw new Error(`"${measure.kind}" is no measure of movements`);
}

function texts(kinds: readonly string[]): Node {
  return join(
    kinds.map((kind) => value(kind, "text")),
    ", ",
  );
}
