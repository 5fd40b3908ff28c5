/** One condition on a dimension: its value is (or is not) one of `values`; an empty value is Unknown. */
export interface Filter {
  readonly dimension: string;
  readonly operator: "is" | "is_not";
  readonly values: readonly string[];
}

/** The conditions that the `where` parameters of an address state, one per dimension and operator, in their order. */
export function parseFilters(where: readonly string[]): readonly Filter[] {
  const filters = new Map<string, Filter>();
  for (const text of where) {
    const match = /^([a-z_][\w.]*?)(!?)=(.*)$/s.exec(text);
    if (match === null) continue;
    const [, dimension = "", negation, value = ""] = match;
    const operator = negation === "!" ? "is_not" : "is";
    const key = `${dimension} ${operator}`;
    const values = filters.get(key)?.values ?? [];
    filters.set(key, { dimension, operator, values: values.includes(value) ? values : [...values, value] });
  }
  return [...filters.values()];
}

/** The `where` parameters that state `filters`. */
export function printFilters(filters: readonly Filter[]): readonly string[] {
  return filters.flatMap(({ dimension, operator, values }) =>
    values.map((value) => `${dimension}${operator === "is" ? "=" : "!="}${value}`),
  );
}

/** `filters` with the condition on `changed.dimension` replaced; gone where it names no value. */
export function withFilter(filters: readonly Filter[], changed: Filter): readonly Filter[] {
  const others = filters.filter((filter) => filter.dimension !== changed.dimension);
  return changed.values.length === 0 ? others : [...others, changed];
}
