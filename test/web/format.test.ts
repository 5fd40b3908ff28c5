import { describe, expect, it } from "vitest";
import { formatDays, formatDaysBeside } from "../../src/web/format/date.ts";
import { formatChange, formatChangeSize } from "../../src/web/format/number.ts";

// Dates and numbers follow the reader's locale; these hold in every one that writes Arabic digits.
const numbersOf = (text: string): readonly number[] => (text.match(/\d+/g) ?? []).map(Number);

describe("days", () => {
  it("of a whole month, quarter or year go by its name", () => {
    expect(numbersOf(formatDays("2026-02-01", "2026-03-01"))).toEqual([2026]);
    expect(formatDays("2026-04-01", "2026-07-01")).toBe("Q2 2026");
    expect(formatDays("2024-01-01", "2025-01-01")).toBe("2024");
  });

  it("of several whole months go by their names", () => {
    const year = formatDays("2024-11-01", "2025-11-01");
    expect(numbersOf(year)).toEqual([2024, 2025]);
    expect(numbersOf(formatDays("2026-02-01", "2026-05-01"))).toEqual([2026]);
  });

  it("that cut a month are said to the day", () => {
    expect(numbersOf(formatDays("2026-02-02", "2026-03-01"))).toEqual(expect.arrayContaining([2, 28, 2026]));
  });

  it("beside a range need no year while it is that range's own", () => {
    expect(numbersOf(formatDaysBeside("2026-05-12", "2026-08-11", "2026-11-10"))).not.toContain(2026);
    expect(numbersOf(formatDaysBeside("2025-05-12", "2025-08-11", "2026-11-10"))).toContain(2025);
    expect(numbersOf(formatDaysBeside("2025-10-02", "2025-11-17", "2026-01-01"))).not.toContain(2025);
  });
});

describe("a change", () => {
  it("has a minus as wide as the plus, one decimal, and none where it is many times over", () => {
    expect(formatChange(-0.007)).toMatch(/^−0[.,]7/);
    expect(formatChange(0.2)).toMatch(/^\+20[.,]0/);
    expect(numbersOf(formatChange(11.5249))).not.toContain(5249);
    expect(formatChange(11.5249)).toMatch(/^\+1.?152/);
  });

  it("is as exact in a sentence as on a card", () => {
    expect(formatChangeSize(-0.22)).toMatch(/^22[.,]0/);
  });
});
