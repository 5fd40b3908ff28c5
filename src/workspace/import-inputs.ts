import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { globExpression } from "../ingest/glob-pattern.ts";
import type { InputFile } from "../ingest/records.ts";
import { UserError } from "../schema/user-error.ts";
import { openStore } from "../lake/open-store.ts";
import type { Workspace } from "./open.ts";

/** What inputs need of a workspace: where to put what does not lie here, and which S3 to ask. */
export type InputPlace = Pick<Workspace, "scratchDir" | "lakeEndpoint"> & {
  /** Whether a folder or pattern without a file is fine: who looks every day finds none at first. */
  readonly allowsNone?: boolean;
};

/** The standard input, as it is named among files. */
const standardInput = "-";
/** Names in a folder that are taken for data; a folder also holds other things. */
const dataName = /\.(csv|tsv|txt|json|jsonl|ndjson|parquet)(\.(gz|zst))?$/i;

/**
 * Do `work` with the files that `names` mean, in order: paths, folders (all data files in them, at any depth), patterns
 * with `*`, `?` and `**`, `s3://bucket/prefix`, and `-` for the standard input. What does not lie here is brought here for
 * as long as the work takes. @throws UserError `usage` where a name means no file.
 */
export async function withInputs<T>(
  place: InputPlace,
  names: readonly string[],
  work: (files: readonly InputFile[]) => Promise<T>,
): Promise<T> {
  let folder: string | null = null;
  const scratch = async (): Promise<string> => {
    if (folder !== null) return folder;
    await mkdir(place.scratchDir, { recursive: true });
    folder = await mkdtemp(join(place.scratchDir, "import-"));
    return folder;
  };
  try {
    const files: InputFile[] = [];
    for (const name of names) files.push(...(await filesOf(name, place, scratch)));
    const seen = new Set<string>();
    return await work(files.filter(({ name }) => !seen.has(name) && seen.add(name)));
  } finally {
    if (folder !== null) await rm(folder, { recursive: true, force: true });
  }
}

async function filesOf(name: string, place: InputPlace, scratch: () => Promise<string>): Promise<readonly InputFile[]> {
  if (name === standardInput) {
    const path = join(await scratch(), "standard-input");
    await pipeline(process.stdin, createWriteStream(path));
    return [{ name: standardInput, path }];
  }
  if (/^s3:\/\//i.test(name)) return fetched(name, place, scratch);
  const found = await stat(name).catch(() => null);
  if (found?.isDirectory() === true) return someOf(name, await filesIn(name), place);
  if (found === null && /[*?[{]/.test(name)) return someOf(name, await matching(name), place);
  return [{ name, path: name }];
}

function someOf(name: string, paths: readonly string[], { allowsNone = false }: InputPlace): readonly InputFile[] {
  if (paths.length > 0 || allowsNone) return paths.map((path) => ({ name: path, path }));
  const hint = "Data files end in .csv, .tsv, .txt, .json, .jsonl, .ndjson or .parquet, and .gz or .zst.";
  throw new UserError("usage", `${name} means no data file.`, hint);
}

/** Data files below a folder, in the order of their names; what begins with a dot or underscore is not looked into. */
export async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (/^[._]/.test(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await filesIn(path)));
    else if (entry.isFile() && dataName.test(entry.name)) found.push(path);
  }
  return found;
}

async function matching(pattern: string): Promise<readonly string[]> {
  const parts = pattern.split("/");
  const firstWild = parts.findIndex((part) => /[*?[{]/.test(part));
  const root = parts.slice(0, firstWild).join("/");
  const start = root === "" ? (pattern.startsWith("/") ? "/" : ".") : root;
  const isFolder = (await stat(start).catch(() => null))?.isDirectory() ?? false;
  if (!isFolder) return [];
  const depth = parts.slice(firstWild).includes("**") ? 50 : parts.length - firstWild;
  const all = await below(start, depth);
  const expression = globExpression(pattern.replace(/^\.\//, ""));
  return all.filter((path) => expression.test(path));
}

async function below(folder: string, depth: number): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith(".")) continue;
    const path = folder === "." ? entry.name : join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(depth > 1 ? await below(path, depth - 1) : []));
    else if (entry.isFile()) found.push(path);
  }
  return found;
}

/** The objects of an S3 address: the one it names, or all data files below it. */
async function fetched(url: string, place: InputPlace, scratch: () => Promise<string>): Promise<readonly InputFile[]> {
  const [, bucket = "", key = ""] = /^s3:\/\/([^/]+)\/?(.*)$/i.exec(url) ?? [];
  const folder = await scratch();
  const store = await openStore({ url: `s3://${bucket}`, endpoint: place.lakeEndpoint, cacheDir: folder });
  try {
    const prefix = key.replace(/\/+$/, "");
    const keys = dataName.test(prefix) ? [prefix] : (await store.list(prefix, "")).filter((one) => dataName.test(one));
    const files: InputFile[] = [];
    for (const [index, one] of keys.entries()) {
      const path = join(folder, `${index}-${basename(one)}`);
      if (!(await store.fetch(one, path))) {
        throw new UserError("usage", `There is no object s3://${bucket}/${one}.`, "Check the address.");
      }
      files.push({ name: `s3://${bucket}/${one}`, path });
    }
    return files.length > 0 ? files : someOf(url, [], place);
  } finally {
    await store.close();
  }
}
