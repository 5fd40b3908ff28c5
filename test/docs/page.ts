import { textOf } from "../house/repository.ts";

/** A file that a page shows for its reader to make. */
export interface ShownFile {
  readonly name: string;
  readonly text: string;
}

/** A command that a page has its reader run. */
export interface ShownCommand {
  readonly args: readonly string[];
  /** What the page says it prints; null where it does not say. */
  readonly output: string | null;
}

/** What a page has its reader do. */
export interface Page {
  readonly files: readonly ShownFile[];
  readonly commands: readonly ShownCommand[];
}

const fence = /(?:<!-- not run: ([^\n]+) -->\n+)?^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm;

/**
 * The files and commands of a page, in its order. A block of `csv` with a name is a file. Of a block of `sh`, the lines
 * that begin with `tidemark` or `npx tidemark` are commands, unless a comment `not run: …` before it gives the reason; `\` carries a line
 * on. A block of `text` right behind commands is what the last of them prints.
 */
export function readPage(path: string): Page {
  const files: ShownFile[] = [];
  const commands: ShownCommand[] = [];
  let end = -1;
  for (const match of textOf(path).matchAll(fence)) {
    const [all, reason, language, name, body = ""] = match;
    const isNext = textOf(path).slice(end, match.index).trim() === "";
    if (language === "csv" && name !== undefined) files.push({ name, text: body });
    if (language === "sh" && reason === undefined) {
      commands.push(...commandsOf(body));
      end = match.index + all.length;
    }
    const last = commands.at(-1);
    if (language === "text" && isNext && last !== undefined) commands.splice(-1, 1, { ...last, output: body });
  }
  return { files, commands };
}

function commandsOf(script: string): readonly ShownCommand[] {
  return script
    .replaceAll(/\\\n\s*/g, "")
    .split("\n")
    .map((line) => line.replace(/\s+# .*$/, ""))
    .map((line) => line.replace(/^npx tidemark /, "tidemark "))
    .filter((line) => line.startsWith("tidemark "))
    .map((line) => ({ args: wordsOf(line).slice(1), output: null }));
}

/** The words of a plain command line; double quotes hold one together. */
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}
