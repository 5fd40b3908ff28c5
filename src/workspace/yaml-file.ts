import { isMap, isScalar, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { nearestName, UserError } from "../schema/user-error.ts";

/** Most bytes such a file may have. */
const mostBytes = 100_000;

/** A YAML file that a person wrote: its plain value, and errors that name the line and column of a place in it. */
export interface YamlFile {
  readonly value: unknown;
  /** The error `config` that says `what` of the value at `path` in the file. */
  wrong(path: readonly PropertyKey[], what: string, hint: string): UserError;
  /** The same of the key at the end of `path`. */
  wrongKey(path: readonly PropertyKey[], what: string, hint: string): UserError;
}

/** Read `text` as plain YAML; `file` names it in errors. UserError `config` with line and column where it is broken. */
export function parseYaml(text: string, file: string): YamlFile {
  const refuse = (place: string, what: string, hint: string) =>
    new UserError("config", `${file}${place}: ${what}`, hint);
  if (text.length > mostBytes) throw refuse("", `is longer than ${mostBytes} bytes.`, "Such a file is a page of text.");
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, maxAliasCount: 0 } as Parameters<
    typeof parseDocument
  >[1]);
  const place = (offset: number | undefined) => {
    if (offset === undefined) return "";
    const { line, col } = lines.linePos(offset);
    return `:${line}:${col}`;
  };
  const [broken] = [...document.errors, ...document.warnings];
  if (broken !== undefined)
    throw refuse(place(broken.pos[0]), firstLine(broken.message), "It must be plain YAML: key: value.");
  return {
    value: plain(document, refuse),
    wrong: (path, what, hint) => refuse(place(offsetOf(document, path, "value")), what, hint),
    wrongKey: (path, what, hint) => refuse(place(offsetOf(document, path, "key")), what, hint),
  };
}

/** Where the plain value at `path` begins, else the key that it stands under, else what would hold it. */
function offsetOf(
  document: ReturnType<typeof parseDocument>,
  path: readonly PropertyKey[],
  wanted: "key" | "value",
): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const inner = path.slice(0, length);
    const node = document.getIn(inner, true) as { range?: [number, number, number] } | undefined;
    const holder = length === 1 ? document.contents : document.getIn(inner.slice(0, -1), true);
    if (isMap(holder)) {
      const pair = holder.items.find(({ key }) => isScalar(key) && String(key.value) === String(inner.at(-1)));
      const at = isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
      const isShown = wanted === "value" && length === path.length && isScalar(node);
      if (at !== undefined) return isShown ? (node.range?.[0] ?? at) : at;
    }
    if (node?.range !== undefined) return node.range[0];
  }
  return undefined;
}

/** What zod found wrong, as the error that names its place; `known` are the keys that may stand in the file's first level. */
export function yamlIssue(file: YamlFile, issue: z.core.$ZodIssue | undefined, known: readonly string[]): UserError {
  const hint = `Known keys: ${known.join(", ")}.`;
  if (issue?.code !== "unrecognized_keys") {
    const path = issue?.path ?? [];
    const cause = issue?.code === "invalid_key" ? issue.issues[0] : issue;
    return file.wrong(path, `"${path.map(String).join(".")}" ${cause?.message ?? "is wrong"}.`, hint);
  }
  const path = [...issue.path, issue.keys[0] ?? ""];
  const near = path.length === 1 ? nearestName(String(path[0]), known) : null;
  const meant = near === null ? "" : ` Did you mean "${near}"?`;
  return file.wrongKey(path, `"${path.map(String).join(".")}" is no setting.${meant}`, hint);
}

function plain(
  document: ReturnType<typeof parseDocument>,
  refuse: (place: string, what: string, hint: string) => UserError,
): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    const what = firstLine(error instanceof Error ? error.message : String(error));
    throw refuse("", what, "Anchors and aliases are not read; write the values out.");
  }
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? text;
}
