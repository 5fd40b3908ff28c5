import { formatAxis } from "../format/number.ts";
import {
  coarsestTrack,
  greatest,
  hasEndLabels,
  middleOf,
  type Panel,
  plotLeft,
  plotRight,
  type Span,
} from "./panel.ts";
import { panelSeries } from "./chart-series.ts";
import type { Palette } from "./palette.ts";
import type { Point, Track } from "./track.ts";

/** What a chart is drawn from. */
export interface Drawing {
  readonly panels: readonly Panel[];
  readonly span: Span;
  readonly palette: Palette;
  /** Size of the whole chart in px. */
  readonly width: number;
  readonly height: number;
  readonly isDark: boolean;
}

/** Room that one label of the time axis takes, in px. */
const tickWidth = 70;
const labelWidth = 48;
const letterWidth = 7;
const axisHeight = 34;
const titleHeight = 28;

/** The ECharts option that draws `drawing`: a plain time axis below, a quiet grid of three lines, figures from zero. */
export function chartOption(drawing: Drawing) {
  const { panels, span, palette, width, height, isDark } = drawing;
  const [left, right] = [plotLeft(panels), plotRight(panels, width)];
  const top = panels.length > 1 ? titleHeight : 12;
  const panelHeight = (height - axisHeight) / panels.length;
  const plotWidth = width - left - right;
  const ticks = ticksOf(drawing, plotWidth);
  const look = { palette, endLabels: hasEndLabels(panels, width), plotWidth, plotHeight: panelHeight - top };
  return {
    // Figures do not grow into place: they are there.
    animation: false,
    darkMode: isDark,
    textStyle: { fontFamily: palette.font, fontSize: 12, color: palette.label },
    grid: panels.map((_, index) => ({
      left,
      right,
      top: index * panelHeight + top,
      height: panelHeight - top,
      outerBoundsMode: "none" as const,
    })),
    xAxis: panels.map((_, index) =>
      timeAxis(index, { span, palette, ticks: index === panels.length - 1 ? ticks : [], plotWidth, right }),
    ),
    yAxis: panels.map((panel, index) => figureAxis(panel, index, { palette, several: panels.length > 1 })),
    series: panels.flatMap((panel, index) => panelSeries(panel, index, look)),
  };
}

interface TimeLook {
  readonly span: Span;
  readonly palette: Palette;
  readonly ticks: readonly Point[];
  readonly plotWidth: number;
  /** Room beside the plot. */
  readonly right: number;
}

function timeAxis(gridIndex: number, { span, palette, ticks, plotWidth, right }: TimeLook) {
  const values = ticks.map(middleOf);
  const longest = Math.max(
    ...labelOf(ticks.at(-1))
      .split("\n")
      .map(({ length }) => length * letterWidth),
    labelWidth,
  );
  const room = ((span.max - (values.at(-1) ?? span.min)) / (span.max - span.min)) * plotWidth + right;
  return {
    type: "value" as const,
    gridIndex,
    min: span.min,
    max: span.max,
    // Else the span grows to make room for bars that already fit, and the crosshair misses them.
    containShape: false,
    splitLine: { show: false },
    axisTick: { show: false },
    nameMoveOverlap: false,
    axisLine: { show: true, onZero: false, lineStyle: { color: palette.axis, width: 1 } },
    axisLabel: {
      show: values.length > 0,
      customValues: values,
      color: palette.label,
      fontSize: 12,
      lineHeight: 14,
      // A day's label at the very end would reach out of the picture.
      ...(room < longest / 2 ? { alignMaxLabel: "right" as const } : {}),
      margin: 8,
      formatter: (value: number) => labelOf(ticks.find((tick) => middleOf(tick) === value)),
    },
  };
}

function figureAxis(panel: Panel, gridIndex: number, { palette, several }: { palette: Palette; several: boolean }) {
  const unit = panel.tracks[0]?.unit ?? { unit: "count", currency: null };
  // Of nothing but noughts there is no scale: a line for nought, and one without a name above it.
  const isNought = greatest(panel.tracks) === 0;
  return {
    type: "value" as const,
    gridIndex,
    ...(panel.tracks.some(({ isLoss }) => isLoss === true) ? {} : { min: 0 }),
    ...(unit.unit === "rate" && isNearlyWhole(panel.tracks) ? { max: 1, interval: 0.25 } : {}),
    ...(isNought ? { max: 1, interval: 1 } : {}),
    splitNumber: several ? 1 : 4,
    minInterval: unit.unit === "count" ? 1 : 0,
    splitLine: { lineStyle: { color: palette.grid, width: 1 } },
    nameMoveOverlap: false,
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: {
      color: palette.label,
      fontSize: 12,
      margin: 8,
      // Below the line stands what was lost, as much of it as its distance from the line.
      formatter: (value: number) => (isNought && value !== 0 ? "" : formatAxis(Math.abs(value), unit)),
    },
    name: several ? (panel.title ?? "") : "",
    nameLocation: "end" as const,
    nameGap: 8,
    nameTextStyle: { color: palette.label, align: "left" as const, fontSize: 12, fontWeight: 600 },
  };
}

/** Whether the figures of a rate come near 1 and never pass it, so that its axis is that of a whole. */
function isNearlyWhole(tracks: readonly Track[]): boolean {
  const top = Math.max(0, ...tracks.flatMap(({ points }) => points.map(({ value }) => value ?? 0)));
  return top > 0.8 && top <= 1;
}

/** Every n-th bucket, so that labels do not touch; counted from the end, for the latest is the one people look for. */
function ticksOf({ panels }: Drawing, plotWidth: number): readonly Point[] {
  const points = coarsestTrack(panels)?.points ?? [];
  const every = Math.max(1, Math.ceil(points.length / Math.max(1, Math.floor(plotWidth / tickWidth))));
  return points.filter((_, index) => (points.length - 1 - index) % every === 0);
}

function labelOf(point: Point | undefined): string {
  if (point === undefined) return "";
  return point.state === "open" ? `${point.tick}\nso far` : point.tick;
}
