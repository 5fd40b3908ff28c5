import type { FullKeyFigure } from "../warehouse/duckdb/answer-key.ts";
import { formatDay } from "../schema/date.ts";
import { answerInFigures, type FullQuestion, type PlacedFigure } from "./full-key-answer.ts";
import type { Engine } from "./measure.ts";
import type { VerifyFailure } from "./types.ts";
import type { Checked, KeySettings } from "./verify-key.ts";

/** The figures that one question of a full answer key must be answered by. */
export interface FullKeyPart extends FullQuestion {
  readonly figures: readonly PlacedFigure[];
}

/** The questions of a full answer key with their figures. */
export function fullPartsOf(key: readonly FullKeyFigure[]): readonly FullKeyPart[] {
  const parts = new Map<string, FullKeyFigure[]>();
  for (const figure of key) {
    const id = JSON.stringify([figure.question, figure.grain, figure.dimension]);
    const part = parts.get(id) ?? [];
    part.push(figure);
    parts.set(id, part);
  }
  return [...parts.values()].flatMap((figures) => {
    const [first] = figures;
    if (first === undefined) return [];
    const { question: typed, grain, dimension } = first;
    const placed = figures.map(placedOf);
    return [{ typed, grain, dimension, figures: typed.startsWith("funnel") ? timesOf(placed) : ratesOf(placed) }];
  });
}

/** Ask the question of `part` and compare every figure, those that one side leaves out being 0. */
export async function compareWithFullKey(part: FullKeyPart, settings: KeySettings, engine: Engine): Promise<Checked> {
  const got = new Map((await answerInFigures(part, settings, engine)).map((figure) => [idOf(figure), figure]));
  const expected = new Map(part.figures.map((figure) => [idOf(figure), figure]));
  const isToldByPoints = (engine.state.policy?.retentionForm ?? "point_to_point") === "point_to_point";
  const all = [...new Map([...got, ...expected])].filter(([, { name }]) => {
    // Rates are told of months and quarters as a whole, and by one of the forms that a policy may choose.
    return !["grr", "nrr"].includes(name) || (isToldByPoints && part.figures.some((figure) => figure.name === name));
  });
  const failures = all.flatMap(([id, figure]): VerifyFailure[] => {
    const [want, value] = [expected.get(id)?.value ?? 0, got.get(id)?.value ?? 0];
    if (want === value) return [];
    const { name, position, period, slice, currency } = figure;
    const place = [slice, currency === null ? null : `currency=${currency}`].filter((one) => one !== null).join(" ");
    return [
      {
        check: "full answer key",
        metric: `${part.typed}: ${name}${position === 0 ? "" : ` ${position}`}`,
        grain: part.grain,
        period,
        slice: place === "" ? null : place,
        expected: want,
        got: value,
      },
    ];
  });
  return { compared: all.length, failures };
}

function idOf({ period, slice, currency, name, position }: PlacedFigure): string {
  return JSON.stringify([period, slice, currency, name, position]);
}

function placedOf({ period, dimension, dimensionValue, ...rest }: FullKeyFigure): PlacedFigure {
  const { currency, name, position, value } = rest;
  const slice = dimension === null ? null : `${dimension}=${dimensionValue ?? "Unknown"}`;
  return { period: formatDay(period), slice, currency, name, position, value };
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
  const steps = new Map<number, PlacedFigure[]>();
  for (const figure of figures) {
    const step = Number(figure.name.replace("seconds_to_step_", ""));
    const own = steps.get(step) ?? [];
    steps.set(step, own);
    own.push(figure);
  }
  return [...steps].flatMap(([step, times]) => {
    const [first] = times;
    if (first === undefined) return [];
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
