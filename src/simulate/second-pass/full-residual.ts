import type { FullRow } from "./full-row.ts";

/** By how much the `best` possible answers differ from the `clean` company's; figures that agree have no row. */
export function* fullResidual(clean: Iterable<FullRow>, best: Iterable<FullRow>): Generator<FullRow> {
  const before = new Map<string, FullRow>();
  for (const row of clean) before.set(nameOf(row), row);
  for (const row of best) {
    const name = nameOf(row);
    const value = row.value - (before.get(name)?.value ?? 0);
    before.delete(name);
    if (value !== 0) yield { ...row, value };
  }
  for (const row of before.values()) yield { ...row, value: -row.value };
}

function nameOf({ question, grain, period, segment, name, position }: FullRow): string {
  return `${question} ${grain} ${period} ${segment.dimension ?? ""} ${segment.value ?? ""} ${name} ${position}`;
}
