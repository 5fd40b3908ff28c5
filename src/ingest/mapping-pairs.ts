import { UserError } from "../schema/user-error.ts";
import type { Source } from "./mapping-rule.ts";

/** One `target=source column` or `target==constant` of a mapping. */
export interface MappingPair {
  readonly target: string;
  readonly source: Source;
}

/** A quoted name, or one that ends before the `=`; `=` or `==`; a quoted text, or one that ends before the comma. */
const pairPattern = /\s*("(?:[^"]|"")*"|[^=,"][^=,]*)\s*(==?)\s*("(?:[^"]|"")*"(?=\s*(?:,|$))|[^,"][^,]*)\s*(?:,|$)/y;

/**
 * Split a mapping's text at its commas. A name or constant that holds a comma, an equals sign at its start or spaces at
 * its ends stands in double quotes, a quote in it doubled: `user_id="Customer, ID"`.
 * @throws UserError `usage` quoting the part that is no pair.
 */
export function splitPairs(text: string): readonly MappingPair[] {
  const pairs: MappingPair[] = [];
  const pattern = new RegExp(pairPattern);
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (match === null) throw notAPair(text.slice(at));
    const [target, value] = [unquoted(match[1] ?? ""), unquoted(match[3] ?? "")];
    pairs.push({
      target,
      source: match[2] === "==" ? { kind: "constant", text: value } : { kind: "column", name: value },
    });
  }
  if (pairs.length === 0) throw notAPair(text);
  return pairs;
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text.trim();
}

function notAPair(rest: string): UserError {
  return new UserError(
    "usage",
    `The mapping is not readable at "${rest.length > 60 ? `${rest.slice(0, 60)}…` : rest}".`,
    'Write --map target=column or target==constant, separated by commas; a name with a comma in double quotes, e.g. user_id="Customer, ID".',
  );
}
