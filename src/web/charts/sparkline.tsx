import { middleOf } from "./panel.ts";
import { isComplete, type Point } from "./track.ts";

const width = 240;
const height = 40;
const inset = 4;
/** Room below the lowest figure. */
const floor = 8;
const leastScale = 0.25;

/** The course of a figure without numbers: its shape on a scale of its own. An unfinished bucket is dashed. */
export function Sparkline({ points }: { points: readonly Point[] }) {
  const known = points.filter(({ value }) => value !== null);
  const place = placer(known);
  const complete = known.filter(isComplete);
  const unfinished = known.filter((point) => !isComplete(point));
  const last = complete.at(-1);
  const end = last ?? known.at(-1);
  if (end === undefined) return <svg className="sparkline" aria-hidden="true" viewBox={`0 0 ${width} ${height}`} />;
  return (
    <svg className="sparkline" aria-hidden="true" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none">
      <path className="sparkline-area" d={`${path(complete, place)}V${height}H${place(complete[0] ?? end).x}Z`} />
      <path className="sparkline-line" d={path(complete, place)} />
      <path className="sparkline-rest" d={path(last === undefined ? unfinished : [last, ...unfinished], place)} />
    </svg>
  );
}

type Place = (point: Point) => { readonly x: number; readonly y: number };

function placer(points: readonly Point[]): Place {
  const [from, to] = [points[0], points.at(-1)];
  const start = from === undefined ? 0 : middleOf(from);
  const length = Math.max(1, (to === undefined ? 1 : middleOf(to)) - start);
  const values = points.map(({ value }) => value ?? 0);
  const top = Math.max(1, ...values);
  // A scale of at least a quarter of the figure, so that a wobble does not look like a fall.
  const bottom = Math.max(0, Math.min(...values, top * (1 - leastScale)));
  return (point) => ({
    x: round(((middleOf(point) - start) / length) * width),
    y: round(height - floor - (((point.value ?? 0) - bottom) / (top - bottom)) * (height - inset - floor)),
  });
}

function path(points: readonly Point[], place: Place): string {
  return (
    points.map((point, index) => `${index === 0 ? "M" : "L"}${place(point).x} ${place(point).y}`).join("") || "M0 0"
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
