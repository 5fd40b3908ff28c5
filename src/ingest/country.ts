import { countryNames } from "./country-names.ts";

const codeByName: ReadonlyMap<string, string> = new Map(countryNames.trim().split("\n").flatMap(keysOf));

/**
 * The ISO 3166-1 alpha-2 code that `text` means: a code in any case, or an English name in any case, with or without
 * accents, dots and a leading "the". Null where it is neither; a code that ISO never assigned (EU, XK) is neither.
 */
export function countryOf(text: string): string | null {
  return codeByName.get(text) ?? codeByName.get(plain(text)) ?? null;
}

/** Every key under which a line of the table is found: as it is printed, so that the common case needs no folding, and folded. */
function keysOf(line: string): [string, string][] {
  const [code = "", names = ""] = line.split("=");
  const spellings = [code, ...names.split("|")];
  return spellings.flatMap((name): [string, string][] => [
    [name, code],
    [plain(name), code],
  ]);
}

function plain(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\u0300-\u036f.]/g, "")
    .replace(/’/g, "'")
    .replace(/&/g, "and")
    .replace(/\bst /g, "saint ")
    .replace(/^the /, "")
    .replace(/\s+/g, " ");
}
