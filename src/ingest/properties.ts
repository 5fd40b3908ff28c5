import type { Cells, TextOf } from "./records.ts";

/** The JSON text so far, and how it goes on with the next key's text. */
interface Prefix {
  readonly json: string;
  readonly next: Map<string, Prefix>;
}

/** Prefixes remembered; then all are forgotten, since whoever has more of them does not repeat himself. */
const mostPrefixes = 20_000;

/**
 * A reader of an event's properties: JSON text of an object with a string for every key whose text is not empty, keys in
 * order; null where all are empty. Written by hand, so that a key such as `__proto__` is a key like any other. Equal
 * properties are the same text, made once.
 */
export function propertiesReader(
  properties: readonly { readonly key: string; readonly text: TextOf }[],
): (cells: Cells) => string | null {
  const readers = properties.map(({ key, text }, place) => {
    return { label: `${JSON.stringify(key)}:`, text, end: place === properties.length - 1 ? "}" : "" };
  });
  const begun = (): Prefix => ({ json: "", next: new Map() });
  let root = begun();
  let prefixes = 0;

  return (cells) => {
    if (prefixes > mostPrefixes) [root, prefixes] = [begun(), 0];
    let at = root;
    for (const { label, text, end } of readers) {
      const value = text(cells);
      let next = at.next.get(value);
      if (next === undefined) {
        const separator = at.json === "" ? "{" : ",";
        const own = value === "" ? "" : `${separator}${label}${JSON.stringify(value)}`;
        const json = `${at.json}${own}`;
        next = { json: json === "" ? "" : json + end, next: new Map() };
        at.next.set(value, next);
        prefixes++;
      }
      at = next;
    }
    return at.json === "" ? null : at.json;
  };
}
