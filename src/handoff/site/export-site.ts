import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "../../schema/user-error.ts";
import { type ManifestEntry, manifestName, manifestText, readManifest } from "../file/manifest.ts";
import { filesIn, publish } from "../file/publish.ts";
import { type AnswerAddress, drawPages, type PageAnswer } from "./draw-pages.ts";
import { pageText } from "./page-text.ts";

/** Where a site goes, and who answers what its pages ask. */
export interface ExportSiteOptions {
  readonly out: string;
  readonly force?: boolean | undefined;
  /** Names of the ranges beside the usual one; default: every range that has a name. */
  readonly presets?: readonly string[] | undefined;
  /** By how many values of each dimension the site can be filtered, one at a time; default 5. */
  readonly filters?: number | undefined;
  readonly answer: AnswerAddress;
}

/** What was written. */
export interface SiteReport {
  readonly out: string;
  /** How many questions are answered, and how much all files are together. */
  readonly questions: number;
  readonly files: number;
  readonly bytes: number;
}

/** The built dashboard, for browsers and for drawing without one; both lie beside this floor in `dist/`. */
const browserFolder = new URL("../../web/", import.meta.url);
const drawnScript = new URL("../../web-pages/ask-pages.js", import.meta.url);

/** The pages of the dashboard, each of which is one file of a site. */
const pages = ["index", "engagement", "features", "retention", "revenue", "explore", "data", "definitions"];

/** Folders of a site in which files of an earlier one are removed: no copy answers from two states of the data. */
const ownFolders = ["answers", "assets"] as const;

/**
 * Write the dashboard with its answers frozen as files, for any static host and any folder of it: a file a page, the
 * dashboard's own files, a file an answer, and a manifest; all of them or none. UserErrors: `config` where the dashboard
 * has not been built, as `publish`, and whatever `answer` throws.
 */
export async function exportSite(options: ExportSiteOptions): Promise<SiteReport> {
  const { out, force = false, presets = null, filters = 5, answer } = options;
  const page = await readFile(new URL("index.html", browserFolder), "utf8").catch(() => {
    throw new UserError("config", "The dashboard has not been built.", 'Run "npm run build", then export again.');
  });
  const names = [...pages.map((name) => `${name}.html`), manifestName];
  const before = readManifest(await readFile(join(out, manifestName), "utf8").catch(() => "")) ?? [];
  const entries: ManifestEntry[] = [];
  await publish({ out, force, names, last: manifestName }, async (folder) => {
    const answers = await drawPages({ script: drawnScript.href, scope: { presets, filters } }, answer);
    for (const name of pages) await writeFile(join(folder, `${name}.html`), pageText(page));
    for (const name of await assetNames()) await copyInto(folder, name);
    await mkdir(join(folder, "answers"));
    for (const { file, text } of answerTexts(answers)) await writeFile(join(folder, "answers", file), text);
    const asked = new Map(answers.map((one) => [`answers/${one.file}`, one]));
    for (const name of await filesIn(folder)) entries.push(await entryOf(folder, name, asked.get(name)));
    await writeFile(
      join(folder, manifestName),
      manifestText(
        entries,
        before.filter(({ name }) => !isOurs(name)),
      ),
    );
  });
  const written = new Set(entries.map(({ name }) => name));
  for (const { name } of before) if (isOurs(name) && !written.has(name)) await rm(join(out, name), { force: true });
  const questions = entries.filter(({ name }) => name.startsWith("answers/")).length;
  return { out, questions, files: entries.length, bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** The dashboard's own files beside its page, by their path from it. */
async function assetNames(): Promise<readonly string[]> {
  const names = await filesIn(fileURLToPath(browserFolder));
  return names.filter((name) => name !== "index.html");
}

async function copyInto(folder: string, name: string): Promise<void> {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await copyFile(new URL(name, browserFolder), join(folder, name));
}

/** What each answer's file holds. Two questions whose names are one would answer for each other: then there is no site. */
function answerTexts(answers: readonly PageAnswer[]): readonly { readonly file: string; readonly text: string }[] {
  const questions = new Map<string, string>();
  return answers.map(({ path, file, status, body }) => {
    const other = questions.get(file);
    if (other !== undefined) throw new Error(`"${path}" and "${other}" go by the one name ${file}.`);
    questions.set(file, path);
    return { file, text: `{"question":${JSON.stringify(path)},"status":${status},"answer":${body}}\n` };
  });
}

async function entryOf(folder: string, name: string, answer: PageAnswer | undefined): Promise<ManifestEntry> {
  const bytes = await readFile(join(folder, name));
  const file = { name, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
  if (answer === undefined) return { ...file, rows: 0 };
  const { rows } = JSON.parse(answer.body) as { readonly rows?: readonly unknown[] };
  return { ...file, rows: rows?.length ?? 0, question: answer.path };
}

/** Whether a name of an earlier manifest is that of a site's file that a later site may lack; no path leads out of it. */
function isOurs(name: string): boolean {
  return ownFolders.some((folder) => name.startsWith(`${folder}/`)) && !name.split("/").includes("..");
}
