import { describe, expect, test } from "vitest";
import {
  nextRecord,
  parseCheckpoint,
  parseRecord,
  printCheckpoint,
  printRecord,
  type CommitRecord,
} from "../../src/lake/record.ts";
import { UserError } from "../../src/schema/user-error.ts";

const file = {
  path: "event/a.parquet",
  table: "event",
  rows: 3,
  bytes: 700,
  sha256: "ab".repeat(32),
  minInstant: 1,
  maxInstant: null,
  schemaVersion: 1,
};

const record = (batchId: string, before: CommitRecord | null): CommitRecord =>
  nextRecord(
    {
      operation: "import",
      batchId,
      add: [file],
      remove: ["event/b.parquet"],
      through: { events: 1_767_225_600_000_000, subscriptions: null },
      details: { files: ["é.csv"], 7: "seven", nothing: undefined },
    },
    { before, token: "t", committedAt: 1_767_225_600_000_000 },
  );

const outcome = (read: () => unknown): string => {
  try {
    return JSON.stringify(read());
  } catch (error) {
    if (error instanceof UserError) return error.code;
    throw error;
  }
};

describe("an entry of the log", () => {
  test("is read back as it was written", () => {
    const first = record("b1", null);
    const second = record("b2", first);
    expect(second).toMatchObject({ number: 2, previous: first.checksum, details: { files: ["é.csv"], 7: "seven" } });
    expect(parseRecord(Buffer.from(printRecord(second)), { name: "n", before: first })).toEqual(second);
    expect(parseCheckpoint(Buffer.from(printCheckpoint([first, second])), "n")).toEqual([first, second]);
  });

  test("is never taken for true when any one of its bits has flipped", () => {
    const first = record("b1", null);
    const second = record("b2", first);
    const bytes = Buffer.from(printRecord(second));
    const outcomes = new Map<string, number>();
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const what = outcome(() => parseRecord(flipped, { name: "n", before: first }));
      outcomes.set(what, (outcomes.get(what) ?? 0) + 1);
    }
    // The format's 1 may have become a greater number: "config", a newer format.
    expect(new Set(outcomes.keys())).toEqual(new Set(["integrity", "config"]));
    expect(outcomes.get("config")).toBeLessThanOrEqual(4);
  });

  test("does not follow any other entry than the one it was written after", () => {
    const first = record("b1", null);
    const second = Buffer.from(printRecord(record("b2", first)));
    expect(outcome(() => parseRecord(second, { name: "n", before: record("other", null) }))).toBe("integrity");
    expect(outcome(() => parseRecord(second, { name: "n", before: null }))).toBe("integrity");
    expect(outcome(() => parseCheckpoint(Buffer.from(printCheckpoint([record("b2", first)])), "n"))).toBe("integrity");
  });

  test.each(["", "null", "[]", "7", '{"format":"1"}', '{"format":1}', "{", "\u0000"])(
    "is not read from %j",
    (content) => {
      expect(outcome(() => parseRecord(Buffer.from(content), { name: "n", before: null }))).toBe("integrity");
      expect(outcome(() => parseCheckpoint(Buffer.from(content), "n"))).toBe("integrity");
    },
  );
});
