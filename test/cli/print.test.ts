import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerNotes, answerSheet } from "../../src/cli/print/answer-sheet.ts";
import { csvText } from "../../src/cli/print/csv.ts";
import { explainSheet } from "../../src/cli/print/explain-sheet.ts";
import { change, figure } from "../../src/cli/print/figure.ts";
import { printable, textWidth } from "../../src/cli/print/printable.ts";
import { reportSheet } from "../../src/cli/print/report-sheet.ts";
import { tableText } from "../../src/cli/print/table.ts";
import { answer } from "../serve/hand-made-backend.ts";

const wide = { width: null, useColor: false };
const range = { from: "2026-01-01", to: "2026-02-01" };
const explained = {
  kind: "explain",
  from: "2026-01-01",
  to: "2026-02-01",
  compare: "previous",
  by: [],
  where: [],
  event: [],
  basis: "list",
  timezone: "UTC",
  weekStart: "monday",
} as const;
const text = (name: string) => ({ name, unit: "text" });

describe("figures", () => {
  it.each([
    [1_234_567, "count", undefined, "1,234,567"],
    [-999, "count", undefined, "-999"],
    [-1_000, "count", undefined, "-1,000"],
    [123_456_789, "minor_units", "USD", "1,234,567.89"],
    [-5, "minor_units", "USD", "-0.05"],
    [1_234_567, "minor_units", "JPY", "1,234,567"],
    [1_234_567, "minor_units", "KWD", "1,234.567"],
    [0.12345, "rate", undefined, "12.3%"],
    [null, "count", undefined, "-"],
    [0, "count", undefined, "0"],
  ])("%d in %s %s is written %s", (...[value, unit, currency, written]) => {
    expect(figure(value, { name: "x", unit, currency })).toBe(written);
  });

  it("a change carries its sign", () => {
    expect([change(0.5), change(-0.5), change(0), change(null)]).toEqual(["+50.0%", "-50.0%", "0.0%", "-"]);
  });
});

describe("a table", () => {
  it("aligns figures to the right and puts totals, the range before and the change below a rule", () => {
    expect(tableText(answerSheet(answer), wide).split("\n")).toEqual([
      "period          mau  gross_arr USD",
      "----------  -------  -------------",
      "2026-01-01       42              -",
      "----------  -------  -------------",
      "total            42              -",
      "before           21",
      "change      +100.0%",
      "",
    ]);
  });

  it("writes amounts of several currencies each in the major units of its own", () => {
    const plain = { additive: false, overlapping: false };
    const columns = [...["period", "currency"].map(text), { name: "gross_arr", unit: "minor_units" }].map((column) => ({
      ...plain,
      ...column,
    }));
    const table = (currencies: readonly string[], total: number | null) => {
      const rows = currencies.map((currency) => ({ period: "2026-01-01", currency, gross_arr: 123_450 }));
      const sheet = answerSheet({ columns, rows, totals: { gross_arr: total } });
      return tableText(sheet, wide).split("\n").slice(2);
    };
    expect(table(["EUR", "JPY", "KWD"], null)).toEqual([
      "2026-01-01  EUR        1,234.50",
      "2026-01-01  JPY         123,450",
      "2026-01-01  KWD         123.450",
      "----------  --------  ---------",
      "total                         -",
      "",
    ]);
    expect(table(["EUR"], 123_450).at(-2)).toBe("total                  1,234.50");
  });

  it("tells by how much the whole moved below its change, and not as a share", () => {
    const moved = { before: 200, now: 300, change: 100 };
    const row = { dimension: "plan", segment: "pro", ...moved, shareOfChange: 1 };
    const columns = [
      ...["dimension", "segment"].map(text),
      ...["before", "now", "change"].map((name) => ({ name, unit: "minor_units", currency: "EUR" })),
      { name: "shareOfChange", unit: "rate" },
    ].map((column) => ({ ...column, additive: false, overlapping: false }));
    const { rows: _, comparison: __, question: ___, ...envelope } = answer;
    const told = explainSheet(
      {
        ...envelope,
        question: { ...explained, metric: "gross_arr" },
        compared: { now: range, before: range },
        columns,
        dimensions: [{ name: "plan", additive: true, overlapping: false }],
        totals: { ...moved, changeRate: 0.5 },
        rows: [row],
      },
      true,
    );
    expect(tableText(told, wide).split("\n").slice(2)).toEqual([
      "plan       pro            2.00     3.00        1.00         100.0%",
      "---------  -------  ----------  -------  ----------  -------------",
      "total                     2.00     3.00        1.00",
      "change                                       +50.0%",
      "",
    ]);
  });

  it("becomes a block a row where the terminal is too narrow for columns", () => {
    const narrow = tableText(answerSheet(answer), { width: 20, useColor: false });
    expect(narrow.split("\n\n")[0]).toBe("period         2026-01-01\nmau            42\ngross_arr USD  -");
  });

  it("keeps its columns in line with wide and combining letters", () => {
    const rows = [
      { name: "日本", users: 1 },
      { name: "e\u0301te\u0301", users: 2 },
      { name: "plain", users: 3 },
    ];
    const lines = tableText({ columns: [text("name"), { name: "users", unit: "count" }], rows }, wide)
      .trimEnd()
      .split("\n");
    expect(new Set(lines.map(textWidth)).size).toBe(1);
  });

  it("shows what could steer a terminal as a mark", () => {
    const hostile = "\u001b]0;owned\u0007\u001b[31mred\u202etxt.exe\u0000";
    expect(printable(hostile)).not.toMatch(/[\p{Cc}\u202e]/u);
    const table = tableText({ columns: [text("\u001b[2J")], rows: [{ "\u001b[2J": hostile }] }, wide);
    expect(table).not.toContain("\u001b");
  });

  it("uses weight only where colour is wanted", () => {
    expect(tableText(answerSheet(answer), { width: null, useColor: true })).toContain("\u001b[1m");
  });

  it("of a report is one line a field", () => {
    const report = {
      rowsRead: 1_000,
      alreadyDone: false,
      dropped: ["a", "b"],
      reasons: { "no user": 3 },
      file: null,
      seconds: 1.234,
    };
    expect(tableText(reportSheet(report), wide)).toBe(
      "rows read     1,000\nalready done  false\ndropped       a, b\nreasons       no user: 3\nfile          -\nseconds       1.23 s\n",
    );
  });
});

