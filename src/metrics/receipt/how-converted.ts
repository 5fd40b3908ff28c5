import { type Day, formatDay } from "../../schema/date.ts";
import { type ConvertedPart, rounded } from "../fx/convert-figures.ts";
import { fractionText, sumOf, times } from "../fx/ratio.ts";
import { compareBytes } from "../shape.ts";
import type { Converted } from "./receipt.ts";

/** What a converted figure is made of. */
export interface Conversion {
  readonly currency: string;
  readonly ratesOf: Day;
  readonly parts: readonly ConvertedPart[];
  /** Whether it is an amount; else a rate. */
  readonly isMoney: boolean;
  /** What an amount is divided by; default 1. */
  readonly dividedBy?: number;
}

/** How a figure was converted, as a receipt prints it; `value` is the figure. */
export function howConverted(
  value: number | null,
  { currency, ratesOf, parts, isMoney, dividedBy = 1 }: Conversion,
): Converted {
  const sum = sumOf(parts.map(({ rate, over }) => times(rate, over)));
  const whole = dividedBy === 0 ? null : rounded({ over: sum.over, under: sum.under * BigInt(dividedBy) });
  return {
    currency,
    ratesOf: formatDay(ratesOf),
    parts: parts.toSorted(inOrder).map(({ currency: own, over, under, rate, day }) => ({
      currency: own,
      amount: over,
      base: isMoney ? null : under,
      rate: fractionText(rate),
      ratesOf: formatDay(day),
    })),
    exact: isMoney ? fractionText(sum) : null,
    dividedBy,
    adjusted: isMoney && value !== null && whole !== null ? value - whole : 0,
  };
}

function inOrder(a: ConvertedPart, b: ConvertedPart): number {
  return a.day - b.day || compareBytes(a.currency, b.currency);
}
