import type { DataState } from "../data-state.ts";
import type { Compared } from "../explain/compared-ranges.ts";
import type { Group } from "../figures.ts";
import type { ProvenCell } from "./proven-cell.ts";

/** Whose figure of an explanation is proven. */
export interface ExplainedCell {
  /** Both ranges as they were compared, by the dimension whose segment is meant. */
  readonly compared: Compared;
  /** The segment; none for the whole. */
  readonly group: Group;
  readonly state: DataState;
}

/** How a figure of an explanation is proven. */
export interface ExplainedFigure extends Pick<ProvenCell, "ran" | "recount" | "behind" | "bases"> {
  readonly meaning: string;
  readonly unit: ProvenCell["place"]["unit"];
}
