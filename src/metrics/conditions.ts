import { type Fragment, join, name, type Node, sql, value } from "../sql/fragment.ts";
import type { KeptValues } from "./compiled.ts";
import type { Filter } from "./question.ts";
import { unknown } from "./question-filters.ts";

/** The texts as a list of bound values. */
export function texts(values: readonly string[]): Node {
  return join(
    values.map((given) => value(given, "text")),
    ", ",
  );
}

/** The condition that `filter` puts on `expression`. A comparison with a missing value never holds, as in SQL itself. */
export function condition(expression: Node, { operator, values }: Filter): Fragment {
  const known = values.filter((given) => given !== null).map((given) => value(given, "text"));
  const namesUnknown = values.includes(null);
  if (operator === "is") {
    const among = sql`${expression} in (${join(known, ", ")})`;
    if (known.length === 0) return sql`${expression} is null`;
    return namesUnknown ? sql`(${among} or ${expression} is null)` : among;
  }
  return known.length === 0 ? sql`${expression} is not null` : sql`${expression} not in (${join(known, ", ")})`;
}

/** `expression` as a group's name: missing values are Unknown, values that are not kept are Other. */
export function groupName(expression: Node, kept: KeptValues): Node {
  if (kept === null) return sql`coalesce(${expression}, ${value(unknown, "text")})`;
  const names = join(
    kept.map((given) => value(given, "text")),
    ", ",
  );
  const isKept = kept.length === 0 ? sql`false` : sql`${expression} in (${names})`;
  return sql`case when ${expression} is null then ${value(unknown, "text")} when ${isKept} then ${expression} else 'Other' end`;
}

/** The groups' columns, each with a comma before it, to stand behind another column. */
export function afterComma(groups: readonly string[]): Node {
  return join(
    groups.map((group) => sql`, ${name(group)}`),
    "\n",
  );
}
