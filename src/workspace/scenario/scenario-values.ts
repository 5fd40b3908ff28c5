import { z } from "zod";

/** A rate: 0–1. */
export function rate(meaning: string) {
  return z.number().min(0).max(1).describe(meaning);
}

/** A weight among others. */
export function share(meaning: string) {
  return z.number().min(0).max(1_000_000).describe(meaning);
}

/** A mean or another positive number. */
export function mean(meaning: string) {
  return z.number().min(0).max(10_000).describe(meaning);
}

/** A multiplier. */
export function factor(meaning: string) {
  return z.number().min(0).max(100).describe(meaning);
}

/** So many multipliers or weights. */
export function weights(count: number, meaning: string) {
  return z.array(z.number().min(0).max(100_000)).length(count).describe(meaning);
}

/** An amount of money in minor units. */
export function minor(meaning: string) {
  return z.int().min(0).max(1_000_000_000).describe(meaning);
}

/** A date, `2026-01-31`. */
export function date(meaning: string) {
  return z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, "must be a date such as 2026-01-31")
    .describe(meaning);
}

/** A date, or days after the first such as `+120d`. */
export function when(meaning: string) {
  return z
    .string()
    .regex(
      /^(\d{4}-\d{2}-\d{2}|\+\d{1,4}d)$/,
      "must be a date such as 2026-01-31, or days after the first such as +120d",
    )
    .describe(meaning);
}

/** A day of any year, `MM-DD`. */
export function monthDay(meaning: string) {
  return z
    .string()
    .regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, "must be a day of the year such as 12-24")
    .describe(meaning);
}

/** Things by name. */
export function named<T extends z.ZodType>(entry: T, meaning: string) {
  return z.record(z.string().regex(/^[a-z][a-z0-9_]*$/), entry).describe(meaning);
}
