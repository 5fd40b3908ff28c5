import type { Company } from "../company.ts";

/** One column of the answer key: the whole, or one value of one dimension. */
export interface Segment {
  readonly dimension: string | null;
  readonly value: string | null;
}

/**
 * The segments of activity as bits of a 32-bit mask: bit 0 is the whole, then each platform, each user type and each
 * country. An event lies in one cell of platform × user type × country and so in one segment of every dimension; masks of
 * several events unite by or.
 */
export interface ActivitySegments {
  readonly segments: readonly Segment[];
  /** Number of cells. */
  readonly cells: number;
  readonly cellOf: (where: { readonly platform: number; readonly country: number; readonly isNew: number }) => number;
  readonly maskOf: (cell: number) => number;
}

/** The types a user's event may have; index = whether the event is new. */
export const userTypes = ["returning", "new"] as const;

/** The segments of `company`'s activity; `withUnknown`: and those of rows without platform or country, as the last code of each. */
export function activitySegments({ scenario }: Company, withUnknown = false): ActivitySegments {
  const unknown = withUnknown ? [null] : [];
  const platformNames = [...scenario.platforms.map(({ name }) => name), ...unknown];
  const countryCodes = [...scenario.countries.map(({ code }) => code), ...unknown];
  const [platforms, types, countries] = [platformNames.length, userTypes.length, countryCodes.length];
  if (1 + platforms + types + countries > 32) throw new Error("activity is cut into more than 32 segments");
  return {
    segments: [
      { dimension: null, value: null },
      ...platformNames.map((value) => ({ dimension: "platform", value })),
      ...userTypes.map((value) => ({ dimension: "user_type", value })),
      ...countryCodes.map((value) => ({ dimension: "country", value })),
    ],
    cells: platforms * types * countries,
    cellOf: ({ platform, country, isNew }) => (platform * types + isNew) * countries + country,
    maskOf: (cell) => {
      const country = cell % countries;
      const isNew = Math.floor(cell / countries) % types;
      const platform = Math.floor(cell / (countries * types));
      return 1 | (1 << (1 + platform)) | (1 << (1 + platforms + isNew)) | (1 << (1 + platforms + types + country));
    },
  };
}
