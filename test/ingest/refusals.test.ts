import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { resolveReading } from "../../src/workspace/resolve-mapping.ts";
import { type Desk, mistakeOf, openDesk } from "./desk.ts";

let desk: Desk;
beforeEach(async () => (desk = await openDesk()));
afterEach(() => desk.clear());

const map = "user_id=user,event_name=event,occurred_at=time";

describe("an import is refused, and nothing is published,", () => {
  afterEach(async () => expect((await desk.lake.snapshot()).commits).toEqual([]));

  test("when more rows are rejected than allowed; the quarantine file is kept", async () => {
    const content = `user,event,time\n${"a,e,2026-01-01\n".repeat(98)},e,2026-01-01\na,e,soon\n`;
    const file = await desk.file("a.csv", content);
    const mistake = await mistakeOf(() => desk.importing("events", { files: [file], map }));
    expect(mistake.code).toBe("data_quality");
    expect(mistake.message).toContain(
      "2 of 100 rows cannot be loaded (2 %), more than the 1 % allowed: 1 no user, 1 not an instant.",
    );
    expect(mistake.message).toContain(`${file}:100 no user (user); ${file}:101 not an instant (time)`);
    expect(mistake.hint).toContain("--max-rejected 0.02");
    const [name = ""] = await readdir(join(desk.folder, "quarantine"));
    expect(mistake.hint).toContain(name);
    expect((await readFile(join(desk.folder, "quarantine", name), "utf8")).trimEnd().split("\n")).toHaveLength(2);
  });

  test("when a file is missing, is a folder, or is empty", async () => {
    const cases = [
      [join(desk.folder, "none.csv"), "usage", "There is no file"],
      [desk.folder, "usage", "is not a file"],
      [await desk.file("empty.csv", ""), "data_quality", "is empty"],
      [await desk.file("blank.csv", "\ufeff\n\n"), "data_quality", "is empty"],
    ] as const;
    for (const [file, code, message] of cases) {
      const mistake = await mistakeOf(() => desk.importing("events", { files: [file], map }));
      expect([file, mistake.code, mistake.message]).toEqual([file, code, expect.stringContaining(message)]);
    }
  });

  test("when a file is UTF-16, packed in another way, Parquet, or damaged gzip", async () => {
    const gzip = gzipSync(
      `user,event,time\n${Array.from({ length: 9_999 }, (_, i) => `${i},e,2026-01-01`).join("\n")}`,
    );
    const cases = [
      [Buffer.from("user,event,time\n", "utf16le"), "is UTF-16"],
      [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0, 0]), "zstd"],
      [Buffer.from("PK\u0003\u0004........"), "is a zip archive or a spreadsheet"],
      [Buffer.from("PAR1...."), "cannot be read as Parquet"],
      [gzip.subarray(0, gzip.length - 100), "breaks off"],
      [Buffer.concat([gzip.subarray(0, 5_000), Buffer.alloc(50, 0xff), gzip.subarray(5_050)]), "damaged gzip"],
    ] as const;
    for (const [content, message] of cases) {
      const file = await desk.file("a.csv", content);
      const mistake = await mistakeOf(() => desk.importing("events", { files: [file], map }));
      expect([mistake.code, mistake.message]).toEqual(["data_quality", expect.stringContaining(message)]);
    }
  });

  test("when the header names a column twice or cannot be read", async () => {
    for (const [header, message] of [
      ["user,event,time,user", 'has two columns named "user"'],
      ['user,"event,time', "The header of"],
    ] as const) {
      const file = await desk.file("a.csv", `${header}\n`);
      const mistake = await mistakeOf(() => desk.importing("events", { files: [file], map }));
      expect([mistake.code, mistake.message]).toEqual(["data_quality", expect.stringContaining(message)]);
    }
  });

  test("when any of the files lacks a mapped column; the nearest is named", async () => {
    const good = await desk.file("a.csv", "user,event,time\na,e,2026-01-01\n");
    const bad = await desk.file("b.csv", "User,event,time\na,e,2026-01-01\n");
    const mistake = await mistakeOf(() => desk.importing("events", { files: [good, bad], map }));
    expect(mistake.code).toBe("usage");
    expect(mistake.message).toBe(`${bad} has no column "user".`);
    expect(mistake.hint).toBe('Did you mean "User"? Its columns are User, event, time.');
  });

  test("when none of the columns is there that a preset reads a field from; the field and a way out are named", async () => {
    const header = "id,anonymous_id,user_id,received_at,timestamp,url,path,title";
    const pages = await desk.file("pages.csv", `${header}\na,b,c,2026-01-01,2026-01-01,https://t.example/,/,T\n`);
    const options = { files: [pages], preset: "segment" };
    const reading = await resolveReading("events", options);
    const mistake = await mistakeOf(() => desk.importing("events", options, { reading }));
    expect(mistake.code).toBe("data_quality");
    expect(mistake.message).toBe(
      `${pages} has none of the columns "event_text", "event", "type", from which event_name is read.`,
    );
    expect(mistake.hint).toContain("--map event_name==TEXT");
  });

  test("when an option makes no sense", async () => {
    const files = [await desk.file("a.csv", "user,event,time\na,e,2026-01-01\n")];
    const cases = [
      [{ files: [], map }, "No file is named."],
      [{ files, map, maxRejected: 1.5 }, "1.5 is no rate for --max-rejected."],
      [{ files, map, maxRejected: Number.NaN }, "NaN is no rate"],
      [{ files, map, through: "yesterday" }, '"yesterday" is no instant for --through.'],
      [{ files, map: "user_id=user,event_name=event,occurred_at==soon" }, '"soon" for occurred_at: not an instant.'],
      [{ files, map: `${map},country==Atlantis` }, '"Atlantis" for country: not known.'],
    ] as const;
    for (const [options, message] of cases) {
      const mistake = await mistakeOf(() => desk.importing("events", options));
      expect([mistake.code, mistake.message]).toEqual(["usage", expect.stringContaining(message)]);
    }
  });
});

test("an import without a rejected row leaves no quarantine file", async () => {
  const files = [await desk.file("a.csv", "user,event,time\na,e,2026-01-01\n")];
  await mkdir(join(desk.folder, "quarantine"));
  expect((await desk.importing("events", { files, map })).quarantineFile).toBeNull();
  expect(await readdir(join(desk.folder, "quarantine"))).toEqual([]);
});
