import { textOf } from "../house/repository.ts";

/** A file that a page shows for its reader to make. */
export interface ShownFile {
  readonly name: string;
  readonly text: string;
}

/** A command line that a page has its reader type. */
export interface ShownCommand {
  readonly kind: "command";
  readonly args: readonly string[];
  readonly output: ShownOutput | null;
}

/** A program of the library that a page has its reader run. */
export interface ShownProgram {
  readonly kind: "program";
  readonly source: string;
  readonly output: ShownOutput | null;
}

/** SQL over the workspace's base tables that a page shows. */
export interface ShownSql {
  readonly kind: "sql";
  readonly source: string;
  readonly output: ShownOutput | null;
}

/** Anything that a page has its reader run. */
export type ShownStep = ShownCommand | ShownProgram | ShownSql;

/** What the page says a step prints, and where in the page it says so. */
export interface ShownOutput {
  readonly text: string;
  readonly offset: number;
}

/** What a page has its reader do. */
export interface Page {
  readonly files: readonly ShownFile[];
  readonly steps: readonly ShownStep[];
}

const fence = /(?:<!-- not run: ([^\n]+) -->\n+)?^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm;

/**
 * The files and steps of a page, in its order. A block of `csv`, `json` or `yaml` with a name is a file. Of a block of
 * `sh`, the lines that begin with `tidemark` or `npx tidemark` are commands; `\` carries a line on. A block of `ts` is a
 * program, one of `sql` a query. A comment
 * `not run: …` before a block gives the reason why it is not. A block of `text` right behind a step is what it prints.
 */
export function readPage(path: string): Page {
  const files: ShownFile[] = [];
  const steps: ShownStep[] = [];
  let end = -1;
  for (const match of textOf(path).matchAll(fence)) {
    const [all, reason, language, name, body = ""] = match;
    const isNext = textOf(path).slice(end, match.index).trim() === "";
    if (isFile(language) && name !== undefined) files.push({ name, text: body });
    if (language !== undefined && ["sh", "ts", "sql"].includes(language) && reason === undefined) {
      const kind = language === "ts" ? "program" : "sql";
      steps.push(...(language === "sh" ? commandsOf(body) : [{ kind, source: body, output: null } as const]));
      end = match.index + all.length;
    }
    const last = steps.at(-1);
    if (language === "text" && isNext && last !== undefined) {
      const offset = match.index + all.indexOf("\n") + 1;
      steps.splice(-1, 1, { ...last, output: { text: body, offset } });
    }
  }
  return { files, steps };
}

/** The page's text with each output replaced by what was really printed. */
export function withOutputs(
  path: string,
  outputs: readonly { readonly shown: ShownOutput; readonly printed: string }[],
) {
  return outputs
    .toSorted((a, b) => b.shown.offset - a.shown.offset)
    .reduce(
      (page, { shown: { offset, text: old }, printed }) =>
        `${page.slice(0, offset)}${printed.trimEnd()}\n${page.slice(offset + old.length)}`,
      textOf(path),
    );
}

function isFile(language: string | undefined): boolean {
  return language === "csv" || language === "json" || language === "yaml";
}

function commandsOf(script: string): readonly ShownCommand[] {
  return script
    .replaceAll(/\\\n\s*/g, "")
    .split("\n")
    .map((line) => line.replace(/\s+# .*$/, ""))
    .map((line) => line.replace(/^npx tidemark /, "tidemark "))
    .filter((line) => line.startsWith("tidemark "))
    .map((line) => ({ kind: "command", args: wordsOf(line).slice(1), output: null }));
}

/** The words of a plain command line; double quotes hold one together. */
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}
