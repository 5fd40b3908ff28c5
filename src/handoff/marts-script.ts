import type { DataState } from "../metrics/data-state.ts";
import { type Mart, martVersion } from "../metrics/mart/mart.ts";
import { martQuery, marts } from "../metrics/mart/marts.ts";
import type { Dialect } from "../sql/dialect.ts";
import { printInline } from "../sql/print-inline.ts";

/** Over what a column may be added, as its comment says it. */
export const summingRules = {
  all: "May be summed over everything but currency and price basis.",
  slices: "May be summed over the slices of one period, never over periods.",
  none: "Never sum it.",
} as const;

/**
 * A script that makes every mart, as a view with comments, where Tidemark's tables are found by their names. Run it again
 * after each load: it replaces the views and keeps what was granted on them.
 */
export function martsScript(state: DataState, dialect: Dialect): string {
  const views = marts.map((mart) => viewText(mart, state, dialect));
  return `-- Tidemark's marts, version ${martVersion}, generation ${state.generation}: views for other tools.\n\n${views.join("\n")}`;
}

/** The statements of one mart: its view and its comments. */
export function viewText(mart: Mart, state: DataState, dialect: Dialect): string {
  const about = `${mart.meaning} ${mart.grain} Version ${martVersion}.`;
  const comments = Object.entries(mart.columns).map(([column, { meaning, sums }]) => {
    const rule = sums === null ? "" : ` ${summingRules[sums]}`;
    return `comment on column "${mart.name}"."${column}" is ${quoted(`${meaning}${rule}`)};`;
  });
  return `create or replace view "${mart.name}" as
${printInline(martQuery(mart, state), dialect)};
comment on view "${mart.name}" is ${quoted(about)};
${comments.join("\n")}
`;
}

/** A script that lets a role of readers read the marts and nothing else; the ledger, which names users, apart. */
export function grantsScript(role: string): string {
  const grant = (mart: Mart): string => `grant select on "${mart.name}" to "${role}";`;
  const open = marts.filter((mart) => !mart.isAboutUsers).map(grant);
  const personal = marts.filter((mart) => mart.isAboutUsers).map((mart) => `-- ${grant(mart)}`);
  return `-- Lets the role "${role}" read Tidemark's marts. Views read with their owner's rights: no table is granted.
${open.join("\n")}
-- These name single users; grant them only to who may see that.
${personal.join("\n")}
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
