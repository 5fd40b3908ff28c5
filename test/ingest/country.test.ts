import { describe, expect, test } from "vitest";
import { countryNames } from "../../src/ingest/country-names.ts";
import { countryOf } from "../../src/ingest/country.ts";

describe("a country", () => {
  test.each([
    ["GB", "GB"],
    ["gb", "GB"],
    ["United Kingdom", "GB"],
    ["UNITED KINGDOM", "GB"],
    ["UK", "GB"],
    ["USA", "US"],
    ["The Netherlands", "NL"],
    ["Czech Republic", "CZ"],
    ["Cote d'Ivoire", "CI"],
    ["St. Lucia", "LC"],
    [" viet nam ", "VN"],
    ["Turkey", "TR"],
    ["EIRE", null],
    ["RSA", null],
    ["Channel Islands", null],
    ["European Community", null],
    ["EU", null],
    ["XX", null],
    ["Unspecified", null],
    ["constructor", null],
    ["", null],
  ])("written as %j is %j", (text, code) => {
    expect(countryOf(text)).toBe(code);
  });

  test("has one code for each of ISO's 249 countries, and no name means two of them", () => {
    const lines = countryNames.trim().split("\n");
    expect(lines).toHaveLength(249);
    for (const line of lines) {
      const [code = "", names = ""] = line.split("=");
      expect(code).toMatch(/^[A-Z]{2}$/);
      for (const name of [code, ...names.split("|")]) expect([name, countryOf(name)]).toEqual([name, code]);
    }
  });
});
