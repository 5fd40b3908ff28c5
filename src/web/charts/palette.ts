/** The colours and the type a chart is drawn with, read from the page's style sheet so that they are stated once. */
export interface Palette {
  /** By `Track.colour`; at index 0 the quiet colour of what was before. */
  readonly series: readonly string[];
  readonly card: string;
  readonly grid: string;
  readonly axis: string;
  readonly label: string;
  readonly font: string;
}

/** The palette that applies to `element` in the theme of the moment. */
export function readPalette(element: HTMLElement): Palette {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
    series: [0, 1, 2, 3, 4, 5, 6, 7].map((n) => read(`--series-${n}`)),
    card: read("--card"),
    grid: read("--grid"),
    axis: read("--line-strong"),
    label: read("--ink-2"),
    font: style.fontFamily,
  };
}
