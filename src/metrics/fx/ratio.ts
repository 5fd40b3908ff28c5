/** An exact fraction; the denominator is positive. */
export interface Ratio {
  readonly over: bigint;
  readonly under: bigint;
}

/** Nothing. */
export const nothing: Ratio = { over: 0n, under: 1n };

/** The exact sum. */
export function sumOf(ratios: readonly Ratio[]): Ratio {
  return ratios.reduce(
    (sum, { over, under }) =>
      under === sum.under
        ? { over: sum.over + over, under }
        : { over: sum.over * under + over * sum.under, under: sum.under * under },
    nothing,
  );
}

/** `count` times the fraction. */
export function times({ over, under }: Ratio, count: number): Ratio {
  return { over: over * BigInt(count), under };
}

/** The fraction without the sign turned round. */
export function negative({ over, under }: Ratio): Ratio {
  return { over: -over, under };
}

/** The fraction in lowest terms, such as `19/20`. */
export function fractionText({ over, under }: Ratio): string {
  let [divisor, rest] = [under, over < 0n ? -over : over];
  while (rest !== 0n) [divisor, rest] = [rest, divisor % rest];
  return `${over / divisor}/${under / divisor}`;
}
