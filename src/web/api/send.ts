import { ProblemError, problemFrom, unreachable } from "./problem.ts";
import { sessionHeader } from "./session-token.ts";

/** Send a file or JSON to a path of our own server; the JSON that it answers. Throws `ProblemError` for anything else. */
export async function send<T>(path: string, body: File | object): Promise<T> {
  const isFile = body instanceof File;
  const response = await fetch(path, {
    method: "POST",
    credentials: "same-origin",
    // A JSON file is a file as any other: only what is said about one goes as JSON.
    headers: {
      accept: "application/json",
      "content-type": isFile ? "application/octet-stream" : "application/json",
      ...sessionHeader(),
    },
    body: isFile ? body : JSON.stringify(body),
  }).catch(() => {
    throw new ProblemError(unreachable);
  });
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok || answer === null) throw new ProblemError(problemFrom(response.status, answer));
  return answer as T;
}
