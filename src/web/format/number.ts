import { minorDigits } from "../../schema/money.ts";

/** What a figure counts, as the answer's column says it. */
export interface Unit {
  readonly unit: string;
  readonly currency: string | null;
}

/** From here on an amount of money is printed in thousands or millions, the whole amount standing in its title. */
const longMajor = 10_000_000;

const durations = [
  { from: 172_800, unit: "day", size: 86_400 },
  { from: 5_400, unit: "hour", size: 3_600 },
  { from: 90, unit: "minute", size: 60 },
] as const;
const sizes = [
  { from: 1_000_000_000, unit: "gigabyte" },
  { from: 1_000_000, unit: "megabyte" },
  { from: 1_000, unit: "kilobyte" },
] as const;

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const ratio = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });
const compact = new Intl.NumberFormat(undefined, { notation: "compact", maximumSignificantDigits: 3 });
const rate = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 1 });
/** In columns and sentences every share has its tenth, so that the digits stand below each other. */
const exactRate = new Intl.NumberFormat(undefined, {
  style: "percent",
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const changeSize = new Intl.NumberFormat(undefined, {
  style: "percent",
  maximumFractionDigits: 1,
  minimumFractionDigits: 1,
});
const manifold = new Intl.NumberFormat(undefined, {
  style: "percent",
  maximumFractionDigits: 0,
  signDisplay: "exceptZero",
});
const change = new Intl.NumberFormat(undefined, {
  style: "percent",
  maximumFractionDigits: 1,
  minimumFractionDigits: 1,
  signDisplay: "exceptZero",
});

/** A whole number with its separators. */
export function formatInteger(value: number): string {
  return whole.format(value);
}

/** A length of time as people say it: `4.5 min`, `1.2 h`, `3.3 d`. */
export function formatSeconds(seconds: number | null): string {
  if (seconds === null) return "–";
  const step = durations.find(({ from }) => seconds >= from) ?? { from: 0, unit: "second", size: 1 };
  return new Intl.NumberFormat(undefined, {
    style: "unit",
    unit: step.unit,
    unitDisplay: "short",
    maximumFractionDigits: 1,
  }).format(seconds / step.size);
}

/** Bytes in the unit that suits them. */
export function formatBytes(bytes: number): string {
  const step = sizes.find(({ from }) => bytes >= from) ?? { from: 0, unit: "byte" };
  const size = Math.max(1, step.from);
  return new Intl.NumberFormat(undefined, { style: "unit", unit: step.unit, maximumFractionDigits: 1 }).format(
    bytes / size,
  );
}

/** A figure as it stands on a card: every digit of a count, whole units of money, `–` where there is none. */
export function formatFigure(value: number | null, { unit, currency }: Unit): string {
  if (value === null) return "–";
  if (unit === "ratio") return ratio.format(value);
  if (unit === "rate") return rate.format(value);
  if (currency === null) return whole.format(value);
  const major = toMajor(value, currency);
  const short = Math.abs(major) >= longMajor;
  return money(
    currency,
    short ? { notation: "compact", maximumSignificantDigits: 4 } : { maximumFractionDigits: 0 },
  ).format(major);
}

/** A figure to the last minor unit, as tables and titles print it. */
export function formatExact(value: number | null, { unit, currency }: Unit): string {
  if (value === null) return "–";
  if (unit === "ratio") return ratio.format(value);
  if (unit === "rate") return exactRate.format(value);
  if (currency === null) return whole.format(value);
  const digits = minorDigits(currency);
  return money(currency, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
    toMajor(value, currency),
  );
}

/** A difference with its sign, to the last minor unit; the minus is as wide as the plus. */
export function formatDifference(value: number | null, unit: Unit): string {
  if (value === null) return "–";
  const sign = value > 0 ? "+" : value < 0 ? "−" : "";
  return `${sign}${formatFigure(Math.abs(value), unit)}`;
}

/** A figure as an axis prints it: at most three digits. */
export function formatAxis(value: number, { unit, currency }: Unit): string {
  if (unit === "ratio") return ratio.format(value);
  if (unit === "rate") return rate.format(value);
  if (currency === null) return compact.format(value);
  return money(currency, { notation: "compact", maximumSignificantDigits: 3 }).format(toMajor(value, currency));
}

/**
 * A rate of change with its sign, to a tenth of a percent: `+3.2%`, `−0.7%` with a minus as wide as the plus. From ten
 * times on a tenth says nothing: `+1,153%`.
 */
export function formatChange(value: number): string {
  return (value < 10 ? change : manifold).format(value).replace("-", "−");
}

/** The same without a sign, for sentences that say the direction in words. */
export function formatChangeSize(value: number): string {
  return changeSize.format(Math.abs(value));
}

function money(currency: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return new Intl.NumberFormat(undefined, { style: "currency", currency, currencyDisplay: "narrowSymbol", ...options });
}

function toMajor(minor: number, currency: string): number {
  return minor / 10 ** minorDigits(currency);
}
