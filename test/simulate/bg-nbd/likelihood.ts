import { logGamma } from "./log-gamma.ts";

/** Customers as the model sees them: x repeat purchases, the last at tx, all within T (weeks since the first purchase). */
export interface Customers {
  readonly x: Float64Array;
  readonly tx: Float64Array;
  readonly T: Float64Array;
}

/** The model's parameters: r, alpha, a, b. */
export type Parameters = readonly [r: number, alpha: number, a: number, b: number];

/** Log-likelihood of the BG/NBD model. Source: Fader, Hardie & Lee (2005), equation 6, in logarithms. */
export function logLikelihood({ x, tx, T }: Customers, [r, alpha, a, b]: Parameters): number {
  const most = x.reduce((greatest, n) => Math.max(greatest, n), 0);
  // What depends on x alone is worked out once for each x.
  const counts = Array.from({ length: most + 1 }, (_, n) => ({
    rate: logGamma(r + n) - logGamma(r) + r * Math.log(alpha),
    alive: logGamma(a + b) + logGamma(b + n) - logGamma(b) - logGamma(a + b + n),
    left: n === 0 ? -Infinity : Math.log(a) - Math.log(b + n - 1),
  }));
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const n = x[i] ?? 0;
    const { rate, alive, left } = counts[n] ?? { rate: 0, alive: 0, left: 0 };
    const stays = -(r + n) * Math.log(alpha + (T[i] ?? 0));
    const leaves = n === 0 ? -Infinity : left - (r + n) * Math.log(alpha + (tx[i] ?? 0));
    const greater = Math.max(stays, leaves);
    sum += rate + alive + greater + Math.log1p(Math.exp(Math.min(stays, leaves) - greater));
  }
  return sum;
}
