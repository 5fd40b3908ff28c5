import fc from "fast-check";
import { expect, test } from "vitest";
import { quickInstant } from "../../src/ingest/quick-instant.ts";
import { type ParsedInstant, parseInstant } from "../../src/schema/date.ts";

/** What is said of a text that stands between other digits. */
function quick(text: string): ParsedInstant | null {
  const bytes = Buffer.from(`1${text}2`);
  return quickInstant({ bytes, start: 1, end: bytes.length - 1 });
}

const digits = (least: number, most: number, width: number): fc.Arbitrary<string> =>
  fc.integer({ min: least, max: most }).map((value) => String(value).padStart(width, "0"));
const nearly = fc
  .tuple(
    digits(0, 9_999, 4),
    digits(0, 13, 2),
    digits(0, 32, 2),
    fc.constantFrom("T", " ", "t", "_"),
    digits(0, 25, 2),
    digits(0, 61, 2),
    digits(0, 61, 2),
    fc.constantFrom("", ".", ".5", ".123456", ".123456789", ".1234567891", ",5"),
    fc.constantFrom("", "Z", "z", " Z", "+02:00", "x"),
  )
  .map(
    ([year, month, day, separator, hour, minute, second, fraction, zone]) =>
      `${year}-${month}-${day}${separator}${hour}:${minute}:${second}${fraction}${zone}`,
  );

const disturbed = fc
  .tuple(nearly, fc.nat(40), fc.string({ maxLength: 2 }))
  .map(([text, at, noise]) => text.slice(0, at) + noise + text.slice(at + noise.length));

test("the quick way of reading an instant never says anything else than the thorough one", () => {
  let read = 0;
  fc.assert(
    fc.property(fc.oneof(nearly, disturbed), (tried) => {
      const found = quick(tried);
      if (found !== null) read++;
      if (found !== null) expect([tried, found]).toEqual([tried, parseInstant(tried)]);
    }),
    { numRuns: 20_000 },
  );
  expect(read).toBeGreaterThan(300);
});

test("the layouts of most logs are read the quick way", () => {
  for (const text of ["2026-01-05T13:00:00Z", "2024-02-29 23:59:59", "2026-12-31T00:00:00.123Z"]) {
    expect([text, quick(text)]).toEqual([text, parseInstant(text)]);
  }
});
