import type { Fragment, Node } from "../../src/sql/fragment.ts";

/** The query with every piece of its own text and every text that it binds changed: what a wrong rule in the SQL would look like. */
export function rewriteQuery(query: Fragment, change: (text: string) => string): Fragment {
  const inside = (node: Node): Node => {
    if (node.kind === "fragment") return rewriteQuery(node, change);
    if (node.kind === "shared") return { ...node, body: rewriteQuery(node.body, change) };
    if (node.kind === "value" && typeof node.value === "string") return { ...node, value: change(node.value) };
    return node.kind === "meaning" ? { ...node, args: node.args.map(inside) } : node;
  };
  return { ...query, texts: query.texts.map(change), nodes: query.nodes.map(inside) };
}
