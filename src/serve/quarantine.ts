import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import type { QuarantineList } from "./contract.ts";

type QuarantineRow = QuarantineList["rows"][number];

/** A line of a quarantine file, as an import writes it. */
const line = z.object({
  file: z.string(),
  line: z.number().int().nullish(),
  column: z.string().nullish(),
  reason: z.string(),
  raw: z.string().nullish(),
});

/** The first `limit` rejected rows of the files in `folder`, files newest first, rows in the order of their file. */
export async function readQuarantine(folder: string, limit: number): Promise<QuarantineList> {
  const rows: QuarantineRow[] = [];
  for (const path of await filesOf(folder)) {
    for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      if (rows.length >= limit) return { rows };
      if (text !== "") rows.push(rowOf(text, basename(path, ".jsonl")));
    }
  }
  return { rows };
}

/** Plain files only: a link in the folder could lead anywhere. */
async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".jsonl")).map(({ name }) => name);
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      return { path, changedAt: (await stat(path)).mtimeMs };
    }),
  );
  return files.toSorted((a, b) => b.changedAt - a.changedAt || (a.path < b.path ? -1 : 1)).map(({ path }) => path);
}

function rowOf(text: string, batchId: string): QuarantineRow {
  const row = line.parse(JSON.parse(text));
  return {
    batchId,
    file: row.file,
    line: row.line ?? null,
    column: row.column ?? null,
    reason: row.reason,
    raw: row.raw ?? null,
  };
}
