import type { Grain } from "./contract.ts";

/** A question to `/v1/query`; `from` inclusive, `to` exclusive, as `2026-01-31`. */
export interface Question {
  readonly metrics: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly grain: Grain;
  readonly by?: readonly string[];
  readonly where: readonly string[];
  readonly compare?: string | null;
}

/** The address of a question; equal questions have equal addresses. */
export function questionPath(question: Question): string {
  const parameters = new URLSearchParams();
  for (const metric of question.metrics) parameters.append("metric", metric);
  parameters.set("from", question.from);
  parameters.set("to", question.to);
  parameters.set("grain", question.grain);
  for (const dimension of question.by ?? []) parameters.append("by", dimension);
  for (const condition of question.where) parameters.append("where", condition);
  if (question.compare) parameters.set("compare", question.compare);
  return `/v1/query?${parameters}`;
}
