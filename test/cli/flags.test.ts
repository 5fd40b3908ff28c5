import { InvalidArgumentError } from "commander";
import { describe, expect, it } from "vitest";
import { monthsBefore } from "../../src/cli/demo-range.ts";
import { day, rate, wholeNumber } from "../../src/cli/flags.ts";
import { hasPassword, hidePasswords } from "../../src/cli/password.ts";
import { formatDay } from "../../src/schema/date.ts";

describe("values of flags", () => {
  it("a month stands for its first day", () => {
    expect([day("2026-02"), day("2026-02-28")].map(formatDay)).toEqual(["2026-02-01", "2026-02-28"]);
  });

  it.each(["2026-02-29", "2026-00", "2026-13", "26-01-01", "today", "2026-1-1", "2026-01-01T00:00:00Z", ""])(
    "%j is no day",
    (text) => {
      expect(() => day(text)).toThrow(InvalidArgumentError);
    },
  );

  it.each(["", "1.5", "-1", "1e3", "0x10", " 1", "1,000", "9007199254740993", "11"])(
    "%j is no whole number up to ten",
    (text) => {
      expect(() => wholeNumber(0, 10)(text)).toThrow(InvalidArgumentError);
    },
  );

  it("a rate lies between nothing and everything", () => {
    expect(["0", "1", "0.3", ".5"].map(rate)).toEqual([0, 1, 0.3, 0.5]);
    for (const text of ["30", "1.01", "-0.1", "30%", "", ".", "NaN"])
      expect(() => rate(text)).toThrow(InvalidArgumentError);
  });

  it("thirteen months before a day that its month lacks is that month's last day", () => {
    const before = (text: string): string => formatDay(monthsBefore(day(text), 13));
    expect(["2026-03-15", "2025-03-31", "2026-01-01", "2025-01-31"].map(before)).toEqual([
      "2025-02-15",
      "2024-02-29",
      "2024-12-01",
      "2023-12-31",
    ]);
  });
});

describe("passwords", () => {
  it.each([
    "postgres://a:b@h/d",
    "postgres://a:b%40c@h",
    "clickhouse://:b@h",
    "redshift://h/d?password=b",
    "s3://k:s/x@bucket",
  ])("%s carries one", (url) => {
    expect(hasPassword(url)).toBe(true);
    expect(hidePasswords(`cannot open ${url}!`)).not.toMatch(/:b|=b|:s/);
  });

  it.each(["postgres://a@h:5432/d", "duckdb:/tmp/x", "s3://bucket/a:b", "http://localhost:9000", "C:\\data@home"])(
    "%s carries none",
    (url) => {
      expect(hasPassword(url)).toBe(false);
    },
  );
});
