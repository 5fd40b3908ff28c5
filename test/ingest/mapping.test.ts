import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eventShape } from "../../src/ingest/event-shape.ts";
import { parseMapping } from "../../src/ingest/mapping.ts";
import { splitPairs } from "../../src/ingest/mapping-pairs.ts";
import { subscriptionShape } from "../../src/ingest/subscription-shape.ts";
import { mistakeOf } from "./desk.ts";

const minimal = "user_id=user,event_name=event,occurred_at=timestamp";

describe("a mapping", () => {
  test("names source columns with = and constants with ==", () => {
    const { rules } = parseMapping("user_id=Customer ID,event_name==purchase,occurred_at=when", eventShape);
    expect(Object.fromEntries([...rules].map(([target, { source }]) => [target, source]))).toEqual({
      user_id: { kind: "column", name: "Customer ID" },
      event_name: { kind: "constant", text: "purchase" },
      occurred_at: { kind: "column", name: "when" },
    });
  });

  test("can name any column and any constant in quotes", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (column, constant) => {
        const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
        const pairs = splitPairs(`user_id=${quoted(column)}, event_name==${quoted(constant)}`);
        expect(pairs.map(({ source }) => source)).toEqual([
          { kind: "column", name: column },
          { kind: "constant", text: constant },
        ]);
      }),
      { numRuns: 1_000 },
    );
  });

  test("needs no quotes for a name without comma, equals sign or quote at its start", () => {
    expect(splitPairs("user_id=user id (new); §1=x").map(({ source }) => source)).toEqual([
      { kind: "column", name: "user id (new); §1=x" },
    ]);
  });

  test("means the same in any order and quoting", () => {
    const one = parseMapping(`${minimal},properties.b=x,properties.a=y`, eventShape);
    const other = parseMapping(
      'properties.a=y,occurred_at="timestamp", "properties.b"=x,event_name=event,user_id=user',
      eventShape,
    );
    expect(other.canonical).toBe(one.canonical);
    expect(parseMapping(`${minimal},properties.b=y,properties.a=x`, eventShape).canonical).not.toBe(one.canonical);
  });

  test.each([
    ["", "The mapping is not readable"],
    ["user_id", 'The mapping is not readable at "user_id"'],
    ["user_id=", "The mapping is not readable"],
    ['user_id="open', "The mapping is not readable"],
    [`${minimal},`, ""],
  ])("that is written as %j is read, or refused where it stops making sense", async (text, message) => {
    if (message === "") expect(parseMapping(text, eventShape).rules.size).toBe(3);
    else expect((await mistakeOf(() => parseMapping(text, eventShape))).message).toContain(message);
  });

  test("with a misspelt target is refused with the nearest one", async () => {
    const mistake = await mistakeOf(() => parseMapping(`${minimal},contry=c`, eventShape));
    expect(mistake.code).toBe("usage");
    expect(mistake.message).toBe('Events have no "contry".');
    expect(mistake.hint).toContain('Did you mean "country"?');
  });

  test("that lacks what every row needs is refused with the names", async () => {
    const events = await mistakeOf(() => parseMapping("user_id=user", eventShape));
    expect(events.message).toBe('The mapping of events lacks "event_name", "occurred_at".');
    const subscriptions = await mistakeOf(() =>
      parseMapping("user_id=u,subscription_id=s,valid_from=f", subscriptionShape),
    );
    expect(subscriptions.message).toContain('"billing_interval", "unit_price" or "unit_price_minor"');
  });

  test("that fills one column twice is refused", async () => {
    expect((await mistakeOf(() => parseMapping(`${minimal},user_id=other`, eventShape))).message).toContain(
      "mapped twice",
    );
    const both = "subscription_id=s,user_id=u,valid_from=f,billing_interval==month,unit_price=p,unit_price_minor=m";
    expect((await mistakeOf(() => parseMapping(both, subscriptionShape))).message).toContain("are both mapped");
  });
});
