/**
 * The expression for paths that `pattern` means, as shells have it: `*` and `?` within a name, `**` over folders, `[abc]`,
 * and `{a,b}`. Everything else stands for itself.
 */
export function globExpression(pattern: string): RegExp {
  let source = "";
  let depth = 0;
  for (let at = 0; at < pattern.length; at++) {
    const rest = pattern.slice(at);
    const set = /^\[(!?)([^\]/]+)\]/.exec(rest);
    if (rest.startsWith("**/")) {
      source += "(?:[^/]+/)*";
      at += 2;
    } else if (rest.startsWith("**")) {
      source += ".*";
      at++;
    } else if (rest.startsWith("*")) source += "[^/]*";
    else if (rest.startsWith("?")) source += "[^/]";
    else if (set !== null) {
      source += `[${set[1] === "!" ? "^" : ""}${(set[2] ?? "").replace(/[\\^\]]/g, "\\$&")}]`;
      at += set[0].length - 1;
    } else if (rest.startsWith("{") && rest.includes("}")) {
      source += "(?:";
      depth++;
    } else if (rest.startsWith("}") && depth > 0) {
      source += ")";
      depth--;
    } else if (rest.startsWith(",") && depth > 0) source += "|";
    else source += (pattern[at] ?? "").replace(/[.*+?^${}()|[\]\\/]/, "\\$&");
  }
  return new RegExp(`^${source}${")".repeat(depth)}$`, "s");
}
