import type { ECharts } from "echarts/core";
import { useEffect, useLayoutEffect, useRef } from "react";
import { useIsDark } from "../state/theme.ts";
import { chartOption } from "./chart-option.ts";
import { Crosshair } from "./crosshair.tsx";
import { drawSoon } from "./draw-soon.ts";
import { createChart } from "./echarts.ts";
import { type Panel, plotLeft, plotRight, type Span } from "./panel.ts";
import { readPalette } from "./palette.ts";
import { useSize } from "./use-size.ts";

/** Tracks over time, drawn. What it shows is said in words by the card around it and listed by the card's table. */
export function TimeChart({ label, panels, span }: { label: string; panels: readonly Panel[]; span: Span }) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(frame);
  useDrawing(canvas, { panels, span, width, height });
  return (
    <div ref={frame} className="time-chart">
      <div ref={canvas} className="time-chart-canvas" aria-hidden="true" />
      {width > 0 && (
        <Crosshair
          label={label}
          panels={panels}
          span={span}
          left={plotLeft(panels)}
          right={plotRight(panels, width)}
          width={width}
        />
      )}
    </div>
  );
}

interface Drawn {
  readonly panels: readonly Panel[];
  readonly span: Span;
  readonly width: number;
  readonly height: number;
}

function useDrawing(canvas: { readonly current: HTMLDivElement | null }, { panels, span, width, height }: Drawn): void {
  const chart = useRef<ECharts | null>(null);
  const isDark = useIsDark();
  useEffect(
    () => () => {
      chart.current?.dispose();
      chart.current = null;
    },
    [],
  );
  useLayoutEffect(() => {
    const element = canvas.current;
    if (element === null || width === 0) return;
    return drawSoon(element, () => {
      chart.current ??= createChart(element, { width, height });
      const drawn = chart.current;
      // A resize draws all of it once more, even to the size it has.
      if (drawn.getWidth() !== width || drawn.getHeight() !== height) drawn.resize({ width, height, silent: true });
      drawn.setOption(chartOption({ panels, span, palette: readPalette(element), width, height, isDark }), {
        replaceMerge: ["grid", "xAxis", "yAxis", "series"],
        // Laid out and drawn with the next frame: a task of its own.
        lazyUpdate: true,
      });
    });
  }, [canvas, panels, span, width, height, isDark]);
}