describe("CSV", () => {
  it("leaves null empty, quotes an empty text, and never touches a number", () => {
    const rows = [{ a: null, b: "", c: -5 }];
    expect(csvText({ columns: [text("a"), text("b"), text("c")], rows })).toBe('a,b,c\r\n,"",-5\r\n');
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\uff1d1", "\uff0b1", "\uff0d1", "\uff201"])(
    "makes %j harmless for a spreadsheet, in cells and in headings",
    (formula) => {
      const [heading = "", cell = ""] = csvText({ columns: [text(formula)], rows: [{ [formula]: formula }] }).split(
        "\r\n",
      );
      expect(heading).toMatch(/^"?'/);
      expect(cell).toMatch(/^"?'/);
    },
  );

  it("gives back every text after one leading apostrophe is taken away", () => {
    const cell = fc.string({ unit: "binary", minLength: 1 }).filter((value) => !value.includes("\ufeff"));
    fc.assert(
      fc.property(
        fc.array(fc.oneof(cell, fc.constantFrom("'", "''", "'=1", "=1", 'a"b', "a,b", "a\nb")), {
          minLength: 1,
          maxLength: 20,
        }),
        (values) => {
          const csv = csvText({ columns: [text("x")], rows: values.map((value) => ({ x: value })) });
          const read: readonly (readonly string[])[] = parse(csv, { fromLine: 2, recordDelimiter: "\r\n" });
          expect(read.map(([value = ""]) => value.replace(/^'/, ""))).toEqual(values);
        },
      ),
    );
  });
});

it("beside an answer stands until when its data reach, whose days they are, and each warning", () => {
  const notes = answerNotes({ ...answer, warnings: ["Nothing before March."] }).join("\n");
  for (const fact of [
    "2026-02-01T00:00:00Z",
    "UTC",
    "monday",
    "generation 7",
    "rollup",
    "2025-12-01",
    "Nothing before March.",
  ]) {
    expect(notes).toContain(fact);
  }
});

it.each([
  ["now", { now: { from: "2026-01-01", to: "2026-01-20" }, before: { from: "2025-12-01", to: "2026-01-01" } }],
  ["before", { now: range, before: { from: "2025-12-01", to: "2025-12-20" } }],
])("beside a change of a part of the range %s stands which", (_range, compared) => {
  const { comparison } = answer;
  if (comparison === undefined) throw new Error("Nothing is compared");
  const isTold = (told: typeof comparison) =>
    answerNotes({ ...answer, comparison: told }).some((note) => note.startsWith("The change is that of"));
  expect(isTold(comparison)).toBe(false);
  const { now, before } = compared;
  expect(answerNotes({ ...answer, comparison: { ...comparison, compared } })).toContain(
    `The change is that of ${now.from} to ${now.to} against ${before.from} to ${before.to}.`,
  );
});
