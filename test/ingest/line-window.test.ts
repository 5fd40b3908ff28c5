import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createLineWindow } from "../../src/ingest/line-window.ts";

/** Every line of `bytes`, handed over in pieces of the given sizes. */
function linesOf(bytes: Buffer, sizes: readonly number[], most = 1_000_000): readonly unknown[] {
  const window = createLineWindow(most);
  const found: unknown[] = [];
  const take = (): void => {
    while (window.next()) {
      const text = window.bytes.toString("latin1", window.start, window.end);
      found.push([window.line, window.fault, window.fault === "too_long" ? "" : text]);
    }
  };
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    window.push(bytes.subarray(at, at + size));
    at += size;
    take();
  }
  window.finish();
  take();
  return found;
}

const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 });

describe("lines of a file", () => {
  test("come with their numbers, wherever the bytes are cut, and a line that is too long costs itself alone", () => {
    const line = fc.oneof(fc.string({ maxLength: 15 }), fc.constantFrom("x".repeat(80), "", "é"));
    fc.assert(
      fc.property(fc.array(line.map((text) => text.replaceAll(/[\r\n]/g, ""))), sizes, (lines, cuts) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(""));
        const expected = lines.map((text, index) =>
          Buffer.byteLength(text) > 60
            ? [index + 1, "too_long", ""]
            : [index + 1, null, Buffer.from(text).toString("latin1")],
        );
        expect(linesOf(bytes, cuts, 60)).toEqual(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  test("of any bytes whatever are the same in any cut", () => {
    const byte = fc.constantFrom(0x0a, 0x0d, 0x61, 0x00, 0xff, 0xc3, 0xa9);
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 60 }), sizes, (bytes, cuts) => {
        expect(linesOf(Buffer.from(bytes), cuts)).toEqual(linesOf(Buffer.from(bytes), [1_000]));
      }),
      { numRuns: 1_000 },
    );
  });
});
