import { formatDay, formatInstant } from "../schema/date.ts";
import type { ColumnType } from "../schema/table.ts";
import type { Dialect } from "./dialect.ts";
import { type Fragment, type Node, stepText } from "./fragment.ts";

/** SQL text of one dialect with its parameters in order: `$1` is `parameters[0]`; dates and instants are ISO texts. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly (string | number | null)[];
}

/** Print `fragment` for `dialect`. A step printed on several lines keeps the indentation of the line it starts on. */
export function print(fragment: Fragment, dialect: Dialect): Statement {
  const parameters: (string | number | null)[] = [];
  const places = new Map<string, number>();

  function bound(given: string | number | null, type: ColumnType): string {
    const parameter = parameterOf(given, type);
    const key = `${type} ${JSON.stringify(parameter)}`;
    const place = places.get(key) ?? parameters.push(parameter);
    places.set(key, place);
    return dialect.parameter(place, type, parameter);
  }

  function printNode(node: Node): string {
    switch (node.kind) {
      case "fragment":
        return printFragment(node);
      case "shared":
        return printFragment(stepText(node));
      case "name":
        return `"${node.name.replaceAll('"', '""')}"`;
      case "value":
        return bound(node.value, node.type);
      case "meaning":
        return dialect.meanings[node.meaning](...node.args.map(printNode));
    }
  }

  function printFragment({ texts, nodes }: Fragment): string {
    let text = texts[0] ?? "";
    nodes.forEach((node, i) => {
      const indent = /(?:^|\n)( *)[^\n]*$/.exec(text)?.[1] ?? "";
      text += printNode(node).replaceAll("\n", `\n${indent}`) + (texts[i + 1] ?? "");
    });
    return text;
  }

  return { sql: printFragment(fragment), parameters };
}

function parameterOf(given: string | number | null, type: ColumnType): string | number | null {
  if (typeof given !== "number") return given;
  if (type === "date") return formatDay(given);
  return type === "timestamp" ? formatInstant(given).replace("T", " ").replace("Z", "") : given;
}
