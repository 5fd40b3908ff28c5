import type { Cells, TextOf } from "./records.ts";

/**
 * A reader of an event's properties: JSON text of an object with a string for every key whose text is not empty, keys in
 * order; null where all are empty. Written by hand, so that a key such as `__proto__` is a key like any other.
 */
export function propertiesReader(
  properties: readonly { readonly key: string; readonly text: TextOf }[],
): (cells: Cells) => string | null {
  const readers = properties.map(({ key, text }) => ({ label: `${JSON.stringify(key)}:`, text }));
  return (cells) => {
    let json = "";
    for (const { label, text } of readers) {
      const value = text(cells);
      if (value !== "") json += `${json === "" ? "{" : ","}${label}${JSON.stringify(value)}`;
    }
    return json === "" ? null : `${json}}`;
  };
}
