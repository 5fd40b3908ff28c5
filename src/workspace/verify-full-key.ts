import type { FullKeyFigure } from "../warehouse/duckdb/answer-key.ts";
import { formatDay } from "../schema/date.ts";
import { answerInFigures, type FullQuestion, type PlacedFigure } from "./full-key-answer.ts";
import { divided } from "./key-divisions.ts";
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
    const values = [...new Set(figures.map(({ dimensionValue }) => dimensionValue))];
    return [{ typed, grain, dimension, values, figures: divided(typed, placed) }];
  });
}

/** Ask the question of `part` and compare every figure, those that one side leaves out being 0. */
export async function compareWithFullKey(part: FullKeyPart, settings: KeySettings, engine: Engine): Promise<Checked> {
  const got = new Map((await answerInFigures(part, settings, engine)).map((figure) => [idOf(figure), figure]));
  const expected = new Map(part.figures.map((figure) => [idOf(figure), figure]));
  const isToldByPoints = (engine.state.policy?.retentionForm ?? "point_to_point") === "point_to_point";
  const all = [...new Map([...got, ...expected])].filter(([, { name }]) => {
    // Rates are told of months and quarters, and by one of the forms that a policy may choose.
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
