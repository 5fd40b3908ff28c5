import { minorDigits } from "../../schema/money.ts";
import { BillingFault } from "./billing-record.ts";

/**
 * Currencies whose amounts Stripe counts in whole units; all others in hundredths, and those of three decimals in
 * thousandths. ISK and UGX have no minor unit, yet Stripe counts hundredths. Source: docs.stripe.com/currencies.
 */
const wholeUnits: ReadonlySet<string> = new Set(
  "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split(" "),
);
const thousandths: ReadonlySet<string> = new Set("BHD JOD KWD OMR TND".split(" "));

/** Decimal places of the amounts that Stripe gives in `currency`. */
export function stripeDigits(currency: string): number {
  return wholeUnits.has(currency) ? 0 : thousandths.has(currency) ? 3 : 2;
}

/**
 * `quantity` times an amount as Stripe writes it, perhaps with decimals (`unit_amount_decimal`), in minor units of ISO 4217.
 * @throws BillingFault where it is no amount, or holds a part of a minor unit.
 */
export function stripeMinor(amount: string, currency: string, quantity = 1): number {
  const match = /^(\d+)(?:\.(\d*?)0*)?$/.exec(amount);
  if (match === null) throw new BillingFault("not an amount", { column: "unit_amount" });
  const fraction = match[2] ?? "";
  // Amount = digits ÷ 10^places minor units.
  let digits = BigInt(`${match[1]}${fraction}`) * BigInt(quantity);
  let places = fraction.length + stripeDigits(currency) - minorDigits(currency);
  while (places < 0) [digits, places] = [digits * 10n, places + 1];
  while (places > 0 && digits % 10n === 0n) [digits, places] = [digits / 10n, places - 1];
  if (places > 0) throw new BillingFault("a part of a minor unit", { column: "unit_amount" });
  if (digits > 10_000_000_000_000n) throw new BillingFault("more money than can be counted exactly");
  return Number(digits);
}
