import type { QuestionText } from "../metrics/question.ts";
import { ask } from "../workspace/ask.ts";
import type { Workspace } from "../workspace/open.ts";
import { answerTable } from "./answer-table.ts";
import type { Table } from "./table.ts";

/** The name of the file that a question's rows go to, without its ending: its metrics, as far as a name may be long. */
export function questionName({ metrics }: QuestionText): string {
  const safe = metrics.map((metric) => metric.replaceAll(/[^A-Za-z0-9_]/g, "_"));
  return safe.join("-").slice(0, 100);
}

/** The answer to a question as a table. UserErrors: as `ask`. */
export async function questionTable(ws: Workspace, question: QuestionText): Promise<Table> {
  return answerTable(await ask(ws, question), questionName(question));
}
