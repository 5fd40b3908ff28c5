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

/** A track along whole numbers, drawn like one along time; `axis` says below the last of them what they count. */
export function numberedTrack(
  points: readonly NumberedPoint[],
  { axis, ...look }: TrackLook & { readonly unit: Unit; readonly axis: string },
): Track {
  return {
    ...look,
    points: points.map(({ place, value, label, address, isComplete = true }, index) => ({
      start: place,
      end: place + 1,
      label,
      tick: index === points.length - 1 ? `${place}\n${axis}` : String(place),
      period: String(place),
      state: isComplete ? "closed" : "open",
      value,
      address,
    })),
  };
}
