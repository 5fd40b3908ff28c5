import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { z } from "zod";
import type { Workspace } from "./open.ts";

const texts = z.array(z.string()).min(1).readonly();

const file = z.strictObject({
  title: z.string().min(1),
  metrics: texts,
  preset: z.string().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  grain: z.string().optional(),
  by: texts.optional(),
  where: texts.optional(),
  top: z.int().positive().optional(),
  compare: z.string().optional(),
});

/** A question that a team keeps, as its file states it; the words are those of `tidemark query`. */
export type SavedView = z.output<typeof file>;

/** The views of a workspace, by the names of their files, and what is wrong with those that cannot be read. */
export interface ViewList {
  readonly views: readonly { readonly name: string; readonly view: SavedView }[];
  readonly problems: readonly { readonly name: string; readonly problem: string }[];
}

/** Largest view file that is read, in characters. */
const longestFile = 20_000;

/** The view files (`views/*.yaml`) that stand beside the workspace's configuration, in the order of their names. */
export async function views(ws: Pick<Workspace, "dir">): Promise<ViewList> {
  const folder = join(ws.dir, "views");
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name)).map(({ name }) => name);
  const read = await Promise.all(
    names.toSorted().map(async (name) => ({ name, ...parseView(await readFile(join(folder, name), "utf8")) })),
  );
  return {
    views: read.flatMap(({ name, view }) => (view === null ? [] : [{ name, view }])),
    problems: read.flatMap(({ name, problem }) => (problem === null ? [] : [{ name, problem }])),
  };
}

/** The view that the text of a file states, or the first thing that is wrong with it. */
export function parseView(
  text: string,
): { readonly view: SavedView; readonly problem: null } | { readonly view: null; readonly problem: string } {
  if (text.length > longestFile) return { view: null, problem: `It is longer than ${longestFile} characters.` };
  const document = parseDocument(text);
  const fault = document.errors[0];
  if (fault !== undefined) return { view: null, problem: fault.message.split("\n", 1)[0] ?? "It is no YAML." };
  const parsed = file.safeParse(document.toJS());
  if (parsed.success) return { view: parsed.data, problem: null };
  const issue = parsed.error.issues[0];
  return { view: null, problem: `${issue?.path.join(".") || "The file"}: ${issue?.message ?? "not valid"}.` };
}
