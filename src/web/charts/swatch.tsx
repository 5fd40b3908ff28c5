import type { Track } from "./track.ts";

/** How a track is drawn, as a sign beside its name: a bar or a line in its colour. */
export function Swatch({ track }: { track: Pick<Track, "shape" | "colour"> }) {
  return <span className={`swatch swatch-${track.shape} series-${track.colour}`} aria-hidden="true" />;
}
