import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import fc from "fast-check";
import type { BlockReader } from "../../src/ingest/block.ts";
import { cutFile } from "../../src/ingest/cut-file.ts";
import { eventShape } from "../../src/ingest/event-shape.ts";
import { parseMapping } from "../../src/ingest/mapping.ts";
import { defaultPieceSizes, type PartitionBuffers, type Piece } from "../../src/ingest/partition-buffers.ts";
import { readBlock } from "../../src/ingest/read-block.ts";
import { readRows } from "../../src/ingest/read-rows.ts";
import type { ColumnBatch } from "../../src/schema/batch.ts";
import { utc } from "../../src/schema/timezone.ts";
import type { importInto } from "../../src/workspace/import.ts";
import { batchValue } from "../schema/batch-value.ts";
import { type Desk, instant, openDesk } from "./desk.ts";

let desk: Desk;
beforeAll(async () => (desk = await openDesk()));
afterAll(() => desk.clear());

const map = "user_id=user,event_name=name,occurred_at=at";
const settings = {
  mapping: parseMapping(map, eventShape),
  timezone: utc,
  currency: "USD",
  now: instant("2027-01-01T00:00:00Z"),
};

/** All that reading a file tells: its counts, every row in the order of the file, those rejected, and the bytes taken. */
async function readingOf(name: string, content: string, blockBytes: number | null) {
  const path = await desk.file(name, content);
  const rows: unknown[] = [];
  const rejected: unknown[] = [];
  let [pieces, bytes] = [0, 0];
  const keep = ({ batch }: Piece, before: number): void => {
    for (let row = 0; row < batch.rows; row++)
      rows.push({ ...textsOf(batch, row), seq: Number(batchValue(batch, "source_seq", row)) + before });
  };
  const blockwise = {
    sizes: { csv: blockBytes ?? 0, ndjson: blockBytes ?? 0 },
    readers: () => [memoryReader(keep), memoryReader(keep)],
    reserve: (more: number) => (pieces += more) - more,
  };
  const counts = await readRows(
    [{ name, path }],
    { ...settings, sizes: defaultPieceSizes, blockwise: blockBytes === null ? null : blockwise },
    {
      onPiece: async (piece) => keep(piece, 0),
      onRejected: (row) => void rejected.push(row),
      onBytes: (taken) => (bytes = taken),
      onCounted: () => {},
    },
  );
  expect(bytes).toBe(Buffer.byteLength(content));
  const bySeq = (rows as { seq: number }[]).toSorted((a, b) => a.seq - b.seq);
  const unordered = (texts: readonly string[]): readonly string[] => texts.toSorted();
  return { counts: { ...counts, droppedColumns: unordered(counts.droppedColumns) }, rows: bySeq, rejected };
}

function memoryReader(keep: (piece: Piece, before: number) => void): BlockReader {
  let kept: PartitionBuffers | null = null;
  return {
    async read(block, onBytes) {
      const { found, rows } = await readBlock(block, settings, onBytes);
      kept = rows;
      return found;
    },
    async write({ rows }) {
      for (const piece of kept?.takeRest() ?? []) keep(piece, rows);
    },
  };
}

function textsOf(batch: ColumnBatch, row: number): Record<string, unknown> {
  const values = Object.keys(batch.columns).map((name) => [name, batchValue(batch, name, row)] as const);
  return Object.fromEntries(values.filter(([, value]) => typeof value !== "number"));
}

const cell = fc.constantFrom(
  "a",
  "b",
  "",
  "é",
  '"x,y"',
  '"two\nlines"',
  '"three\r\n\n lines"',
  '"q""q"',
  '"open',
  'st"ray',
);
const time = fc.constantFrom("2026-01-05T13:00:00Z", "2026-02-01T00:00:00Z", "never", "");
const csvRow = fc
  .tuple(cell, cell, time, fc.constantFrom("\n", "\r\n", "\r", "\n\n"))
  .map(([user, name, at, end]) => `${user},${name},${at}${end}`);
const jsonLine = fc.constantFrom(
  '{"user":"a","name":"n","at":"2026-01-05T13:00:00Z"}',
  '{"user":"a","name":"n","at":"2026-03-05T13:00:00Z","more":{"x":1}}',
  '{"user":"b","at":1,"other":2}',
  '{"user":"b"',
  "",
);

