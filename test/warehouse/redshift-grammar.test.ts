import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { dialects } from "../../src/sql/dialects.ts";
import { print } from "../../src/sql/print.ts";
import { name, sql } from "../../src/sql/fragment.ts";
import { serverTables } from "../../src/warehouse/server/served-tables.ts";
import { parse } from "../engines/libpg-query.ts";
import { reservedWords } from "./redshift-reserved-words.ts";

const guide = "https://docs.aws.amazon.com/redshift/latest/dg/";

/** Functions that Redshift documents, each with its page; what a query may not be found using. */
const functions: Readonly<Record<string, string>> = {
  abs: `${guide}r_ABS.html`,
  bit_or: `${guide}r_BIT_OR.html`,
  count: `${guide}r_COUNT.html`,
  date_trunc: `${guide}r_DATE_TRUNC.html`,
  floor: `${guide}r_FLOOR.html`,
  json_extract_path_text: `${guide}JSON_EXTRACT_PATH_TEXT.html`,
  max: `${guide}r_MAX.html`,
  min: `${guide}r_MIN.html`,
  mod: `${guide}r_MOD.html`,
  sum: `${guide}r_SUM.html`,
  "pg_catalog.extract": `${guide}r_EXTRACT_function.html`,
};

const windowFunctions: Readonly<Record<string, string>> = {
  count: `${guide}r_WF_COUNT.html`,
  first_value: `${guide}r_WF_first_value.html`,
  lag: `${guide}r_WF_LAG.html`,
  lead: `${guide}r_WF_LEAD.html`,
  max: `${guide}r_WF_MAX.html`,
  min: `${guide}r_WF_MIN.html`,
  row_number: `${guide}r_WF_ROW_NUMBER.html`,
  sum: `${guide}r_WF_SUM.html`,
};

/** Aggregates as window functions: with an order, Redshift wants the frame in so many words. */
const framed = ["count", "first_value", "max", "min", "sum"];

/** Kinds of node of PostgreSQL's parse tree that Redshift has a clause for; what is not here is not used. */
const nodes = new Set(
  "SelectStmt ResTarget ColumnRef String FuncCall RangeVar SortBy CommonTableExpr CoalesceExpr ParamRef BoolExpr A_Expr TypeCast List A_Const RangeSubselect CaseExpr CaseWhen JoinExpr A_Star NullTest MinMaxExpr".split(
    " ",
  ),
);

const types = new Set([
  "date",
  "pg_catalog.int8",
  "pg_catalog.int4",
  "pg_catalog.timestamp",
  "pg_catalog.varchar",
  "pg_catalog.interval",
]);

/** The bit of `frameOptions` that says that a frame was written out. */
const frameIsWritten = 1;

interface Call {
  readonly funcname: readonly { readonly String: { readonly sval: string } }[];
  readonly agg_filter?: unknown;
  readonly over?: { readonly orderClause?: unknown; readonly frameOptions?: number };
}

/** What of a parse tree lies outside of what AWS documents, one sentence each. */
function offences(tree: unknown): readonly string[] {
  if (Array.isArray(tree)) return tree.flatMap(offences);
  if (typeof tree !== "object" || tree === null) return [];
  return Object.entries(tree).flatMap(([key, value]) => [...offencesOf(key, value as never), ...offences(value)]);
}

function offencesOf(key: string, node: Call & Readonly<Record<string, unknown>>): readonly string[] {
  if (key === "FuncCall") return offencesOfCall(node);
  if (key === "typeName") {
    const type = (node["names"] as Call["funcname"]).map(({ String: { sval } }) => sval).join(".");
    return types.has(type) ? [] : [`type ${type}`];
  }
  if (key === "SelectStmt" && node["distinctClause"] !== undefined && JSON.stringify(node["distinctClause"]) !== "[{}]")
    return ["distinct on"];
  if (key === "RangeSubselect" && node["lateral"] === true) return ["lateral"];
  return /^[A-Z]/.test(key) && !nodes.has(key) ? [`clause ${key}`] : [];
}

function offencesOfCall({ funcname, agg_filter, over }: Call): readonly string[] {
  const called = funcname.map(({ String: { sval } }) => sval).join(".");
  const allowed = over === undefined ? functions : windowFunctions;
  const needsFrame = over?.orderClause !== undefined && framed.includes(called);
  return [
    ...(called in allowed ? [] : [`function ${called}${over === undefined ? "" : " over a window"}`]),
    ...(agg_filter === undefined ? [] : ["filter clause"]),
    ...(needsFrame && ((over?.frameOptions ?? 0) & frameIsWritten) === 0 ? [`${called} without a written frame`] : []),
  ];
}

const golden = fileURLToPath(new URL("../golden", import.meta.url));
const texts = readdirSync(golden, { recursive: true, encoding: "utf8" }).filter((path) =>
  path.endsWith("redshift.sql"),
);

test("every query text for Redshift stays inside what AWS documents", async () => {
  expect(texts.length).toBeGreaterThan(40);
  for (const path of texts) {
    expect(offences(await parse(readFileSync(join(golden, path), "utf8"))), path).toEqual([]);
  }
});

test.each([
  ["select distinct on (a) a from t", "distinct on"],
  ["select count(*) filter (where a = 1) from t", "filter clause"],
  ["select sum(a) over (order by b) from t", "sum without a written frame"],
  ["select generate_series(1, 3)", "function generate_series"],
  ["select array[1, 2]", "clause A_ArrayExpr"],
  ["select * from t, lateral (select t.a) x", "lateral"],
  ["select (select max(b) from u where u.a = t.a) from t", "clause SubLink"],
  ["select a::numeric from t", "type pg_catalog.numeric"],
])("%s is refused", async (text, offence) => {
  expect(offences(await parse(text))).toContain(offence);
});

test("a name that AWS reserves can be a column, for every name is quoted in every dialect", () => {
  expect(reservedWords.length).toBeGreaterThan(100);
  for (const word of reservedWords) {
    for (const dialect of dialects)
      expect(print(sql`${name(word.toLowerCase())}`, dialect).sql).toBe(`"${word.toLowerCase()}"`);
  }
});

test("every table and column name that AWS reserves is one that our statements quote", async () => {
  const names = serverTables.flatMap((table) => [table.name, ...Object.keys(table.columns)]);
  const reserved = names.filter((each) => reservedWords.includes(each.toUpperCase()));
  const bare = texts.flatMap((path) => {
    const text = readFileSync(join(golden, path), "utf8").replaceAll(/--.*|"[^"]*"|'[^']*'/g, " ");
    return reserved.filter((each) =>
      new RegExp(`\\b${each}\\b`, "i").test(text.replaceAll(/\bas (date|timestamp)\b/g, " ")),
    );
  });
  expect(bare).toEqual([]);
});
