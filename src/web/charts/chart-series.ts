import type { BarSeriesOption, LineSeriesOption } from "echarts/charts";
import type { Palette } from "./palette.ts";
import { middleOf, type Panel } from "./panel.ts";
import { isComplete, type Point, type Track } from "./track.ts";

interface Look {
  readonly palette: Palette;
  readonly endLabels: boolean;
  /** Width of the plot in px. */
  readonly plotWidth: number;
  /** Height of one panel's plot in px. */
  readonly plotHeight: number;
}

type Series = BarSeriesOption | LineSeriesOption;

/** What the series of one track have in common. */
type Common = Pick<LineSeriesOption, "xAxisIndex" | "yAxisIndex" | "silent" | "z"> & { readonly id: string };

/** Bars narrower than this many px have no edge: edges would be all one sees. */
const leastEdged = 9;

/** Room that one line's name takes, in px. */
const labelHeight = 16;

/** The ECharts series of a panel's tracks; an unfinished bucket is drawn apart, dashed. */
export function panelSeries(panel: Panel, panelIndex: number, look: Look): readonly Series[] {
  const shifts = look.endLabels ? labelShifts(panel, look.plotHeight) : [];
  return panel.tracks.flatMap((track, index): readonly Series[] => {
    const colour = look.palette.series[track.colour] ?? look.palette.label;
    const isBars = track.shape === "bars";
    // Bars lie behind the lines that are drawn over them, and what was before behind what is.
    const z = isBars || track.shape === "before" ? 2 : 3;
    const common = { xAxisIndex: panelIndex, yAxisIndex: panelIndex, silent: true, z, id: `${panelIndex}.${index}` };
    return isBars
      ? [bars(track, common, { colour, stacked: panel.stacked === true, ...look })]
      : lines(track, common, { colour, shift: shifts[index] ?? 0, ...look });
  });
}

function bars(
  track: Track,
  common: Common,
  { colour, palette, stacked, plotWidth }: Look & { colour: string; stacked: boolean },
): BarSeriesOption {
  // Parts that stand on each other are told apart by a gap of the card's colour.
  if (stacked) return stackedBars(track, common, { colour, palette });
  const isEdged = (plotWidth / Math.max(1, track.points.length)) * 0.78 >= leastEdged;
  const edge = { borderColor: colour, borderWidth: isEdged ? 1.25 : 0 };
  const body = `${colour}${isEdged ? "59" : "8c"}`;

  return {
    ...common,
    type: "bar",
    barMaxWidth: 120,
    barCategoryGap: "22%",
    data: track.points.map((point) => ({
      value: at(point),
      itemStyle: isComplete(point)
        ? { ...edge, color: body }
        : { ...edge, borderWidth: 1.25, color: `${colour}14`, borderType: "dashed" },
    })),
  };
}

function stackedBars(
  track: Track,
  common: Common,
  { colour, palette }: Pick<Look, "palette"> & { colour: string },
): BarSeriesOption {
  const sign = track.isLoss === true ? -1 : 1;
  return {
    ...common,
    stack: "bars",
    type: "bar",
    barMaxWidth: 96,
    barCategoryGap: "28%",
    data: track.points.map((point) => ({
      value: [middleOf(point), point.value === null ? null : sign * point.value],
      itemStyle: isComplete(point)
        ? { color: `${colour}d9`, borderColor: palette.card, borderWidth: point.value === 0 ? 0 : 1 }
        : { color: `${colour}2e`, borderColor: colour, borderWidth: 1.25, borderType: "dashed" },
    })),
  };
}

function lines(
  track: Track,
  common: Common,
  { colour, palette, endLabels, shift }: Look & { colour: string; shift: number },
): LineSeriesOption[] {
  const isBefore = track.shape === "before";
  const complete = track.points.filter(isComplete);
  const unfinished = track.points.filter((point) => !isComplete(point));
  const width = isBefore ? 1.5 : 2;
  const style: LineSeriesOption = {
    ...common,
    type: "line",
    color: colour,
    symbol: "circle",
  };
  const label = {
    show: endLabels,
    formatter: track.name,
    color: palette.label,
    fontSize: 12,
    distance: 10,
    offset: [0, shift],
  };
  const solid: LineSeriesOption = {
    ...style,
    data: complete.map(at),
    lineStyle: { width, color: colour },
    showSymbol: complete.length < 3,
    symbolSize: 6,
    endLabel: unfinished.length > 0 ? { show: false } : label,
  };
  const last = complete.at(-1);
  const dashed: LineSeriesOption = {
    ...style,
    id: `${common.id}.unfinished`,
    data: [
      ...(last === undefined || unfinished.length === 0 ? [] : [{ value: at(last), symbolSize: 0 }]),
      ...unfinished.map((point) => ({ value: at(point), symbolSize: isBefore ? 0 : 7 })),
    ],
    lineStyle: { width, color: colour, type: [4, 4] },
    itemStyle: { color: palette.card, borderColor: colour, borderWidth: 2 },
    endLabel: label,
  };
  return unfinished.length === 0 ? [solid] : [solid, dashed];
}

/** How far down, in px, each line's name is moved off the line's end, so that names of lines that end close do not touch. */
function labelShifts({ tracks }: Panel, plotHeight: number): readonly number[] {
  const top = Math.max(1, ...tracks.flatMap(({ points }) => points.map(({ value }) => value ?? 0)));
  const ends = tracks.map(
    ({ points }) => (1 - (points.findLast(({ value }) => value !== null)?.value ?? 0) / top) * plotHeight,
  );
  const downward = ends.map((_, index) => index).toSorted((a, b) => (ends[a] ?? 0) - (ends[b] ?? 0));
  const shifts = ends.map(() => 0);
  let free = Number.NEGATIVE_INFINITY;
  for (const index of downward) {
    const end = ends[index] ?? 0;
    const place = Math.max(end, free);
    shifts[index] = place - end;
    free = place + labelHeight;
  }
  return shifts;
}

function at(point: Point): (number | null)[] {
  return [middleOf(point), point.value];
}
