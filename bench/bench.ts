/** What a figure is held to: at most or at least this much, in the figure's own unit. */
export type Target = { readonly max: number } | { readonly min: number };

/** Measured figures by name. The name ends in the unit (`help_ms`), or names a ratio to a reference of the same run (`r1`). */
export type Figures = Readonly<Record<string, number>>;

/** One benchmark: what it measures, what its figures are held to, and the run, which tells its progress line by line. */
export interface Bench {
  readonly meaning: string;
  readonly targets: Readonly<Record<string, Target>>;
  readonly run: (tell: (line: string) => void) => Promise<Figures>;
}

/** Middle of the values, the upper one where their number is even; there is at least one. */
export function median(values: readonly number[]): number {
  const middle = values.toSorted((a, b) => a - b)[values.length >> 1];
  if (middle === undefined) throw new Error("No value has no median.");
  return middle;
}

/** The targets that `figures` miss, each as a sentence with the distance. A figure that is not there misses its target. */
export function missedTargets(targets: Bench["targets"], figures: Figures): readonly string[] {
  return Object.entries(targets).flatMap(([name, target]) => {
    const figure = figures[name];
    if (figure === undefined) return [`${name} was not measured`];
    if ("max" in target) return figure <= target.max ? [] : [`${name} is ${figure}, above ${target.max}`];
    return figure >= target.min ? [] : [`${name} is ${figure}, below ${target.min}`];
  });
}

/** The `share` quantile of `values`, between the two nearest of them (R-7: Hyndman and Fan, 1996). */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  if (below === undefined || above === undefined) throw new Error("No value has no quantile.");
  return below + (above - below) * (place - Math.floor(place));
}
