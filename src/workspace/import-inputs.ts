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
  /** Whether an object of S3, named by its address, is known by its mark already and needs not be brought here. */
  readonly isKnown?: (name: string, mark: string) => boolean;
};

/** A file that was looked for. */
export interface FoundFile extends InputFile {
  /** Of an object of S3: stays the same as long as its bytes do. Null for files that lie here. */
  readonly mark: string | null;
  /** False for an object that is known already: nothing lies at `path`. */
  readonly isHere: boolean;
}

/** The standard input, as it is named among files. */
const standardInput = "-";
/** Names in a folder that are taken for data; a folder also holds other things. Segment's archives are named `.gz` alone. */
const dataName = /\.(csv|tsv|txt|json|jsonl|ndjson|parquet)(\.(gz|zst))?$|(?<!\.(tar|sql|log|md|html|xml))\.(gz|zst)$/i;

/**
 * Do `work` with the files that `names` mean, in order: paths, folders (all data files in them, at any depth), patterns
 * with `*`, `?` and `**`, `s3://bucket/prefix`, and `-` for the standard input. What does not lie here is brought here for
 * as long as the work takes. @throws UserError `usage` where a name means no file.
 */
export async function withInputs<T>(
  place: InputPlace,
  names: readonly string[],
  work: (files: readonly FoundFile[]) => Promise<T>,
): Promise<T> {
  let folder: string | null = null;
  const scratch = async (): Promise<string> => {
    if (folder !== null) return folder;
    await mkdir(place.scratchDir, { recursive: true });
    folder = await mkdtemp(join(place.scratchDir, "import-"));
    return folder;
  };
  try {
    const files: FoundFile[] = [];
    for (const name of names) files.push(...(await filesOf(name, place, scratch)));
    const seen = new Set<string>();
    return await work(files.filter(({ name }) => !seen.has(name) && seen.add(name)));
  } finally {
    if (folder !== null) await rm(folder, { recursive: true, force: true });
  }
}

async function filesOf(name: string, place: InputPlace, scratch: () => Promise<string>): Promise<readonly FoundFile[]> {
  if (name === standardInput) {
    const path = join(await scratch(), "standard-input");
    await pipeline(process.stdin, createWriteStream(path));
    return [lyingHere(standardInput, path)];
  }
  if (/^s3:\/\//i.test(name)) return fetched(name, place, scratch);
  const found = await stat(name).catch(() => null);
  if (found?.isDirectory() === true) return someOf(name, await filesIn(name), place);
  if (found === null && /[*?[{]/.test(name)) return someOf(name, await matching(name), place);
  return [lyingHere(name)];
}

function lyingHere(name: string, path = name): FoundFile {
  return { name, path, mark: null, isHere: true };
}

function someOf(name: string, paths: readonly string[], { allowsNone = false }: InputPlace): readonly FoundFile[] {
  if (paths.length > 0 || allowsNone) return paths.map((path) => lyingHere(path));
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
async function fetched(url: string, place: InputPlace, scratch: () => Promise<string>): Promise<readonly FoundFile[]> {
  const [, bucket = "", key = ""] = /^s3:\/\/([^/]+)\/?(.*)$/i.exec(url) ?? [];
  const folder = await scratch();
  const store = await openStore({ url: `s3://${bucket}`, endpoint: place.lakeEndpoint, cacheDir: folder });
  const absent = (one: string): UserError =>
    new UserError("usage", `There is no object s3://${bucket}/${one}.`, "Check the address.");
  try {
    const listed = await store.listMarked(key.replace(/\/+$/, ""));
    const found = listed.filter((one) => dataName.test(one.key));
    if (found.length === 0 && dataName.test(key)) throw absent(key);
    const files: FoundFile[] = [];
    for (const [index, { key: one, mark }] of found.entries()) {
      const [name, path] = [`s3://${bucket}/${one}`, join(folder, `${index}-${basename(one)}`)];
      const isHere = place.isKnown?.(name, mark) !== true;
      if (isHere && !(await store.fetch(one, path))) throw absent(one);
      files.push({ name, path, mark, isHere });
    }
    return files.length > 0 ? files : someOf(url, [], place);
  } finally {
    await store.close();
  }
}
