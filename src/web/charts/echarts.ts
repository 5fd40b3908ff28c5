import { BarChart, LineChart } from "echarts/charts";
import { GridComponent } from "echarts/components";
import { type ECharts, init, use } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, GridComponent, LabelLayout, SVGRenderer]);

/** A chart of the given size, drawn as SVG into `element`, with only the parts of ECharts that the dashboard uses. */
export function createChart(element: HTMLElement, size: { readonly width: number; readonly height: number }): ECharts {
  return init(element, null, { renderer: "svg", ...size });
}
