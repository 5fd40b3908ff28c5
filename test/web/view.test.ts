import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseFilters, printFilters, withFilter } from "../../src/web/state/filter.ts";
import { headlinePeriod, nextPeriod, wholePeriods } from "../../src/web/state/periods.ts";
import { parseView, printView, type View, viewGrains } from "../../src/web/state/view.ts";

const seed = Date.now() % 2 ** 31;

const day = fc
  .integer({ min: 10_000, max: 30_000 })
  .map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));
const range = fc.oneof(
  fc.constantFrom("last_7_days", "last_91_days", "all").map((name) => ({ kind: "preset" as const, name })),
  fc
    .tuple(day, day)
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => ({ kind: "days" as const, from: a < b ? a : b, to: a < b ? b : a })),
);
const filters = fc.uniqueArray(
  fc.record({
    dimension: fc.constantFrom("platform", "country", "user_type", "properties.plan"),
    operator: fc.constantFrom("is" as const, "is_not" as const),
    values: fc.uniqueArray(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 4 }),
  }),
  { selector: ({ dimension, operator }) => `${dimension} ${operator}`, maxLength: 4 },
);
const view: fc.Arbitrary<View> = fc.record({
  range,
  grain: fc.constantFrom(...viewGrains, null),
  filters,
  compare: fc.constantFrom("previous" as const, "previous_year" as const, "off" as const),
});

describe("the address", () => {
  it(`holds the whole view, whatever people filter by (seed ${seed})`, () => {
    fc.assert(
      fc.property(view, (one) => {
        expect(parseView(printView(one))).toEqual(one);
      }),
      { seed },
    );
  });

  it("is bare for the view one begins with", () => {
    expect(printView(parseView(""))).toBe("");
  });

  it.each([
    "?grain=fortnight",
    "?from=2026-02-01&to=2026-01-01",
    "?from=yesterday",
    "?compare=horoscope",
    "?where=nonsense",
  ])("still opens where it says something wrong: %s", (search) => {
    expect(parseView(search)).toEqual(parseView(""));
  });
});

describe("filters", () => {
  it("keep the equals signs of a value", () => {
    expect(parseFilters(["platform!=a=b", "platform!=c"])).toEqual([
      { dimension: "platform", operator: "is_not", values: ["a=b", "c"] },
    ]);
  });

  it("name Unknown by an empty value", () => {
    expect(printFilters([{ dimension: "country", operator: "is", values: ["", "DE"] }])).toEqual([
      "country=",
      "country=DE",
    ]);
  });

  it("are gone once their last value is taken back", () => {
    const set = parseFilters(["platform=ios", "country=DE"]);
    expect(withFilter(set, { dimension: "platform", operator: "is", values: [] })).toEqual(
      parseFilters(["country=DE"]),
    );
  });
});

describe("whole periods", () => {
  it("reach from the first day of the first month to the end of the last", () => {
    expect(wholePeriods({ from: "2026-01-15", to: "2026-03-01" }, "month", "monday")).toEqual({
      from: "2026-01-01",
      to: "2026-03-01",
    });
  });

  it("follow the day on which a week starts", () => {
    const days = { from: "2026-11-18", to: "2026-11-19" };
    expect(wholePeriods(days, "week", "monday")).toEqual({ from: "2026-11-16", to: "2026-11-23" });
    expect(wholePeriods(days, "week", "sunday")).toEqual({ from: "2026-11-15", to: "2026-11-22" });
  });

  it("follow each other without a gap over the end of a year", () => {
    expect(nextPeriod("2026-12-01", "month")).toBe("2027-01-01");
    expect(nextPeriod("2026-12-28", "week")).toBe("2027-01-04");
  });

  it("have their headline in the last that is over, else in the one that runs, and none before the data", () => {
    const months = { from: "2026-08-01", to: "2026-12-01" };
    expect(headlinePeriod(months, "month", "2026-11-10")).toBe("2026-10-01");
    expect(headlinePeriod(months, "month", "2026-12-01")).toBe("2026-11-01");
    expect(headlinePeriod({ from: "2026-11-09", to: "2026-11-23" }, "week", "2026-11-10")).toBe("2026-11-09");
    expect(headlinePeriod(months, "month", "2026-08-01")).toBe(null);
  });
});