describe("a file that is read in blocks", () => {
  test("of CSV gives what it gives as a whole, wherever it is cut and wherever a row is broken", async () => {
    const cases = fc.asyncProperty(
      fc.array(csvRow, { minLength: 4, maxLength: 40 }),
      fc.integer({ min: 16, max: 90 }),
      async (rows, size) => {
        const content = `user,name,at\n${rows.join("")}`;
        expect(await readingOf("a.csv", content, size)).toEqual(await readingOf("a.csv", content, null));
      },
    );
    await fc.assert(cases, { numRuns: 60 });
  });

  test("of JSON lines gives what it gives as a whole, with the names that nothing reads", async () => {
    const cases = fc.asyncProperty(
      fc.array(jsonLine, { minLength: 4, maxLength: 30 }),
      fc.integer({ min: 20, max: 200 }),
      async (lines, size) => {
        const content = `{"user":"z"}\n${lines.join("\n")}`;
        expect(await readingOf("a.ndjson", content, size)).toEqual(await readingOf("a.ndjson", content, null));
      },
    );
    await fc.assert(cases, { numRuns: 30 });
  });

  test("numbers equal rows without an id over all blocks", async () => {
    const line = (i: number): string => `u${i % 3},n,2026-01-0${1 + (i % 2)}T00:00:00Z\n`;
    const content = `user,name,at\n${Array.from({ length: 60 }, (_, i) => line(i)).join("")}`;
    const { rows } = await readingOf("a.csv", content, 128);
    expect(new Set(rows.map((row) => (row as { event_id?: string }).event_id)).size).toBe(60);
  });

  test("is none where it is packed, a JSON array, UTF-16 or small", async () => {
    const lines = `user,name,at\n${"u,n,2026-01-05\n".repeat(20)}`;
    const blocksOf = async (name: string, content: string | Uint8Array): Promise<number> => {
      const path = await desk.file(name, content);
      const sizes = { csv: 50, ndjson: 50 };
      return (await cutFile({ name: path, path }, { names: [], format: {}, sizes }))?.blocks.length ?? 0;
    };
    expect(await blocksOf("plain.csv", lines)).toBe(6);
    expect(await blocksOf("packed.csv.gz", gzipSync(lines, { level: 0 }))).toBe(0);
    expect(await blocksOf("array.json", `[${'{"user":"u"},'.repeat(20)}{}]`)).toBe(0);
    expect(await blocksOf("utf16.csv", Buffer.from(`\ufeff${lines}`, "utf16le"))).toBe(0);
    expect(await blocksOf("small.csv", lines.slice(0, 80))).toBe(0);
  });

  test("begins behind its byte-order mark and its header", async () => {
    const path = await desk.file("bom.csv", `\ufeffuser,name,at\n${"u,n,2026-01-05\n".repeat(20)}`);
    const cut = await cutFile({ name: path, path }, { names: [], format: {}, sizes: { csv: 50, ndjson: 50 } });
    expect(
      readFileSync(path)
        .toString("utf8", cut?.blocks[0]?.from ?? 0)
        .slice(0, 4),
    ).toBe("u,n,");
    expect(cut?.firstLine).toBe(2);
  });
});

/** Child processes run compiled code, so the tests about them ask for a build. */
const built = fileURLToPath(new URL("../../dist/workspace/import.js", import.meta.url));

type Importing = { readonly importInto: typeof importInto };

describe.skipIf(!existsSync(built))("processes that read blocks", () => {
  const lines = Array.from({ length: 90 }, (_, i) => {
    const at = i % 30 === 7 ? "never" : `2026-0${1 + (i % 3)}-05T13:00:00Z`;
    return `u${i % 5},${i % 4 === 0 ? '"two\nlines"' : "n"},${at}`;
  });

  async function importing(workers: number, onProgress?: () => void) {
    const compiled = (await import(built)) as Importing;
    const one = await openDesk();
    const path = await one.file("log.csv", `user,name,at\n${lines.join("\n")}\n`);
    const report = await compiled
      .importInto({
        kind: "events",
        lake: one.lake,
        timezone: utc,
        currency: "USD",
        now: settings.now,
        quarantineDir: join(one.folder, "quarantine"),
        options: { files: [path], map, maxRejected: 1, workers },
        inputs: [{ name: "log.csv", path }],
        blockSizes: { csv: 256, ndjson: 256 },
        onProgress,
      })
      .catch((error: unknown) => error as Error);
    const { files } = await one.lake.snapshot();
    const quarantined = report instanceof Error ? [] : one.quarantined(report);
    await one.clear();
    return { report, files: files.map(({ path: name, sha256 }) => `${name} ${sha256}`), quarantined };
  }

  test("write the same files, byte for byte, whatever their number", async () => {
    const [alone, two] = [await importing(1), await importing(2)];
    expect(alone.files.length).toBeGreaterThan(9);
    expect(alone.quarantined.map((row) => row["row"])).toEqual([8, 38, 68]);
    expect({ ...two, report: null }).toEqual({ ...alone, report: null });
  });

  test("end with the import, which publishes nothing, where that is broken off", async () => {
    const breakOff = (): never => {
      throw new Error("broken off");
    };
    expect(await importing(2, breakOff)).toMatchObject({ report: new Error("broken off"), files: [] });
  });
});
