import { type Filter, parseFilters, printFilters } from "./filter.ts";

/** What the page can be divided by. */
export const viewGrains = ["hour", "day", "week", "month", "quarter", "year"] as const;
export type ViewGrain = (typeof viewGrains)[number];

/** What a figure is compared with. */
export type ViewCompare = "previous" | "previous_year" | "off";

/** The days looked at: a preset that moves with the data, or days of one's own; `to` is exclusive. */
export type ViewRange =
  | { readonly kind: "preset"; readonly name: string }
  | { readonly kind: "days"; readonly from: string; readonly to: string };

/** What every page shows its figures of; the address holds all of it, beside what a page adds. */
export interface View {
  readonly range: ViewRange;
  /** null = the grain that suits the range. */
  readonly grain: ViewGrain | null;
  readonly filters: readonly Filter[];
  readonly compare: ViewCompare;
}

/** The preset an address without a range means: long enough for a trend, short enough for a comparison in a young product. */
export const defaultPreset = "last_91_days";

/** The parameters of an address that state a view. */
export const viewParameters = ["from", "to", "preset", "grain", "where", "compare"] as const;

const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

/** The view that an address states. What it states wrongly is left at its default: an old link still opens. */
export function parseView(search: string): View {
  const parameters = new URLSearchParams(search);
  const [from, to] = [parameters.get("from") ?? "", parameters.get("to") ?? ""];
  const compare = parameters.get("compare");
  const grain = parameters.get("grain");
  return {
    range:
      dayPattern.test(from) && dayPattern.test(to) && from < to
        ? { kind: "days", from, to }
        : { kind: "preset", name: parameters.get("preset") ?? defaultPreset },
    grain: viewGrains.find((known) => known === grain) ?? null,
    filters: parseFilters(parameters.getAll("where")),
    compare: compare === "previous_year" || compare === "off" ? compare : "previous",
  };
}

/** The search part of the address that states `view`, defaults left out, behind what else `others` state; empty for the default view. */
export function printView(view: View, others: URLSearchParams = new URLSearchParams()): string {
  const parameters = new URLSearchParams();
  if (view.range.kind === "days") {
    parameters.set("from", view.range.from);
    parameters.set("to", view.range.to);
  } else if (view.range.name !== defaultPreset) {
    parameters.set("preset", view.range.name);
  }
  if (view.grain !== null) parameters.set("grain", view.grain);
  for (const condition of printFilters(view.filters)) parameters.append("where", condition);
  if (view.compare !== "previous") parameters.set("compare", view.compare);
  for (const [name, value] of others) {
    if (!viewParameters.some((known) => known === name)) parameters.append(name, value);
  }
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}
