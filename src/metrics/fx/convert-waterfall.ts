import type { Bucket } from "../buckets.ts";
import type { Request } from "../compiled.ts";
import type { Group } from "../figures.ts";
import { amounts, bridge, cancels, gains, losses, movements, rates, signed } from "../waterfall/movements.ts";
import type { TellRow } from "../waterfall/shape-waterfall.ts";
import { type ConvertedFigures, type ConvertedPart, rounded } from "./convert-figures.ts";
import { type Ratio, sumOf } from "./ratio.ts";

/** The figures of a waterfall in one currency, by the names of their columns. */
export type ConvertedWaterfall = ReadonlyMap<string, ConvertedFigures>;

/** What the rows of a converted waterfall are read off. */
export interface ConvertedParts {
  /** What stands and is retained, by bucket; what moves, by its pieces. */
  readonly figures: ConvertedWaterfall;
  /** The pieces of a bucket that have rates of their own: its days, or the bucket itself. */
  readonly piecesOf: (bucket: Bucket) => readonly Bucket[];
  /** Whether rates move between opening and close, so that the difference is the movement `fx`. */
  readonly ratesMove: boolean;
}

/**
 * How rows of the waterfall are told in one currency. Every amount is rounded once; so that opening and movements make the
 * closing to the minor unit, the few units that rounding leaves go into `fx` where rates move, else into the movements
 * that were rounded farthest.
 */
export function tellConverted(parts: ConvertedParts, { state }: Request): TellRow {
  const w = state.completeBefore.subscriptions;
  return (bucket, group) => {
    if (w === null || bucket.from >= w)
      return Object.fromEntries([...amounts, ...rates, ...bridge].map((name) => [name, null]));
    const standing = (of: Bucket) => rounded(exactOf(parts.figures.get("closing"), [of], group));
    const [opening, closing] = [standing(openingOf(bucket)), standing(bucket)];
    const pieces = parts.piecesOf(bucket);
    const moved = (name: string) => exactOf(parts.figures.get(name), pieces, group);
    const told = new Map(movements.map((name) => [name as string, rounded(moved(name))]));
    const left = closing - opening - signedSum(told);
    if (parts.ratesMove) told.set("fx", left);
    else spread(left, told, moved);
    const cancelled = new Map(cancels.map((name) => [name as string, rounded(moved(name))]));
    // What is left of cancel ARR is the other half of the bridge, so that both stand to it to the minor unit.
    const churned = rounded(moved("churn_at_cancel"));
    return Object.fromEntries([
      ["opening", opening],
      ...told,
      ["closing", closing],
      ...cancelled,
      ...rates.map((name) => [name, parts.figures.get(name)?.value(bucket, group) ?? null] as const),
      ["churn_at_cancel", churned],
      ["contraction_by_cancel", (cancelled.get("cancel_arr") ?? 0) - churned],
    ]);
  };
}

/**
 * What a column of a row is converted from. Its amounts times their rates make what `tellConverted` rounds; what rates did
 * (`fx`) is the closing without the opening and without every movement.
 */
export function convertedFrom(
  { figures, piecesOf, ratesMove }: ConvertedParts,
  column: string,
  { bucket, group }: { readonly bucket: Bucket; readonly group: Group },
): readonly ConvertedPart[] {
  const partsOf = (name: string, of: Bucket) => figures.get(name)?.parts(of, group) ?? [];
  if (column === "opening") return partsOf("closing", openingOf(bucket));
  if (column === "closing" || rates.some((rate) => rate === column)) return partsOf(column, bucket);
  const moved = (name: string) => piecesOf(bucket).flatMap((piece) => partsOf(name, piece));
  if (column !== "fx") return moved(column);
  if (!ratesMove) return [];
  return [
    ...partsOf("closing", bucket),
    ...partsOf("closing", openingOf(bucket)).map((part) => signedBy(-1, part)),
    ...movements.flatMap((name) => moved(name).map((part) => signedBy(signOf(name) === 1 ? -1 : 1, part))),
  ];
}

function signedBy(sign: 1 | -1, part: ConvertedPart): ConvertedPart {
  return { ...part, over: sign * part.over };
}

/** What stood at a bucket's opening stood at the close of the day before. */
function openingOf(bucket: Bucket): Bucket {
  return { ...bucket, endDay: bucket.firstDay };
}

/** The exact amount of `group` over all `pieces`; what has no figure adds nothing. */
function exactOf(figures: ConvertedFigures | undefined, pieces: readonly Bucket[], group: Group): Ratio {
  return sumOf(pieces.flatMap((piece) => figures?.exact(piece, group) ?? []));
}

function signOf(name: string): 1 | -1 {
  return losses.some((loss) => loss === name) ? -1 : 1;
}

function signedSum(told: ReadonlyMap<string, number>): number {
  return [...gains, ...signed, ...losses].reduce((sum, name) => sum + signOf(name) * (told.get(name) ?? 0), 0);
}

/** Give each of the `left` minor units to the movement that was rounded farthest the other way, the first among equals. */
function spread(left: number, told: Map<string, number>, exact: (name: string) => Ratio): void {
  for (let units = Math.abs(left); units > 0; units--) {
    const step = Math.sign(left);
    const [farthest] = [...told.keys()]
      .filter((name) => exact(name).over !== 0n)
      .map((name) => ({ name, by: step * signOf(name) * distance(exact(name), told.get(name) ?? 0) }))
      .toSorted((a, b) => b.by - a.by);
    if (farthest === undefined) return;
    told.set(farthest.name, (told.get(farthest.name) ?? 0) + step * signOf(farthest.name));
  }
}

/** How far the exact amount lies above what is told, in minor units. */
function distance({ over, under }: Ratio, told: number): number {
  return Number(((over - BigInt(told) * under) * 1_000_000n) / under) / 1_000_000;
}
