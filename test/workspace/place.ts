import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { QuestionText } from "../../src/metrics/question.ts";
import { parseDay } from "../../src/schema/date.ts";
import { ask } from "../../src/workspace/ask.ts";
import { initWorkspace } from "../../src/workspace/init.ts";
import { importAliases, importEvents, importSubscriptions, load, simulate } from "../../src/workspace/jobs.ts";
import { openWorkspace, type Workspace } from "../../src/workspace/open.ts";
import type { Answer } from "../../src/metrics/answer.ts";
import type { ImportReport, InitOptions, LoadReport, OpenOptions, SimulateOptions } from "../../src/workspace/types.ts";

/** A workspace in a temporary folder, and short ways to fill and ask it. */
export interface Place {
  readonly ws: Workspace;
  readonly folder: string;
  /** Import rows of text, the header first; columns are mapped by their names. */
  events(csv: string, through?: string): Promise<ImportReport>;
  subscriptions(csv: string, through?: string): Promise<ImportReport>;
  aliases(csv: string): Promise<ImportReport>;
  load(): Promise<LoadReport>;
  ask(question: Partial<QuestionText> & { readonly metrics: readonly string[] }): Promise<Answer>;
  clear(): Promise<void>;
}

/** Make a workspace to test with; `clear` it when done. */
export async function makePlace(
  options: Omit<InitOptions, "dir"> = {},
  opening: Omit<OpenOptions, "dir"> = {},
): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), "tidemark-place-"));
  await initWorkspace({ ...options, dir: join(folder, "workspace") });
  return openPlace(folder, opening);
}

/** A place with all that another holds, which may be changed without the other; `clear` it when done. */
export async function copyPlace({ folder }: Place): Promise<Place> {
  const copy = await mkdtemp(join(tmpdir(), "tidemark-place-"));
  await cp(folder, copy, { recursive: true });
  return openPlace(copy);
}

async function openPlace(folder: string, opening: Omit<OpenOptions, "dir"> = {}): Promise<Place> {
  const ws = await openWorkspace({ ...opening, dir: join(folder, "workspace") });
  let files = 0;
  const importing =
    (kind: typeof importEvents) =>
    async (csv: string, through?: string): Promise<ImportReport> => {
      const path = join(folder, `rows-${++files}.csv`);
      await writeFile(path, csv);
      const columns = (csv.split("\n")[0] ?? "").split(",");
      const map = columns.map((column) => `${column}=${column}`).join(",");
      return kind(ws, { files: [path], map, maxRejected: 0, ...(through === undefined ? {} : { through }) });
    };
  return {
    ws,
    folder,
    events: importing(importEvents),
    subscriptions: importing(importSubscriptions),
    aliases: importing(importAliases),
    load: () => load(ws, {}),
    ask: (question) => ask(ws, question),
    async clear() {
      await ws.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A place that holds a small simulated company, loaded. */
export async function makeSimulatedPlace(
  company: Omit<SimulateOptions, "from" | "to"> & { readonly from: string; readonly to: string },
  options: Omit<InitOptions, "dir"> = {},
): Promise<Place> {
  const place = await makePlace(options);
  await simulate(place.ws, { ...company, from: day(company.from), to: day(company.to), workers: 1 });
  await place.load();
  return place;
}

/** The day that `text` names. */
export function day(text: string): number {
  const parsed = parseDay(text);
  if (parsed === null) throw new Error(`${text} is no day`);
  return parsed;
}
