import { join, means, name, type Node, sql, value } from "../sql/fragment.ts";

/** Kinds of event in one mask: as many bits as an integer holds that every language represents exactly. */
export const kindsPerWord = 52;

/** Where a kind's bit stands. */
interface KindPlace {
  readonly word: number;
  /** A power of two. */
  readonly bit: number;
}

/** The place of the kind with number `key`. */
function placeOfKind(key: number): KindPlace {
  return { word: Math.floor(key / kindsPerWord), bit: Number(1n << BigInt(key % kindsPerWord)) };
}

/**
 * The condition that a row of `user_day`, under the alias `row`, is about any of `kinds`. `known` lists the warehouse's
 * kinds by their number; a kind that is not there was never done.
 */
export function didAnyOf(row: Node, kinds: readonly string[], known: readonly string[]): Node {
  const masks = new Map<number, number>();
  for (const kind of new Set(kinds)) {
    const key = known.indexOf(kind);
    if (key < 0) continue;
    const { word, bit } = placeOfKind(key);
    masks.set(word, (masks.get(word) ?? 0) + bit);
  }
  const conditions = [...masks].map(([word, mask]) => {
    const shared = means("shared_bits", sql`${row}.${name("event_mask")}`, value(mask, "bigint"));
    return sql`${row}."event_word" = ${value(word, "integer")} and ${shared} <> 0`;
  });
  const [only] = conditions;
  if (only === undefined) return sql`1 = 0`;
  return conditions.length === 1 ? only : sql`(${join(conditions, " or ")})`;
}
