import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createJsonFields } from "../../src/ingest/json-fields.ts";
import { createJsonParser } from "../../src/ingest/json-parser.ts";
import { createTextView, textOfView } from "../../src/ingest/text-view.ts";

const key = fc.oneof(
  fc.constantFrom("a", "b", "c", "__proto__", "", "é", 'q"', "back\\slash"),
  fc.string({ maxLength: 4 }),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: "binary", maxLength: 8 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(true, false, null, 0, -0, 1e21),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(key, tie("value"), { maxKeys: 4 }),
  ),
}));

/** What `JSON.parse` makes of a text; undefined where it refuses it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether the parser takes all of `text` as one object. */
function takes(text: string): boolean {
  const bytes = Buffer.from(text);
  return createJsonParser([["a"]]).parse(bytes, 0, bytes.length) === bytes.length;
}

describe("reading JSON", () => {
  test("finds the value at a path wherever it stands, written as it was", () => {
    fc.assert(
      fc.property(
        fc.dictionary(key, value, { maxKeys: 5 }),
        value,
        fc.integer({ min: 0, max: 2 }),
        (around, wanted, blanks) => {
          const object = { ...around, outer: { x: 1, "in.ner": wanted, y: [{ "in.ner": 0 }] }, last: 2 };
          const bytes = Buffer.from(JSON.stringify(object, null, blanks));
          const parser = createJsonParser([["outer", "in.ner"], ["last"], ["absent"]]);
          expect(parser.parse(bytes, 0, bytes.length)).toBe(bytes.length);
          const at = (slot: number) => bytes.toString("utf8", parser.starts[slot], parser.ends[slot]);
          expect(JSON.parse(at(0))).toEqual(JSON.parse(JSON.stringify(wanted)));
          expect([at(1), parser.starts[2]]).toEqual(["2", -1]);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("points at a value's text where it stands as it is, and at nothing where it has escapes or is none", () => {
    const fields = createJsonFields(["a", "b.c", "absent"]);
    fc.assert(
      fc.property(value, value, (first, second) => {
        const bytes = Buffer.from(JSON.stringify({ a: first, b: { c: second } }));
        expect(fields.read(bytes, 0, bytes.length)).toBe(bytes.length);
        for (const [place, written] of [first, second, null].entries()) {
          const view = createTextView();
          const isLocated = fields.locate(place, view);
          const json = JSON.stringify(written);
          expect(isLocated).toBe(written !== null && !json.includes("\\"));
          if (isLocated)
            expect([textOfView(view), fields.text(place)]).toEqual(
              Array(2).fill(typeof written === "string" ? written : json),
            );
        }
      }),
    );
  });

  test("finds in every object of a source what it would find in that one alone", () => {
    const paths = [["a"], ["b", "a"], ["é"]];
    const at = (bytes: Buffer, parser: ReturnType<typeof createJsonParser>) =>
      [parser.parse(bytes, 0, bytes.length), ...parser.starts, ...parser.ends].join(" ");
    fc.assert(
      fc.property(fc.array(fc.dictionary(key, value, { maxKeys: 5 }), { maxLength: 12 }), (objects) => {
        const parser = createJsonParser(paths);
        for (const object of objects) {
          // Keys written with an escape are the same keys.
          const bytes = Buffer.from(JSON.stringify(object).replaceAll('"a":', '"\\u0061":'));
          for (const one of [bytes, Buffer.from(JSON.stringify(object))])
            expect(at(one, parser)).toBe(at(one, createJsonParser(paths)));
        }
      }),
      { numRuns: 300 },
    );
  });

  test("takes exactly the objects that JSON.parse takes, however they are mangled", () => {
    const mangled = fc
      .tuple(
        fc.dictionary(key, value, { maxKeys: 4 }),
        fc.nat(),
        fc.constantFrom("", "}", "{", ",", '"', "\\", "]", "1", "-", "e", " ", "\n", "tru"),
      )
      .map(([object, place, insert]) => {
        const text = JSON.stringify(object);
        const at = place % (text.length + 1);
        return text.slice(0, at) + insert + text.slice(insert === "" ? at + 1 : at);
      });
    fc.assert(
      fc.property(mangled, (text) => {
        const object = parsed(text);
        const isObject =
          typeof object === "object" &&
          object !== null &&
          !Array.isArray(object) &&
          text.startsWith("{") &&
          text.endsWith("}");
        expect([text, takes(text)]).toEqual([text, isObject]);
      }),
      { numRuns: 3_000 },
    );
  });

  test("says of an object that is cut anywhere that it goes on, and never that it ends", () => {
    const text = Buffer.from('{"a": {"b\\u00e9": [1.5e3, -0, true, null, "x\\"y"]}, "c": "é"}');
    for (let cut = 1; cut < text.length; cut++) {
      const found = createJsonParser([["a", "bé"]]).parse(text, 0, cut);
      expect([cut, typeof found === "number" ? found : -1]).toEqual([cut, -1]);
    }
  });

  test("refuses a wanted key that comes twice, depth without end, and what is no object", () => {
    const fault = (text: string) =>
      createJsonParser([["a"], ["b", "c"]]).parse(Buffer.from(text), 0, Buffer.byteLength(text));
    expect(fault('{"a":1,"a":1}')).toBe("key_twice");
    expect(fault('{"b":{"c":1},"b":{"c":2}}')).toBe("key_twice");
    expect(fault(`{"x":${"[".repeat(10_000)}${"]".repeat(10_000)}}`)).toBe("too_deep");
    expect(fault("[1]")).toBe("not_an_object");
    expect(fault('{"a":01}')).toBe("broken");
    expect(fault('{"a":1,}')).toBe("broken");
    expect(fault('{"a":NaN}')).toBe("broken");
  });

  test("looks for a name as one key, as a path, and inside JSON that is kept as text", () => {
    const text = (json: string) => {
      const fields = createJsonFields(["p.q"]);
      fields.read(Buffer.from(json), 0, Buffer.byteLength(json));
      return fields.text(0);
    };
    expect(text('{"p.q":"one key"}')).toBe("one key");
    expect(text('{"p":{"q":"a path"}}')).toBe("a path");
    expect(text('{"p":"{\\"q\\":\\"in text\\"}"}')).toBe("in text");
    expect(text('{"p":null}')).toBe("");
    expect(text('{"p":{"q":12345678901234567890.10}}')).toBe("12345678901234567890.10");
  });
});
