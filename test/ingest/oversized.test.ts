import { execFileSync } from "node:child_process";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { unpackZstd } from "../../src/ingest/unpack-zstd.ts";
import { type Desk, mistakeOf, openDesk } from "./desk.ts";

let desk: Desk;
beforeEach(async () => (desk = await openDesk()));
afterEach(() => desk.clear());

const map = "user_id=user,event_name=event,occurred_at=time";
const zstd = (input: string): Buffer => execFileSync("zstd", ["-q", "-c", "--check"], { input });
const mebibyte = 2 ** 20;
const header = "user,event,time\n";

describe("a file that is small until it is unpacked", () => {
  test.each([
    ["a.csv.gz", (long: string) => `${header}ann,e,2026-01-01\nbob,${long}\ncy,e,2026-01-01\n`, 3],
    ["a.ndjson.gz", (long: string) => [`${one("ann")}\n`, `{"user":"${long}"}\n`, one("cy")].join(""), 2],
  ] as const)("loses a line of 50 MB and nothing else: %s", async (...[name, content, line]) => {
    const packed = gzipSync(content("x".repeat(50_000_000)), { level: 1 });
    const files = [await desk.file(name, packed)];
    const report = await desk.importing("events", { files, map, maxRejected: 1, keepRaw: false });
    expect(report).toMatchObject({ rowsRead: 3, rowsLoaded: 2, rowsRejected: 1 });
    expect(desk.quarantined(report)).toEqual([expect.objectContaining({ line, reason: "row too long" })]);
  });

  test("and then has no line at all is refused long before its end", async () => {
    for (const byte of [0, 0x61, 0x0a]) {
      const file = await desk.file("a.csv.gz", gzipSync(Buffer.alloc(16 * mebibyte, byte), { level: 1 }));
      const mistake = await mistakeOf(() => desk.importing("events", { files: [file], map }));
      expect([mistake.code, mistake.message]).toEqual(["data_quality", `${file} has no header in its first 4 MiB.`]);
    }
  });

  test("is unpacked a little at a time, also where one piece of it stands for all", async () => {
    // Packed elsewhere: 200 MiB of zeros in this process would be let go of while they are looked for.
    const packed = execFileSync("sh", ["-c", `head -c ${200 * mebibyte} /dev/zero | zstd -q -c`]);
    const before = process.memoryUsage().arrayBuffers;
    const pieces = unpackZstd(onePiece(packed));
    let bytes = (await pieces.next()).value?.length ?? 0;
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 * mebibyte);
    for await (const piece of pieces) bytes += piece.length;
    expect(bytes).toBe(200 * mebibyte);
  });
});

describe("a packed file that breaks off", () => {
  test.each([
    ["gzip", gzipSync],
    ["zstd", zstd],
  ] as const)("is refused wherever it does, and nothing is published: %s", async (...[, pack]) => {
    const packed = pack(`${header}ann,e,2026-01-01\n`);
    for (let end = 1; end < packed.length; end++) {
      const files = [await desk.file("a.csv", packed.subarray(0, end))];
      const { code } = await mistakeOf(() => desk.importing("events", { files, map, maxRejected: 1 }));
      // Its first bytes alone do not show that it is packed: then it lacks the columns.
      expect([end, code]).toEqual([end, end < 4 ? expect.any(String) : "data_quality"]);
    }
    expect((await desk.lake.snapshot()).commits).toEqual([]);
  });
});

function one(user: string): string {
  return JSON.stringify({ user, event: "e", time: "2026-01-01" });
}

async function* onePiece(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
