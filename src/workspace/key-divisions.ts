import type { PlacedFigure } from "./full-key-answer.ts";

/** What must be answered, from the counts and sums of a full answer key. Divisions are made here: shards add up. */
export function divided(typed: string, figures: readonly PlacedFigure[]): readonly PlacedFigure[] {
  if (typed.startsWith("funnel")) return timesOf(figures);
  return typed.startsWith("query") ? metricsOf(figures) : ratesOf(figures);
}

/** Of metrics: those told as a `numerator` and a `denominator`, and lifetime revenue, as the figures they make. */
function metricsOf(figures: readonly PlacedFigure[]): readonly PlacedFigure[] {
  const parts = new Map(figures.map((figure) => [`${placeOf(figure)} ${figure.name}`, figure.value]));
  return figures.flatMap((figure): PlacedFigure[] => {
    const [metric = "", part] = figure.name.split(" ");
    const valueOf = (name: string): number => parts.get(`${placeOf(figure)} ${metric} ${name}`) ?? 0;
    if (part === undefined) return [figure];
    if (part === "denominator") return [{ ...figure, name: metric, value: quotient(metric, valueOf) }];
    if (part !== "lost" || valueOf("customers") === 0) return [];
    const [above, under] = [valueOf("arr") * valueOf("exposed"), 12 * valueOf("customers") * figure.value];
    return [{ ...figure, name: metric, value: Math.round(above / under) }];
  });
}

/** A rate as it is, an average amount to the minor unit; 0 where there is none. */
function quotient(metric: string, valueOf: (part: string) => number): number {
  if (valueOf("denominator") === 0) return 0;
  const value = valueOf("numerator") / valueOf("denominator");
  return metric === "arpa" ? Math.round(value) : value;
}

/** Of a ledger's figures: what is kept of an opening as the rate that an answer tells. */
function ratesOf(figures: readonly PlacedFigure[]): readonly PlacedFigure[] {
  const openings = new Map(figures.filter(({ name }) => name === "opening").map((one) => [placeOf(one), one.value]));
  const names = new Map([
    ["kept", "grr"],
    ["kept_or_grown", "nrr"],
  ]);
  return figures.map((figure) => {
    const name = names.get(figure.name);
    if (name === undefined) return figure;
    return { ...figure, name, value: figure.value / (openings.get(placeOf(figure)) ?? Number.NaN) };
  });
}

function placeOf({ period, slice, currency }: PlacedFigure): string {
  return JSON.stringify([period, slice, currency]);
}

/** Of a funnel's figures, which count users by the seconds that a step took them: users, median and average of each step. */
function timesOf(figures: readonly PlacedFigure[]): readonly PlacedFigure[] {
  const steps = new Map<string, PlacedFigure[]>();
  for (const figure of figures) {
    const id = `${placeOf(figure)} ${figure.name}`;
    const own = steps.get(id) ?? [];
    steps.set(id, own);
    own.push(figure);
  }
  return [...steps.values()].flatMap((times) => {
    const [first] = times;
    if (first === undefined) return [];
    const step = Number(first.name.replace("seconds_to_step_", ""));
    const sorted = times.toSorted((a, b) => a.position - b.position);
    const users = sorted.reduce((sum, { value }) => sum + value, 0);
    const seconds = sorted.reduce((sum, { position, value }) => sum + position * value, 0);
    const figure = (name: string, value: number) => ({ ...first, name, position: step, value });
    const isUntimed = step === 1 || users === 0;
    const median = (at(sorted, Math.ceil(users / 2)) + at(sorted, Math.floor(users / 2) + 1)) / 2;
    return [
      figure("users", users),
      figure("medianSeconds", isUntimed ? 0 : median),
      figure("averageSeconds", isUntimed ? 0 : seconds / users),
    ];
  });
}

/** The `rank`-th of the times, from 1, of which each stands as often as its value says. */
function at(sorted: readonly PlacedFigure[], rank: number): number {
  let counted = 0;
  for (const { position, value } of sorted) {
    counted += value;
    if (counted >= rank) return position;
  }
  return Number.NaN;
}
