import { formatAxis } from "../format/number.ts";
import type { Point, Track } from "./track.ts";

/** Tracks that share one scale. A chart has one panel, or several above each other that share the time axis. */
export interface Panel {
  /** Printed above the panel where a chart has several. */
  readonly title?: string;
  /** Whether bars stand on each other. */
  readonly stacked?: boolean;
  readonly tracks: readonly Track[];
}

/** From when to when a chart reaches, in ms. */
export interface Span {
  readonly min: number;
  readonly max: number;
}

/** Room left of the plot that the labels of most figures fit in, and a letter of a longer one, in px. */
const usualLeft = 46;
const letterWidth = 8;
const labelGap = 6;

/** Room left of the plot for the labels of the figures, in px; where the plot lies is known without asking the chart. */
export function plotLeft(panels: readonly Panel[]): number {
  const longest = panels.flatMap(({ tracks }) => {
    const [unit, step] = [tracks[0]?.unit, roundStep(greatest(tracks) / lines)];
    return unit === undefined ? [] : [1, 2, 3, lines].map((line) => formatAxis(line * step, unit).length);
  });
  return Math.max(usualLeft, Math.max(0, ...longest) * letterWidth + labelGap);
}

/** Lines that a scale has above its zero, about. */
const lines = 4;

/** The round number near `step` that a scale is divided by. */
function roundStep(step: number): number {
  if (step === 0) return 0;
  const power = 10 ** Math.floor(Math.log10(step));
  return power * ([1, 2, 3, 5].find((round) => step / power < round * 1.4) ?? 10);
}

/** The greatest figure, gained or lost. */
export function greatest(tracks: readonly Track[]): number {
  return Math.max(0, ...tracks.flatMap(({ points }) => points.map(({ value }) => Math.abs(value ?? 0))));
}

/** Room right of the plot for the names at the lines' ends, in px. */
export function plotRight(panels: readonly Panel[], width: number): number {
  return hasEndLabels(panels, width) ? 104 : 14;
}

/** More names than these touch each other. */
const mostEndLabels = 3;

/** Whether the lines are named at their ends; in a narrow chart, or over bars, the legend names them. */
export function hasEndLabels(panels: readonly Panel[], width: number): boolean {
  return (
    width >= 480 &&
    panels.length === 1 &&
    panels.every(({ tracks }) => tracks.length > 1 && tracks.length <= mostEndLabels && tracks.every(isNamedAtEnd))
  );
}

/** The span that all tracks together cover; null where no track has a point. */
export function spanOf(panels: readonly Panel[]): Span | null {
  const points = panels.flatMap(({ tracks }) => tracks.flatMap((track) => track.points));
  if (points.length === 0) return null;
  return {
    min: Math.min(...points.map(({ start }) => start)),
    max: Math.max(...points.map(({ end }) => end)),
  };
}

/** The point of `track` whose bucket `x` lies in; null where none does. */
export function pointAt(track: Track, x: number): Point | null {
  return track.points.find(({ start, end }) => start <= x && x < end) ?? null;
}

/** The track with the finest buckets: the one the crosshair steps along. */
export function finestTrack(panels: readonly Panel[]): Track | null {
  return ownTracks(panels).toSorted((a, b) => b.points.length - a.points.length)[0] ?? null;
}

/** The track with the coarsest buckets: the one the time axis is labelled by. */
export function coarsestTrack(panels: readonly Panel[]): Track | null {
  const tracks = ownTracks(panels).filter(({ points }) => points.length > 0);
  return tracks.toSorted((a, b) => a.points.length - b.points.length)[0] ?? null;
}

/** Where the middle of a bucket lies: there its figure is drawn. */
export function middleOf({ start, end }: Pick<Point, "start" | "end">): number {
  return (start + end) / 2;
}

/** Tracks of the range itself; what it is compared with has buckets of another time. */
function ownTracks(panels: readonly Panel[]): readonly Track[] {
  return panels.flatMap(({ tracks }) => tracks).filter(({ shape }) => shape !== "before");
}

function isNamedAtEnd(track: Track): boolean {
  return track.shape === "line";
}
