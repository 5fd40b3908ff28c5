import { afterEach, beforeEach, describe, expect, test } from "vitest";
import fc from "fast-check";
import type { ColumnBatch } from "../../src/schema/batch.ts";
import { utc } from "../../src/schema/timezone.ts";
import { eventShape } from "../../src/ingest/event-shape.ts";
import { parseMapping } from "../../src/ingest/mapping.ts";
import type { Piece, PieceSizes } from "../../src/ingest/partition-buffers.ts";
import { readRows } from "../../src/ingest/read-rows.ts";
import type { RowCounts } from "../../src/ingest/row-tally.ts";
import { batchValue } from "../schema/batch-value.ts";
import { type Desk, instant, openDesk } from "./desk.ts";

let desk: Desk;
beforeEach(async () => (desk = await openDesk()));
afterEach(() => desk.clear());

const mapping = parseMapping("user_id=user,event_name==e,occurred_at=time,event_id=id", eventShape);

async function pieces(files: readonly string[], sizes: PieceSizes): Promise<{ found: Piece[]; counts: RowCounts }> {
  const found: Piece[] = [];
  const settings = { mapping, timezone: utc, currency: "USD", now: instant("2027-01-01T00:00:00Z"), sizes };
  const inputs = files.map((name) => ({ name, path: name }));
  const counts = await readRows(inputs, settings, {
    onPiece: async (piece) => void found.push(piece),
    onRejected: () => {},
    onCounted: () => {},
  });
  return { found, counts };
}

function texts(batch: ColumnBatch, name: string): (string | null)[] {
  return Array.from({ length: batch.rows }, (_, row) => batchValue(batch, name, row) as string | null);
}

function instants(batch: ColumnBatch): number[] {
  return Array.from({ length: batch.rows }, (_, row) => Number(batchValue(batch, "occurred_at", row)));
}

describe("pieces of an import", () => {
  test("hold one month each, sorted by time and then user, and every row once", async () => {
    const row = fc.record({ user: fc.constantFrom("a", "b", "B", "é"), hour: fc.integer({ min: 0, max: 2_000 }) });
    const anyRows = fc.array(row, { maxLength: 60 });
    const inTime = anyRows.map((rows) =>
      rows.map((one) => ({ ...one, hour: 100 * Math.floor(one.hour / 100) })).toSorted((a, b) => a.hour - b.hour),
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyRows, inTime), async (rows) => {
        const line = ({ user, hour }: { user: string; hour: number }, index: number): string =>
          `${user},${new Date(Date.UTC(2026, 0, 1, hour)).toISOString()},${index}`;
        const file = await desk.file("a.csv", ["user,time,id", ...rows.map(line)].join("\n"));
        const { found, counts } = await pieces([file], { rowsPerPiece: 10, heldRows: 20, heldCharacters: 1_000_000 });
        expect(counts.rowsLoaded).toBe(rows.length);
        const ids = found.flatMap(({ batch }) => texts(batch, "event_id")).map(Number);
        expect(ids.toSorted((a, b) => a - b)).toEqual(rows.map((_, index) => index));
        for (const { partition, batch } of found) {
          const times = instants(batch);
          const users = texts(batch, "user_id");
          expect(new Set(times.map((time) => `month=${new Date(time / 1_000).toISOString().slice(0, 7)}`))).toEqual(
            new Set([partition]),
          );
          for (let at = 1; at < times.length; at++) {
            const [before = 0, now = 0] = [times[at - 1], times[at]];
            expect(before < now || (before === now && (users[at - 1] ?? "") <= (users[at] ?? ""))).toBe(true);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test("are cut when a month is full, so that a long file needs no more memory than a short one", async () => {
    const lines = Array.from({ length: 100_000 }, (_, index) => `u${index % 7},2026-0${1 + (index % 3)}-01,${index}`);
    const file = await desk.file("a.csv", `user,time,id\n${lines.join("\n")}\n`);
    const { found, counts } = await pieces([file], { rowsPerPiece: 1_000, heldRows: 2_000, heldCharacters: 1_000_000 });
    expect(counts.rowsLoaded).toBe(100_000);
    expect(found.length).toBeGreaterThan(3);
  });

  test("are cut as well when few rows hold much text", async () => {
    const lines = Array.from({ length: 60 }, (_, index) => `${"u".repeat(100_000)}${index},2026-01-01,${index}`);
    const file = await desk.file("a.csv", `user,time,id\n${lines.join("\n")}\n`);
    const { found } = await pieces([file], { rowsPerPiece: 1_000, heldRows: 1_000, heldCharacters: 1_500_000 });
    expect(found.length).toBeGreaterThan(2);
    expect(found.reduce((rows, { batch }) => rows + batch.rows, 0)).toBe(60);
  });

  test("that cannot be written end the import, though reading went on meanwhile", async () => {
    const lines = Array.from({ length: 30_000 }, (_, index) => `user-with-a-long-name,2026-01-01T00:00:00Z,${index}`);
    const file = await desk.file("a.csv", `user,time,id\n${lines.join("\n")}\n`);
    const sizes = { rowsPerPiece: 1_000, heldRows: 2_000, heldCharacters: 1_000_000 };
    const settings = { mapping, timezone: utc, currency: "USD", now: instant("2027-01-01T00:00:00Z"), sizes };
    let written = 0;
    const reading = readRows([{ name: file, path: file }], settings, {
      onPiece: async () => {
        await new Promise((resolve) => setImmediate(resolve));
        if (++written === 2) throw new Error("The disk is full.");
      },
      onRejected: () => {},
      onCounted: () => {},
    });
    await expect(reading).rejects.toThrow("The disk is full.");
    expect(written).toBe(2);
  });

  test("spell out a column of more than 65,535 different texts", async () => {
    const lines = Array.from({ length: 70_000 }, (_, index) => `u${index},2026-01-01,${index}`);
    const { found } = await pieces([await desk.file("a.csv", `user,time,id\n${lines.join("\n")}\n`)], {
      rowsPerPiece: 100_000,
      heldRows: 200_000,
      heldCharacters: 100_000_000,
    });
    const [piece] = found;
    expect(piece?.batch.columns["user_id"]?.kind).toBe("utf8");
    expect(new Set(piece === undefined ? [] : texts(piece.batch, "user_id")).size).toBe(70_000);
  });
});
