import { isExported } from "./exported.ts";
import { exportedAnswer } from "./exported-answer.ts";
import { ProblemError, problemFrom, unreachable } from "./problem.ts";
import { sessionHeader } from "./session-token.ts";

/** Answers on their way that nobody has taken yet, by what was asked. */
const ahead = new Map<string, Promise<unknown>>();

/** Ask for `path` before the code that needs the answer is here: the first `getJson` of it takes this answer. */
export function askAhead(path: string): void {
  const answer = ask(path, new AbortController().signal);
  // A failure is told to whoever takes the answer.
  answer.catch(() => undefined);
  ahead.set(path, answer);
}

/** The JSON that a path of our own server answers with, or answered when this page was exported; throws `ProblemError` for anything else. */
export function getJson<T>(path: string, signal: AbortSignal): Promise<T> {
  const early = ahead.get(path);
  ahead.delete(path);
  // The server prints its answers from the schemas that the types come from.
  return (early ?? ask(path, signal)) as Promise<T>;
}

async function ask(path: string, signal: AbortSignal): Promise<unknown> {
  if (isExported()) return exportedAnswer(path, signal);
  const response = await reach(path, signal);
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok || body === null) throw new ProblemError(problemFrom(response.status, body));
  return body;
}

async function reach(path: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(path, {
      signal,
      headers: { accept: "application/json", ...sessionHeader() },
      credentials: "same-origin",
    });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new ProblemError(unreachable);
  }
}
