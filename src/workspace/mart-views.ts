import type { DataState } from "../metrics/data-state.ts";
import { martVersion } from "../metrics/mart/mart.ts";
import { martQuery, marts } from "../metrics/mart/marts.ts";
import type { Dialect } from "../sql/dialect.ts";
import { viewStatements } from "../warehouse/server/views.ts";
import type { View } from "../warehouse/view.ts";

/** Over what a column may be added, as its comment says it. */
export const summingRules = {
  all: "May be summed over everything but currency and price basis.",
  slices: "May be summed over the slices of one period, never over periods.",
  none: "Never sum it.",
} as const;

/** Every mart as a view over the data that `state` is of. */
export function martViews(state: DataState): readonly View[] {
  return marts.map((mart) => ({
    name: mart.name,
    about: `${mart.meaning} ${mart.grain} Version ${martVersion}.`,
    query: martQuery(mart, state),
    columns: Object.fromEntries(
      Object.entries(mart.columns).map(([name, { type, meaning, sums }]) => [
        name,
        { type, about: sums === null ? meaning : `${meaning} ${summingRules[sums]}` },
      ]),
    ),
  }));
}

/**
 * The statements that make every mart in `schema`, beside the tables that a load put there. Which generation is read is
 * settled when a view is asked: the newest. What `state` says of the data, such as where they end, is written out.
 */
export function martStatements(state: DataState, dialect: Dialect, schema: string): readonly string[] {
  return martViews(state).flatMap((view) => viewStatements(view, { dialect, schema }, "newest"));
}
