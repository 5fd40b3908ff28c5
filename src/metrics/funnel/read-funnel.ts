import { nearestName, UserError } from "../../schema/user-error.ts";
import type { DataState } from "../data-state.ts";
import { type FindZone, readQuestion } from "../read-question.ts";
import { funnelMaturing, funnelOrders, type FunnelQuestion, type FunnelText, funnelTies } from "./funnel-question.ts";

/** Most steps of one funnel. */
const mostSteps = 20;

/** Longest window; ten years. */
const mostSeconds = 3_660 * 86_400;

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

const secondsOf: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** The seconds that `14d`, `12h`, `30m` or `300s` means. UserError `usage` naming `--flag` where it means none. */
export function readSpan(flag: string, text: string): number {
  const match = /^(\d{1,10})([smhd])$/.exec(text);
  const seconds = Number(match?.[1] ?? 0) * (secondsOf[match?.[2] ?? ""] ?? 0);
  if (seconds > 0 && seconds <= mostSeconds) return seconds;
  throw new UserError(
    "usage",
    `"${text}" is no --${flag}.`,
    "Write a length of time with its unit, such as 14d, 12h, 30m or 300s.",
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
