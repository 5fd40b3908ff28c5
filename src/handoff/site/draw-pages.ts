import { Worker } from "node:worker_threads";
import type { PagesAnswer, PagesMessage, PagesTask } from "./pages-worker.ts";

/** Answers an address of the API: with 200 and JSON, or with a problem. */
export type AnswerAddress = (path: string) => Promise<{ readonly status: number; readonly body: string }>;

/** A question that the dashboard's pages ask, and its answer as a file. */
export interface PageAnswer {
  readonly path: string;
  readonly file: string;
  readonly status: number;
  /** JSON. */
  readonly body: string;
}

/** Draw every page of a built dashboard without a browser, and have `answer` meet what they ask; all of it. */
export async function drawPages(task: PagesTask, answer: AnswerAddress): Promise<readonly PageAnswer[]> {
  const worker = new Worker(new URL("pages-worker.js", import.meta.url), { workerData: task, execArgv: [] });
  const answers: PageAnswer[] = [];
  try {
    const meet = async ({ path, file }: Extract<PagesMessage, { readonly kind: "question" }>): Promise<void> => {
      const { status, body } = await answer(path);
      // What the configuration lacks is not told to the world: the copy says that it has no answer, and how to ask.
      if (status < 500) answers.push({ path, file, status, body });
      const told: PagesAnswer = { path, answer: status === 200 ? JSON.parse(body) : null };
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage(told);
    };
    await new Promise<void>((resolve, reject) => {
      worker.on("error", reject);
      worker.on("exit", (code) => reject(new Error(`The thread that draws the pages ended early, exit ${code}.`)));
      worker.on("message", (message: PagesMessage) => {
        if (message.kind === "done") resolve();
        else if (message.kind === "failed") reject(new Error(`The pages could not be drawn: ${message.stack}`));
        else meet(message).catch(reject);
      });
    });
    return answers;
  } finally {
    await worker.terminate();
  }
}
