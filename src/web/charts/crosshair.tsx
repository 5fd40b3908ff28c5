import { type KeyboardEvent, type PointerEvent, useId } from "react";
import { formatExact } from "../format/number.ts";
import { pointAtMoment, usePointed } from "./crosshair-store.ts";
import { finestTrack, middleOf, type Panel, pointAt, type Span } from "./panel.ts";
import { Swatch } from "./swatch.tsx";
import { isComplete, type Point, type Track } from "./track.ts";

interface CrosshairProps {
  readonly label: string;
  readonly panels: readonly Panel[];
  readonly span: Span;
  /** Where the plot starts and how far from the right edge it ends, in px of a chart `width` wide. */
  readonly left: number;
  readonly right: number;
  readonly width: number;
}

/** The line that follows the pointer or the arrow keys over a chart, with the figures of that moment. Charts share the moment. */
export function Crosshair({ label, panels, span, left, right, width }: CrosshairProps) {
  const id = useId();
  const pointed = usePointed();
  const points = finestTrack(panels)?.points ?? [];
  const index = pointed === null ? -1 : points.findIndex(({ start, end }) => start <= pointed.x && pointed.x < end);
  const point = points[index];
  const scale = (width - left - right) / (span.max - span.min);
  const step = (to: number): void => {
    const next = points[Math.max(0, Math.min(points.length - 1, to))];
    if (next !== undefined) pointAtMoment({ x: middleOf(next), chart: id });
  };
  const follow = (event: PointerEvent<HTMLDivElement>): void => {
    const x = span.min + (event.clientX - event.currentTarget.getBoundingClientRect().left - left) / scale;
    pointAtMoment({ x: Math.max(span.min, Math.min(span.max - 1, x)), chart: id });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const target = stepOf(event.key, index < 0 ? points.length : index, points.length);
    if (target === null) return;
    event.preventDefault();
    if (target === "leave") pointAtMoment(null);
    else step(target);
  };
  const offset = point === undefined ? 0 : left + (middleOf(point) - span.min) * scale;
  const active = pointed?.chart === id && point !== undefined;
  return (
    <div
      className="crosshair"
      role="slider"
      tabIndex={0}
      aria-label={`${label}, chart`}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, points.length - 1)}
      aria-valuenow={Math.max(0, index < 0 ? points.length - 1 : index)}
      aria-valuetext={point === undefined ? "Arrow keys move along the time axis" : sentence(panels, point)}
      onPointerMove={follow}
      onPointerDown={follow}
      onPointerLeave={() => pointAtMoment(null)}
      onBlur={() => pointAtMoment(null)}
      onKeyDown={onKeyDown}
    >
      {point !== undefined && <div className="crosshair-line" style={{ left: offset }} />}
      {active && <Reading panels={panels} point={point} offset={offset} width={width} />}
    </div>
  );
}

function Reading({
  panels,
  point,
  offset,
  width,
}: {
  panels: readonly Panel[];
  point: Point;
  offset: number;
  width: number;
}) {
  const toTheLeft = offset > width / 2;
  const place = toTheLeft ? { right: width - offset + 12 } : { left: offset + 12 };
  return (
    <div className="reading" style={place}>
      <div className="reading-period">{point.label}</div>
      {readings(panels, point).map(({ track, read }) => (
        <div key={track.name} className="reading-row">
          <Swatch track={track} />
          <span className="reading-name">
            {track.name}
            {read.label !== point.label && <small>{read.label}</small>}
          </span>
          <span className="reading-value">
            {formatExact(read.value, track.unit)}
            {!isComplete(read) && <small>so far</small>}
            {read.isRestated === true && <small>restated</small>}
          </span>
        </div>
      ))}
    </div>
  );
}

function readings(
  panels: readonly Panel[],
  { start, end }: Point,
): readonly { readonly track: Track; readonly read: Point }[] {
  return panels
    .flatMap(({ tracks }) => tracks)
    .flatMap((track) => {
      const read = pointAt(track, middleOf({ start, end }));
      return read === null ? [] : [{ track, read }];
    });
}

function sentence(panels: readonly Panel[], point: Point): string {
  const parts = readings(panels, point).map(({ track, read }) => {
    const where = read.label === point.label ? "" : ` in ${read.label}`;
    return `${track.name}${where} ${formatExact(read.value, track.unit)}${isComplete(read) ? "" : " so far"}${read.isRestated === true ? ", restated" : ""}`;
  });
  return `${point.label}: ${parts.join(", ")}`;
}

function stepOf(key: string, index: number, length: number): number | "leave" | null {
  switch (key) {
    case "ArrowLeft":
    case "ArrowDown":
      return index - 1;
    case "ArrowRight":
    case "ArrowUp":
      return index + 1;
    case "PageUp":
      return index + 7;
    case "PageDown":
      return index - 7;
    case "Home":
      return 0;
    case "End":
      return length - 1;
    case "Escape":
      return "leave";
    default:
      return null;
  }
}
