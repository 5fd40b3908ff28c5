import type { ECharts } from "echarts/core";
import { useEffect, useLayoutEffect, useRef } from "react";
import { useIsDark } from "../state/theme.ts";
import { chartOption } from "./chart-option.ts";
import { Crosshair } from "./crosshair.tsx";
import { createChart } from "./echarts.ts";
import { type Panel, plotLeft, plotRight, type Span } from "./panel.ts";
import { readPalette } from "./palette.ts";
import { useWidth } from "./use-width.ts";

/** Tracks over time, drawn. What it shows is said in words by the card around it and listed by the card's table. */
export function TimeChart({ label, panels, span }: { label: string; panels: readonly Panel[]; span: Span }) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  useDrawing(canvas, { panels, span, width });
  return (
    <div ref={frame} className="time-chart">
      <div ref={canvas} className="time-chart-canvas" aria-hidden="true" />
      {width > 0 && (
        <Crosshair
          label={label}
          panels={panels}
          span={span}
          left={plotLeft}
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
}

function useDrawing(canvas: { readonly current: HTMLDivElement | null }, { panels, span, width }: Drawn): void {
  const chart = useRef<ECharts | null>(null);
  const isDark = useIsDark();
  useEffect(() => {
    const created = canvas.current === null ? null : createChart(canvas.current);
    chart.current = created;
    return () => {
      created?.dispose();
      chart.current = null;
    };
  }, [canvas]);
  useLayoutEffect(() => {
    const element = canvas.current;
    if (element === null || width === 0) return;
    const height = element.clientHeight;
    // A task of its own for each chart, so that the page answers between them.
    const task = setTimeout(() => {
      chart.current?.resize({ width, height });
      chart.current?.setOption(chartOption({ panels, span, palette: readPalette(element), width, height, isDark }), {
        replaceMerge: ["grid", "xAxis", "yAxis", "series"],
      });
    });
    return () => clearTimeout(task);
  }, [canvas, panels, span, width, isDark]);
}
