import type { SavedView } from "../api/contract.ts";
import type { PageState } from "../state/use-page.ts";
import { addressOf } from "../state/location.ts";
import { printFilters } from "../state/filter.ts";
import { parseView, printView } from "../state/view.ts";
import type { Exploration } from "./use-exploration.ts";

/** What is explored as a view that can be kept; defaults are left out. */
export function viewOf(title: string, { view }: PageState, { metrics, by, top }: Exploration): SavedView {
  const { range, grain, filters, compare } = view;
  return {
    title,
    metrics,
    ...(range.kind === "preset" ? { preset: range.name } : { from: range.from, to: range.to }),
    ...(grain === null ? {} : { grain }),
    ...(by === null ? {} : { by: [by], top }),
    ...(filters.length === 0 ? {} : { where: printFilters(filters) }),
    ...(by !== null || compare === "off" ? {} : { compare }),
  };
}

/** A view as its file states it: one thing a line, so that a change of it can be reviewed. */
export function viewText(view: SavedView): string {
  const lines = Object.entries(view).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (Array.isArray(value)) return [`${name}:`, ...value.map((one) => `  - ${scalar(one)}`)];
    return [`${name}: ${scalar(value)}`];
  });
  return `# A view of Tidemark: keep it in the folder "views" of the workspace, and Explore lists it.\n${lines.join("\n")}\n`;
}

/** JSON's texts are YAML's too; plain words need no quotes. */
function scalar(value: unknown): string {
  return typeof value === "string" && !/^[a-z][a-z_]*$/.test(value) ? JSON.stringify(value) : String(value);
}

/** The address of Explore that shows a kept view. */
export function viewAddress(view: SavedView): string {
  const stated = new URLSearchParams();
  for (const name of ["preset", "from", "to", "grain", "compare"] as const) {
    const value = view[name];
    if (value !== undefined) stated.set(name, value);
  }
  for (const condition of view.where ?? []) stated.append("where", condition);
  const explored = new URLSearchParams(view.metrics.map((metric) => ["metric", metric]));
  for (const dimension of view.by ?? []) explored.append("by", dimension);
  if (view.top !== undefined) explored.set("top", String(view.top));
  return addressOf("/explore", printView(parseView(`?${stated}`), explored));
}
