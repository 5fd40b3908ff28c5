import type { Unit } from "../format/number.ts";
import type { NumberAddress } from "../state/number-address.ts";
import type { Track, TrackLook } from "./track.ts";

/** A figure at a place that is no time: so many days, so many periods on. */
export interface NumberedPoint {
  readonly place: number;
  readonly value: number | null;
  readonly label: string;
  readonly address: NumberAddress | null;
  /** False where the figure may still grow. */
  readonly isComplete?: boolean;
}

/** A track along whole numbers, drawn like one along time. */
export function numberedTrack(points: readonly NumberedPoint[], look: TrackLook & { readonly unit: Unit }): Track {
  return {
    ...look,
    points: points.map(({ place, value, label, address, isComplete = true }) => ({
      start: place,
      end: place + 1,
      label,
      tick: String(place),
      period: String(place),
      state: isComplete ? "closed" : "open",
      value,
      address,
    })),
  };
}
