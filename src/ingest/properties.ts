import type { CsvScanner } from "./csv-scanner.ts";
import type { Source } from "./mapping-pairs.ts";

type TextOf = (scanner: CsvScanner) => string;

/**
 * A reader of an event's properties: JSON text of an object with a string for every key whose cell is not empty, keys in
 * order; null where all are empty. Written by hand, so that a key such as `__proto__` is a key like any other.
 */
export function propertiesReader(
  properties: readonly { readonly key: string; readonly source: Source }[],
  textOf: (source: Source) => TextOf,
): (scanner: CsvScanner) => string | null {
  const readers = properties.map(({ key, source }) => ({ label: `${JSON.stringify(key)}:`, text: textOf(source) }));
  return (scanner) => {
    let json = "";
    for (const { label, text } of readers) {
      const value = text(scanner);
      if (value !== "") json += `${json === "" ? "{" : ","}${label}${JSON.stringify(value)}`;
    }
    return json === "" ? null : `${json}}`;
  };
}
