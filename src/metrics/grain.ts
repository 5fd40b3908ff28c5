/** Length of an answer's buckets; `total` is the whole range as one bucket. */
export const grains = ["hour", "day", "week", "month", "quarter", "year", "total"] as const;

/** One of `grains`. */
export type Grain = (typeof grains)[number];

/** Price basis of every ARR figure: list prices, or net of discounts. */
export type Basis = "list" | "net";
