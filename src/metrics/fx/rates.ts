import { type Day, formatDay } from "../../schema/date.ts";
import { minorDigits } from "../../schema/money.ts";
import { UserError } from "../../schema/user-error.ts";
import { type Fragment, sql, value } from "../../sql/fragment.ts";
import type { AnswerRow } from "../answer.ts";
import type { Ratio } from "./ratio.ts";

/** What a minor unit of a currency is worth on a day, in minor units of the currency that is asked for. */
export type RateOn = (currency: string, day: Day) => Ratio;

/** Query for every declared rate from or to `currency`. */
export function ratesQuery(currency: string): Fragment {
  const asked = value(currency, "text");
  return sql`select "from_currency", "to_currency", "valid_from", "rate_numerator", "rate_denominator"
from "fx_rate"
where "from_currency" = ${asked} or "to_currency" = ${asked}
order by "from_currency", "to_currency", "valid_from"`;
}

interface Declared {
  readonly validFrom: Day;
  readonly rate: Ratio;
}

/**
 * Rates into `target` from the rows of `ratesQuery`: the one declared last on or before the day, as it is written or, where
 * only the other direction is declared, turned round. UserError `usage` where neither is.
 */
export function readRates(rows: readonly AnswerRow[], target: string): RateOn {
  const direct = new Map<string, Declared[]>();
  const turned = new Map<string, Declared[]>();
  for (const row of rows) {
    const [from, to] = [String(row["from_currency"]), String(row["to_currency"])];
    const [over, under] = [BigInt(Number(row["rate_numerator"])), BigInt(Number(row["rate_denominator"]))];
    const [place, other, rate] =
      to === target ? [direct, from, { over, under }] : [turned, to, { over: under, under: over }];
    const declared = place.get(other) ?? [];
    declared.push({ validFrom: Number(row["valid_from"]), rate });
    place.set(other, declared);
  }
  const standing = (declared: readonly Declared[] | undefined, day: Day) =>
    declared?.findLast(({ validFrom }) => validFrom <= day)?.rate;
  return (currency, day) => {
    if (currency === target) return { over: 1n, under: 1n };
    const rate = standing(direct.get(currency), day) ?? standing(turned.get(currency), day);
    if (rate !== undefined) return inMinorUnits(rate, currency, target);
    throw new UserError(
      "usage",
      `No declared rate says what ${currency} was worth in ${target} on ${formatDay(day)}.`,
      `Declare one with "tidemark import fx FILE" and run "tidemark load", or ask with --by currency.`,
    );
  };
}

function inMinorUnits({ over, under }: Ratio, from: string, to: string): Ratio {
  return { over: over * unitsOf(to), under: under * unitsOf(from) };
}

/** Minor units of one major unit of `currency`. */
function unitsOf(currency: string): bigint {
  return BigInt(`1${"0".repeat(minorDigits(currency))}`);
}
