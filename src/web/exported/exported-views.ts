import type { LoadedStatus } from "../api/contract.ts";
import type { Filter } from "../state/filter.ts";
import { resolveRange } from "../state/resolve-range.ts";
import { defaultPreset, parseView, printView, type View } from "../state/view.ts";

/** The dimensions by whose single values an exported copy can be filtered. */
export const exportedDimensions = ["platform", "country", "user_type"] as const;

/** A value of a dimension. */
export interface DimensionValue {
  readonly dimension: string;
  readonly value: string;
}

/** How much of what can be asked is exported. */
export interface ExportedScope {
  /** Names of the ranges beside the usual one; null for every range that has a name. */
  readonly presets: readonly string[] | null;
  /** By how many values of each dimension a copy can be filtered, those with the most people first. */
  readonly filters: number;
}

/** What `exportedViews` chooses from: which ranges, and by which values. */
export interface ViewChoice {
  readonly presets: ExportedScope["presets"];
  readonly values: readonly DimensionValue[];
}

/**
 * The views that an exported copy answers, as search parts of an address: the usual one; the other `presets`; and
 * the usual range by every other grain, against everything else it can be compared with, and filtered by each of
 * `values` alone. Not their combinations: ten of each would be thousands of files.
 */
export function exportedViews(status: LoadedStatus, { presets, values }: ViewChoice): readonly string[] {
  const usual = parseView("");
  const views: readonly Partial<View>[] = [
    {},
    ...status.presets
      .filter(({ name }) => name !== defaultPreset && (presets === null || presets.includes(name)))
      .map(({ name }): Partial<View> => ({ range: { kind: "preset", name } })),
    ...resolveRange(usual, status).grains.map((grain) => ({ grain })),
    { compare: "previous_year" },
    { compare: "off" },
    ...values.map((value) => ({ filters: [filterBy(value)] })),
  ];
  return views.map((parts) => printView({ ...usual, ...parts }));
}

function filterBy({ dimension, value }: DimensionValue): Filter {
  return { dimension, operator: "is", values: [value] };
}
