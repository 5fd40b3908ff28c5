import { cliOf } from "../evidence/commands.ts";
import { answerFile, type ExportedAnswer } from "./exported.ts";
import { notExportedType, type Problem, ProblemError, problemFrom } from "./problem.ts";

/** The answer to `path` as it was exported; throws `ProblemError` where it was not, or was a problem itself. */
export async function exportedAnswer(path: string, signal: AbortSignal): Promise<unknown> {
  const folder = document.documentElement.dataset["answers"] ?? "";
  const response = await fetch(folder + answerFile(path), { signal }).catch((error: unknown) => {
    if (signal.aborted) throw error;
    throw new ProblemError(hostSilent);
  });
  // Some hosts answer a missing file with a page of their own, so that what is read is looked at, not the status.
  const found = (await response.json().catch(() => null)) as ExportedAnswer | null;
  if (found?.question !== path) throw new ProblemError(notExported(path));
  if (found.status !== 200) throw new ProblemError(problemFrom(found.status, found.answer));
  return found.answer;
}

function notExported(path: string): Problem {
  return {
    type: notExportedType,
    title: "This question was not exported",
    status: 404,
    detail: "This page is a copy with fixed answers.",
    hint: `To ask it, run: ${cliOf(path)}`,
    requestId: null,
  };
}

const hostSilent: Problem = {
  type: "about:blank",
  title: "The answer's file cannot be fetched",
  status: 0,
  detail: "This page is a copy whose answers lie as files beside it.",
  hint: "Is there a connection? Then retry.",
  requestId: null,
};
