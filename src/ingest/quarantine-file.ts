import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { RejectedRow, RejectedSource } from "./rejected-row.ts";

/** A file of rejected rows that is being written. */
export interface QuarantineFile {
  add(row: RejectedRow): void;
  /** Note how a file is written; kept beside the rows, `<batch>.sources.json`, where there are any. */
  note(source: RejectedSource): void;
  /** Put the file under its name and return that; null where no row was rejected and there is no file. May be repeated. */
  close(): string | null;
  /** Leave no trace. */
  discard(): void;
}

const bufferedCharacters = 1_048_576;

/**
 * Rejected rows as one JSON object a line: `file`, `line`, `column` (null where the whole row is at fault), `reason`, and
 * `row` (its number in the import) and `raw`, which are absent unless `keepRaw`. Where the row is no UTF-8, `raw` shows it
 * with replacement characters and `rawBase64` holds its bytes. Written beside `path` and renamed into place, so that a file under that name is whole.
 */
export function createQuarantineFile(path: string, keepRaw: boolean): QuarantineFile {
  const unfinished = `${path}.${process.pid}.tmp`;
  let descriptor: number | null = null;
  let text = "";
  let finished: string | null = null;
  const sources: RejectedSource[] = [];

  function add({ row, raw, rawBase64, isCut, ...where }: RejectedRow): void {
    // What is undefined is not written.
    text += `${JSON.stringify(keepRaw ? { ...where, row, raw, rawBase64, isCut } : where)}\n`;
    if (text.length >= bufferedCharacters) flush();
  }

  function flush(): void {
    if (text === "") return;
    if (descriptor === null) {
      mkdirSync(dirname(path), { recursive: true });
      descriptor = openSync(unfinished, "w", 0o600);
    }
    writeFully(descriptor, Buffer.from(text));
    text = "";
  }

  function close(): string | null {
    flush();
    if (descriptor === null) return finished;
    if (keepRaw) writeFileSync(sourcesPath(path), JSON.stringify(sources), { mode: 0o600 });
    fsyncSync(descriptor);
    closeSync(descriptor);
    descriptor = null;
    renameSync(unfinished, path);
    finished = path;
    return finished;
  }

  function discard(): void {
    text = "";
    if (descriptor === null) return;
    closeSync(descriptor);
    descriptor = null;
    rmSync(unfinished, { force: true });
  }

  return { add, note: (source) => void sources.push(source), close, discard };
}

/** Where it stands how the sources of a quarantine file are written. */
export function sourcesPath(quarantineFile: string): string {
  return quarantineFile.replace(/\.jsonl$/, ".sources.json");
}

function writeFully(descriptor: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
}
