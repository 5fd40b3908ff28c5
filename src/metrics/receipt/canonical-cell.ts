import type { Group } from "../figures.ts";
import type { Question } from "../question.ts";
import { canonicalQuestion } from "../shape.ts";
import type { CanonicalReceipt } from "./receipt.ts";
import type { Page } from "./receipt-question.ts";

/** Which cell of the question's answer is meant. */
export interface NamedCell {
  readonly metric: string;
  readonly cell: string;
  readonly group: Group;
  readonly page: Page | null;
}

/** The receipt's question with every default filled in, as it is printed. */
export function canonicalCell(question: Question, { metric, cell, group, page }: NamedCell): CanonicalReceipt {
  const { kind: _kind, metrics: _metrics, compare: _compare, ...asked } = canonicalQuestion(question);
  return {
    kind: "receipt",
    metric,
    cell,
    group: Object.fromEntries(question.by.map((dimension, i) => [dimension, group[i] ?? ""])),
    ...asked,
    limit: page?.limit ?? null,
    offset: page?.offset ?? null,
  };
}
