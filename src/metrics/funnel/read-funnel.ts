import { nearestName, UserError } from "../../schema/user-error.ts";
import type { DataState } from "../data-state.ts";
import { type FindZone, readQuestion } from "../read-question.ts";
import { readSpan } from "../read-span.ts";
import { funnelMaturing, funnelOrders, type FunnelQuestion, type FunnelText, funnelTies } from "./funnel-question.ts";

/** Most steps of one funnel. */
const mostSteps = 20;

/** Check a funnel as typed and fill in its defaults. UserErrors: `usage`, and `nothing_loaded` without events. */
export function readFunnel(text: FunnelText, state: DataState, findZone: FindZone): FunnelQuestion {
  const { from, to, where, timezone } = text;
  const scope = readQuestion({ metrics: ["events"], grain: "total", from, to, where, timezone }, state, findZone);
  const order = readChoice("order", text.order ?? "ordered", funnelOrders);
  const ties = readChoice("ties", text.ties ?? "order", funnelTies);
  if (order === "any" && ties === "strict") {
    throw new UserError(
      "usage",
      "--ties strict asks for an order that --order any does not have.",
      "Leave --ties out, or ask with --order ordered.",
    );
  }
  return {
    scope,
    steps: readSteps(text.steps),
    windowSeconds: readSpan("window", text.window ?? "14d"),
    order,
    ties,
    maturing: readChoice("maturing", text.maturing ?? "exclude", funnelMaturing),
  };
}

function readSteps(steps: readonly string[]): readonly string[] {
  if (steps.length > mostSteps) {
    throw new UserError(
      "usage",
      `A funnel of ${steps.length} steps is too long.`,
      `Name at most ${mostSteps} with --step.`,
    );
  }
  if (steps.length > 0 && steps.every((step) => step !== "")) return steps;
  throw new UserError(
    "usage",
    "A funnel needs its steps.",
    "Name each kind of event in its order: --step project_created --step project_exported.",
  );
}

function readChoice<T extends string>(flag: string, text: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  const near = nearestName(text, choices);
  throw new UserError(
    "usage",
    `--${flag} cannot be "${text}".`,
    `${near === null ? "" : `Did you mean "${near}"? `}Use ${choices.slice(0, -1).join(", ")} or ${choices.at(-1)}.`,
  );
}
