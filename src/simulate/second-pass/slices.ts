import type { Version } from "../billing/versions.ts";
import type { Company } from "../company.ts";
import type { Segment } from "../truth/segments.ts";
import { whole } from "./full-row.ts";

/** The whole of a company's subscriptions, or one value of one dimension. */
export interface Slice {
  readonly segment: Segment;
  has(version: Version): boolean;
}

/** Every slice that the full key tells of subscriptions, the whole first. */
export function slicesOf({ scenario }: Company): readonly Slice[] {
  const slice = (
    dimension: string,
    values: readonly string[],
    valueOf: (version: Version) => string | undefined,
  ): readonly Slice[] =>
    values.map((value) => ({ segment: { dimension, value }, has: (version) => valueOf(version) === value }));
  const countries = scenario.countries.map(({ code }) => code);
  const platforms = scenario.platforms.map(({ name }) => name);
  return [
    { segment: whole, has: () => true },
    ...slice("plan", ["pro", "team"], ({ terms }) => terms.plan),
    ...slice("billing_interval", ["month", "year"], ({ terms }) => terms.interval),
    ...slice("country", countries, ({ country }) => countries[country]),
    ...slice("platform", platforms, ({ platform }) => platforms[platform]),
  ];
}
