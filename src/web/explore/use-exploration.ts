import { goTo } from "../state/location.ts";
import { useParameter, useParameters } from "../state/parameter.ts";

/** What is explored; the address holds it beside the view. */
export interface Exploration {
  readonly metrics: readonly string[];
  /** null = not broken down. */
  readonly by: string | null;
  /** Groups that are told apart; the rest is Other. */
  readonly top: number;
}

/** Most groups or metrics that are told apart at once. */
export const mostTop = 20;
const usualTop = 5;

/** What is explored, and a way to change parts of it. */
export function useExploration(): readonly [Exploration, (parts: Partial<Exploration>) => void] {
  const [metrics] = useParameters("metric");
  const [by] = useParameter("by");
  const [top] = useParameter("top");
  const exploration: Exploration = {
    metrics: metrics.length === 0 ? ["active_users"] : metrics,
    by,
    top: topOf(top),
  };
  const change = (parts: Partial<Exploration>): void => {
    const next = { ...exploration, ...parts };
    const parameters = new URLSearchParams(window.location.search);
    for (const name of ["metric", "by", "top"]) parameters.delete(name);
    for (const metric of next.metrics) parameters.append("metric", metric);
    if (next.by !== null) parameters.set("by", next.by);
    if (next.by !== null && next.top !== usualTop) parameters.set("top", String(next.top));
    goTo(`${window.location.pathname}?${parameters}`);
  };
  return [exploration, change];
}

function topOf(text: string | null): number {
  const top = Number(text ?? usualTop);
  return Number.isInteger(top) && top >= 1 && top <= mostTop ? top : usualTop;
}
