/** One condition on a dimension: its value is (or is not) one of `values`; null stands for Unknown. */
export interface Filter {
  readonly dimension: string;
  readonly operator: "is" | "is_not";
  readonly values: readonly (string | null)[];
}
