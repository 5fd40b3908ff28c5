import fc from "fast-check";
import { expect, test } from "vitest";
import { divideRounded, formatMinor, minorDigits, parseMajor } from "../../src/schema/money.ts";

test.each([
  ["12.50", "USD", 1250],
  ["12.5", "EUR", 1250],
  ["-0.01", "USD", -1],
  ["1500", "JPY", 1500],
  ["1.234", "KWD", 1234],
  ["12.500", "USD", 1250],
  ["0", "USD", 0],
])("%s %s are %d minor units", (text, currency, minor) => {
  expect(parseMajor(text, currency)).toBe(minor);
});

test.each([
  ["12.505", "USD"],
  ["0.5", "JPY"],
  ["1,50", "EUR"],
  ["1e3", "USD"],
  ["", "USD"],
  ["90071992547409.93", "USD"],
])("%s %s is no amount, rather than a rounded one", (text, currency) => {
  expect(parseMajor(text, currency)).toBeNull();
});

test("an amount printed and read again is itself, in currencies of 0, 2 and 3 decimals", () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.constantFrom("USD", "JPY", "KWD"), (minor, currency) => {
      expect(parseMajor(formatMinor(minor, currency), currency)).toBe(minor === 0 ? 0 : minor);
      expect(minorDigits(currency)).toBe({ USD: 2, JPY: 0, KWD: 3 }[currency]);
    }),
  );
});

test("halves are rounded away from zero", () => {
  expect([divideRounded(5n, 2n), divideRounded(-5n, 2n), divideRounded(7n, 3n), divideRounded(-7n, 3n)]).toEqual([
    3n,
    -3n,
    2n,
    -2n,
  ]);
});
