import type { Filter } from "../state/filter.ts";
import type { ResolvedRange } from "../state/resolve-range.ts";

/** What the page is filtered by, what it could be filtered by, and the data whose values are offered. */
export interface FilterChoice {
  readonly filters: readonly Filter[];
  readonly dimensions: readonly string[];
  readonly range: ResolvedRange;
  readonly generation: number;
  readonly onChange: (filters: readonly Filter[]) => void;
}
