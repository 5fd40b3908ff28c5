/** Every draw is a comparison or a look-up of integers, made here once per company from the scenario's plain numbers. */

/** The signed 32-bit draws below this number make up the share `rate` (0–1) of all. */
export function threshold(rate: number): number {
  return Math.round(Math.min(1, Math.max(0, rate)) * 4_294_967_296) - 2_147_483_648;
}

/** Entries of a choice table; `choose` reads it with the top 12 bits of a draw. */
const choiceEntries = 4_096;

/** A table of choices: index i fills a part of the entries in proportion to `shares[i]`, to the nearest 1/4,096. */
export function choices(shares: readonly number[]): Uint8Array {
  const total = shares.reduce((sum, share) => sum + share, 0);
  const table = new Uint8Array(choiceEntries);
  let [cumulated, start] = [0, 0];
  shares.forEach((share, index) => {
    cumulated += share;
    const end = Math.round((cumulated / total) * choiceEntries);
    table.fill(index, start, end);
    start = end;
  });
  return table;
}

/** The choice that `random` (32 bits) falls on. */
export function choose(table: Uint8Array, random: number): number {
  return table[random >>> 20] ?? 0;
}

/** A whole number in [from, to], both inclusive, evenly. */
export function between(from: number, to: number, random: number): number {
  return from + Math.floor(((random >>> 0) / 4_294_967_296) * (to - from + 1));
}

/** Entries of one count table; read with the top 8 bits of a draw. */
export const countEntries = 256;

/**
 * Counts with a geometric distribution of the given mean, at most `most`, as a table of quantiles. The last bits of no
 * logarithm are needed: the tail is a repeated product.
 */
export function geometricCounts(mean: number, most: number): Uint8Array {
  const again = mean / (1 + mean);
  const table = new Uint8Array(countEntries);
  let tail = again;
  for (let count = 1; count <= most; count++) {
    table.fill(count, countEntries - Math.round(tail * countEntries));
    tail *= again;
  }
  return table;
}

/**
 * Lifetimes in weeks as 4,096 quantiles of the shifted beta-geometric: everyone has a weekly chance of leaving of their
 * own, beta-distributed, so that those who stay are those who tend to. Source: Fader & Hardie, "How to Project Customer
 * Retention" (2007).
 */
export function lifeWeeks({ alpha, beta }: { readonly alpha: number; readonly beta: number }): Uint16Array {
  const table = new Uint16Array(choiceEntries);
  let [survival, week] = [1, 0];
  for (let i = 0; i < choiceEntries; i++) {
    const target = 1 - (i + 0.5) / choiceEntries;
    while (survival > target && week < 520) {
      survival *= (beta + week) / (alpha + beta + week);
      week++;
    }
    table[i] = week;
  }
  return table;
}

/** `levels` multipliers with mean 1 that fall off as 1 ÷ rank ^ exponent (Zipf), the greatest first. */
export function zipfLevels(levels: number, exponent: number): number[] {
  const raw = Array.from({ length: levels }, (_, i) => Math.exp(-exponent * Math.log(i + 1)));
  const mean = raw.reduce((sum, x) => sum + x, 0) / levels;
  return raw.map((x) => x / mean);
}
