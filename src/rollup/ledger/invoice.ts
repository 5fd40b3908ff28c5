import { divideRounded } from "../../schema/money.ts";
import { UserError } from "../../schema/user-error.ts";
import type { ToldVersion } from "./told-version.ts";

/** `amount × factor ÷ divisor`, rounded half away from zero; exact, be it beyond 2^53 on the way. */
function scaled(amount: number, factor: number, divisor: number): number {
  const doubled = 2 * Math.abs(amount) * factor + divisor;
  if (!Number.isSafeInteger(doubled)) return Number(divideRounded(BigInt(amount) * BigInt(factor), BigInt(divisor)));
  const magnitude = (doubled - (doubled % (2 * divisor))) / (2 * divisor);
  return amount < 0 ? -magnitude : magnitude;
}

/** Invoice net of discounts: the fixed discount first, the basis points on what it leaves, never below 0. */
export function netInvoice(list: number, { discount, basisPoints }: Pick<ToldVersion, "discount" | "basisPoints">) {
  const left = checked(checked(list) - discount);
  return Math.max(0, left - scaled(left, basisPoints, 10_000));
}

/** An invoice of the version as a year's revenue. UserError `data_quality` beyond 2^53 minor units. */
export function annual(invoice: number, { intervalsPerYear, intervalCount }: ToldVersion): number {
  return checked(scaled(invoice, intervalsPerYear, intervalCount));
}

function checked(amount: number): number {
  if (Number.isSafeInteger(amount)) return amount;
  throw new UserError(
    "data_quality",
    "A subscription's price is beyond 9007199254740991 minor units a year, more than can be counted exactly.",
    "Look for a price or a quantity in the wrong unit.",
  );
}
