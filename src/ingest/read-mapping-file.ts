import { isScalar, LineCounter, parseDocument, stringify } from "yaml";
import type { z } from "zod";
import { nearestName, UserError } from "../schema/user-error.ts";
import { type MappingFile, mappingFileSchema, ruleSchema } from "./mapping-file.ts";

const mostCharacters = 1_000_000;

/** A place in a mapping file, as keys and indices from the outside in; which line and column it is in errors. */
export type PlaceOf = (path: readonly PropertyKey[]) => string;

/** A mapping file that was read, and where its parts stand in the text. */
export interface ReadMappingFile {
  readonly file: MappingFile;
  readonly placeOf: PlaceOf;
}

/**
 * Read the text of a mapping file; `path` names it in errors. @throws UserError `usage` with line and column where it is
 * no YAML, or says what no mapping can say.
 */
export function readMappingFile(text: string, path: string): ReadMappingFile {
  const wrong = (place: string, what: string, hint: string): UserError =>
    new UserError("usage", `${path}${place}: ${what}`, hint);
  if (text.length > mostCharacters) throw wrong("", "is too long.", "A mapping file is a page of text.");
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, strict: true });
  const placeOf: PlaceOf = (keys) => {
    for (let depth = keys.length; depth >= 0; depth--) {
      const found = document.getIn(keys.slice(0, depth), true) as { range?: readonly number[] } | undefined;
      if (found?.range?.[0] === undefined) continue;
      const { line, col } = lines.linePos(found.range[0]);
      return `:${line}:${col}`;
    }
    return "";
  };
  const [broken] = [...document.errors, ...document.warnings];
  if (broken !== undefined) {
    const { line, col } = lines.linePos(broken.pos[0]);
    throw wrong(`:${line}:${col}`, firstLine(broken.message), "It must be plain YAML: target: column.");
  }
  const parsed = mappingFileSchema.safeParse(plainOf(document, wrong) ?? {});
  if (parsed.success) return { file: parsed.data, placeOf };
  const { keys, what, known } = describeIssue(parsed.error.issues[0]);
  throw wrong(placeOf(keys), what, known);
}

/** `file` as YAML, as `readMappingFile` reads it. */
export function printMappingFile(file: MappingFile): string {
  return stringify(file, { lineWidth: 100 });
}

function plainOf(
  document: ReturnType<typeof parseDocument>,
  wrong: (place: string, what: string, hint: string) => UserError,
): unknown {
  if (isScalar(document.contents)) throw wrong(":1:1", "is no mapping.", "It must be plain YAML: columns: …");
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    const what = firstLine(error instanceof Error ? error.message : String(error));
    throw wrong("", what, "Anchors and aliases are not read; write the values out.");
  }
}

interface Described {
  readonly keys: readonly PropertyKey[];
  readonly what: string;
  readonly known: string;
}

function describeIssue(issue: z.core.$ZodIssue | undefined, outer: readonly PropertyKey[] = []): Described {
  const keys = [...outer, ...(issue?.path ?? [])];
  if (issue?.code === "invalid_union") {
    // A rule is a name or a record: say what is wrong with the record, unless it is neither.
    const deepest = issue.errors.flat().find(({ code, path }) => code !== "invalid_type" || path.length > 0);
    if (deepest !== undefined) return describeIssue(deepest, keys);
    return {
      keys,
      what: `"${keys.join(".")}" is neither a column's name nor a rule.`,
      known: "Put names such as 1 or true in quotes.",
    };
  }
  if (issue?.code === "unrecognized_keys") {
    const [key = ""] = issue.keys;
    const allowed = Object.keys(keys.length === 0 ? mappingFileSchema.shape : ruleSchema.shape);
    const near = nearestName(key, allowed);
    const guess = near === null ? "" : ` Did you mean "${near}"?`;
    return {
      keys: [...keys, key],
      what: `"${key}" is not known here.${guess}`,
      known: `Known are ${allowed.join(", ")}.`,
    };
  }
  return { keys, what: `"${keys.join(".")}": ${issue?.message ?? "is wrong"}.`, known: "See docs/import.md." };
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? text;
}
