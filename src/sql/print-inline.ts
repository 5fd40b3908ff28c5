import { formatDay, formatInstant } from "../schema/date.ts";
import type { ColumnType } from "../schema/table.ts";
import type { Dialect } from "./dialect.ts";
import type { Fragment, Node } from "./fragment.ts";
import { print } from "./print.ts";

/**
 * The text of `fragment` in `dialect` with its values written out, for what cannot be given parameters: the definition of
 * a view. A text that no engine quotes alike (a backslash, a NUL) is refused with a plain Error.
 */
export function printInline(fragment: Fragment, dialect: Dialect): string {
  return print(inlined(fragment, dialect), dialect).sql;
}

/** `fragment` with its values written out in `dialect`, so that it prints without parameters. */
export function inlined(fragment: Fragment, dialect: Dialect): Fragment {
  return { ...fragment, nodes: fragment.nodes.map((node) => spelledOut(node, dialect)) };
}

function spelledOut(node: Node, dialect: Dialect): Node {
  switch (node.kind) {
    case "fragment":
      return inlined(node, dialect);
    case "shared":
      return { ...node, body: inlined(node.body, dialect) };
    case "value":
      return { kind: "fragment", texts: [literal(node.value, node.type, dialect)], nodes: [] };
    case "meaning":
      return { ...node, args: node.args.map((argument) => spelledOut(argument, dialect)) };
    case "name":
      return node;
  }
}

function literal(given: string | number | null, type: ColumnType, dialect: Dialect): string {
  if (given === null) return missing(type, dialect);
  const text =
    type === "date" ? formatDay(Number(given)) : type === "timestamp" ? instantText(Number(given)) : `${given}`;
  if (/[\\\0]/.test(text)) throw new Error(`A view cannot hold the text ${JSON.stringify(text)}`);
  const quoted = type === "integer" || type === "bigint" ? text : `'${text.replaceAll("'", "''")}'`;
  return `cast(${quoted} as ${dialect.types[type]})`;
}

function missing(type: ColumnType, { name, types }: Dialect): string {
  // ClickHouse's types hold no null unless they say so.
  return name === "clickhouse" ? `cast(null as Nullable(${types[type]}))` : `cast(null as ${types[type]})`;
}

function instantText(instant: number): string {
  return formatInstant(instant).replace("T", " ").replace("Z", "");
}
