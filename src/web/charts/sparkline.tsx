import { middleOf } from "./panel.ts";
import { isComplete, type Point } from "./track.ts";

const width = 240;
const height = 40;
const inset = 4;
/** Room below the lowest figure. */
const floor = 8;
const leastScale = 0.25;

/** The course of a figure without numbers: its finished buckets on a scale of their own; empty with fewer than two. */
export function Sparkline({ points }: { points: readonly Point[] }) {
  // An unfinished bucket would look like a fall; the charts draw it, dashed.
  const course = points.filter((point) => point.value !== null && isComplete(point));
  const [first, last] = [course[0], course.at(-1)];
  const view = { className: "sparkline", viewBox: `0 0 ${width} ${height}`, "aria-hidden": true } as const;
  if (first === undefined || last === undefined || course.length < 2) return <svg {...view} />;
  const place = placer(course, first, last);
  return (
    <svg {...view} preserveAspectRatio="none">
      <path className="sparkline-area" d={`${path(course, place)}V${height}H${place(first).x}Z`} />
      <path className="sparkline-line" d={path(course, place)} />
    </svg>
  );
}

type Place = (point: Point) => { readonly x: number; readonly y: number };

function placer(points: readonly Point[], first: Point, last: Point): Place {
  const start = middleOf(first);
  const length = middleOf(last) - start;
  const values = points.map(({ value }) => value ?? 0);
  const top = Math.max(...values) || 1;
  // A scale of at least a quarter of the figure, so that a wobble does not look like a fall.
  const bottom = Math.max(0, Math.min(...values, top * (1 - leastScale)));
  return (point) => ({
    x: round(((middleOf(point) - start) / length) * width),
    y: round(height - floor - (((point.value ?? 0) - bottom) / (top - bottom)) * (height - inset - floor)),
  });
}

function path(points: readonly Point[], place: Place): string {
  return points.map((point, index) => `${index === 0 ? "M" : "L"}${place(point).x} ${place(point).y}`).join("");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
