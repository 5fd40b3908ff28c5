import { parentPort, workerData } from "node:worker_threads";

/** How much of what the dashboard can be asked goes into a site. */
export interface SiteScope {
  /** Names of the ranges beside the usual one; null for every range that has a name. */
  readonly presets: readonly string[] | null;
  /** By how many values of each dimension it can be filtered, one at a time. */
  readonly filters: number;
}

/** What the thread that draws the pages begins with. */
export interface PagesTask {
  /** Address of the bundle. */
  readonly script: string;
  readonly scope: SiteScope;
}

/** What the thread that draws the pages is told: the answer to a question it put. */
export interface PagesAnswer {
  readonly path: string;
  /** Parsed JSON; null for a problem. */
  readonly answer: unknown;
}

/** What it says: a question, with the name of the file its answer goes to; that there are no more; or that it failed. */
export type PagesMessage =
  | { readonly kind: "question"; readonly path: string; readonly file: string }
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly stack: string };

/** The dashboard as `scripts/build.mjs` bundles it for drawing without a browser. */
interface Pages {
  readonly askPages: (answer: (path: string) => Promise<unknown>, scope: SiteScope) => Promise<void>;
  readonly answerFile: (path: string) => string;
}

// The dashboard's code takes a window for granted; in a thread of its own it has one, as much as drawing needs.
const origin = "http://copy.invalid";
const storage = { getItem: () => null };
const place = { href: `${origin}/`, origin };
for (const part of ["pathname", "search", "hash"] as const) {
  Object.defineProperty(place, part, { get: () => new URL(place.href)[part] });
}
const listening = { addEventListener: () => undefined, removeEventListener: () => undefined };
const stage = {
  ...listening,
  location: place,
  localStorage: storage,
  sessionStorage: storage,
  matchMedia: () => ({ matches: false, ...listening }),
};
const globals = {
  window: stage,
  document: { documentElement: { dataset: { answers: "./answers/" } } },
  // As Node 24 names itself, which the charts' library knows for a place without a screen.
  navigator: { userAgent: "Node.js", platform: "" },
};
for (const [name, value] of Object.entries(globals)) Object.defineProperty(globalThis, name, { value });

const waiting = new Map<string, (answer: unknown) => void>();
const known = new Map<string, Promise<unknown>>();
parentPort?.on("message", ({ path, answer }: PagesAnswer) => waiting.get(path)?.(answer));

const { script, scope } = workerData as PagesTask;
const { askPages, answerFile } = (await import(script)) as Pages;

/** Put each question once, however many pages ask it. */
function ask(path: string): Promise<unknown> {
  const asked =
    known.get(path) ??
    new Promise<unknown>((resolve) => {
      waiting.set(path, resolve);
      say({ kind: "question", path, file: answerFile(path) });
    });
  known.set(path, asked);
  return asked;
}

function say(message: PagesMessage): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(message);
}

await askPages(ask, scope).then(
  () => say({ kind: "done" }),
  (error: unknown) =>
    say({ kind: "failed", stack: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
);
parentPort?.close();
