import { isExported } from "./exported.ts";
import { exportedAnswer } from "./exported-answer.ts";
import { ProblemError, problemFrom, unreachable } from "./problem.ts";
import { sessionHeader } from "./session-token.ts";

/** The JSON that a path of our own server answers with, or answered when this page was exported; throws `ProblemError` for anything else. */
export async function getJson<T>(path: string, signal: AbortSignal): Promise<T> {
  if (isExported()) return exportedAnswer(path, signal);
  const response = await reach(path, signal);
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok || body === null) throw new ProblemError(problemFrom(response.status, body));
  // The server prints its answers from the schemas that the types come from.
  return body as T;
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
