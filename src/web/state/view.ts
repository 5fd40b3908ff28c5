import { type Filter, parseFilters, printFilters } from "./filter.ts";

/** What the page can be divided by. */
export const viewGrains = ["day", "week", "month", "quarter"] as const;
export type ViewGrain = (typeof viewGrains)[number];

/** What a figure is compared with. */
export type ViewCompare = "previous" | "previous_year" | "off";

/** The days looked at: a preset that moves with the data, or days of one's own; `to` is exclusive. */
export type ViewRange =
  | { readonly kind: "preset"; readonly name: string }
  | { readonly kind: "days"; readonly from: string; readonly to: string };

/** Everything that decides what the page shows; the address holds all of it. */
export interface View {
  readonly range: ViewRange;
  /** null = the grain that suits the range. */
  readonly grain: ViewGrain | null;
  readonly filters: readonly Filter[];
  readonly compare: ViewCompare;
}

/** The preset an address without a range means: long enough for a trend, short enough for a comparison in a young product. */
export const defaultPreset = "last_91_days";

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

/** The search part of the address that states `view`, defaults left out; empty for the default view. */
export function printView(view: View): string {
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
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}
