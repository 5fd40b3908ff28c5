import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Desk, openDesk } from "./desk.ts";
import type { Timezone } from "../../src/schema/timezone.ts";

let desk: Desk;
beforeEach(async () => (desk = await openDesk()));
afterEach(() => desk.clear());

const map = "user_id=user,event_name=event,occurred_at=time";
const events = `user,event,time,note
ann,opened,2026-01-05T13:00:00Z,x
bob,created,2026-01-05 14:00:00+01:00,y
ann,exported,2026-02-01T00:00:00.25Z,z
`;
/** New York in 2026, as far as these tests look. */
const newYork: Timezone = {
  name: "America/New_York",
  version: "test",
  changes: [
    { fromInstant: -Infinity, offsetSeconds: -18_000 },
    { fromInstant: Date.UTC(2026, 2, 8, 7) * 1_000, offsetSeconds: -14_400 },
    { fromInstant: Date.UTC(2026, 10, 1, 6) * 1_000, offsetSeconds: -18_000 },
  ],
};

describe("importing events", () => {
  test("puts every row into the month it happened in, sorted by time, and says what it did", async () => {
    const report = await desk.importing("events", { files: [await desk.file("a.csv", events)], map });
    expect(report).toMatchObject({ alreadyDone: false, commit: 1, rowsRead: 3, rowsLoaded: 3, rowsRejected: 0 });
    expect(report).toMatchObject({ reasons: {}, droppedColumns: ["note"], unknownValues: {}, quarantineFile: null });
    const { files } = await desk.lake.snapshot();
    expect(files.map(({ path, rows }) => [path, rows])).toEqual([
      [`event/month=2026-01/${report.batchId}-1.parquet`, 2],
      [`event/month=2026-02/${report.batchId}-2.parquet`, 1],
    ]);
    const rows = await desk.ask(
      "select user_id, event_name, occurred_at::text as at, source_seq::int as seq from events order by seq",
    );
    expect(rows).toEqual([
      { user_id: "ann", event_name: "opened", at: "2026-01-05 13:00:00", seq: 1 },
      { user_id: "bob", event_name: "created", at: "2026-01-05 13:00:00", seq: 2 },
      { user_id: "ann", event_name: "exported", at: "2026-02-01 00:00:00.25", seq: 3 },
    ]);
  });

  test("reads gzip by its content, whatever the file is called", async () => {
    const file = await desk.file("a.txt", gzipSync(events));
    expect(await desk.importing("events", { files: [file], map })).toMatchObject({ rowsLoaded: 3 });
  });

  test("changes nothing the second time, under any file name and order of the mapping", async () => {
    const first = await desk.importing("events", { files: [await desk.file("a.csv", events)], map });
    const again = { files: [await desk.file("b.csv", events)], map: map.split(",").toReversed().join(",") };
    const second = await desk.importing("events", again, { now: "2026-11-02T00:00:00Z" });
    expect(second).toEqual({ ...first, alreadyDone: true, seconds: second.seconds });
    expect((await desk.lake.snapshot()).commits).toHaveLength(1);
  });

  test("is another import with another mapping, but gives every row the id it had", async () => {
    const files = [await desk.file("a.csv", `${events}ann,opened,2026-01-05T13:00:00Z,x\n`)];
    await desk.importing("events", { files, map });
    await desk.importing("events", { files, map: `${map},properties.note=note` });
    expect(await desk.ask("select count(*)::int as rows, count(distinct event_id)::int as ids from events")).toEqual([
      { rows: 8, ids: 4 },
    ]);
    expect(await desk.ask("select distinct event_id[:7] as mark, length(event_id)::int as size from events")).toEqual([
      { mark: "sha256:", size: 39 },
    ]);
  });

  test("gives a row the same id whatever the quoting, the line ends, the delimiter and the file around it", async () => {
    await desk.importing("events", { files: [await desk.file("a.csv", events)], map });
    const quoted = events
      .split("\n")
      .slice(0, 3)
      .map((line) =>
        line
          .split(",")
          .map((cell) => `"${cell}"`)
          .join(";"),
      );
    await desk.importing("events", { files: [await desk.file("b.csv", quoted.join("\r\n"))], map });
    expect(await desk.ask("select count(*)::int as rows, count(distinct event_id)::int as ids from events")).toEqual([
      { rows: 5, ids: 3 },
    ]);
  });

  test("reads times without offset as local time, a date as its local midnight, and knows clock changes", async () => {
    const content = `user,event,time
a,e,2026-01-05 09:00
b,e,2026-01-05
c,e,2026-03-08T02:30:00
d,e,2026-11-01T01:30:00
e,e,2026-07-01T00:00:00Z
`;
    await desk.importing(
      "events",
      { files: [await desk.file("a.csv", content)], map },
      { timezone: newYork, now: "2026-11-02T00:00:00Z" },
    );
    const rows = await desk.ask("select user_id, occurred_at::text as at from events order by user_id");
    expect(rows.map(({ at }) => at)).toEqual([
      "2026-01-05 14:00:00",
      "2026-01-05 05:00:00",
      "2026-03-08 07:30:00",
      "2026-11-01 05:30:00",
      "2026-07-01 00:00:00",
    ]);
  });

  test("keeps a country that is none as Unknown, and counts it among loaded rows only", async () => {
    const content =
      "user,event,time,land\na,e,2026-01-01,EIRE\nb,e,2026-01-01,germany\n,e,2026-01-01,Atlantis\nd,e,2026-01-01,\n";
    const options = { files: [await desk.file("a.csv", content)], map: `${map},country=land`, maxRejected: 0.5 };
    expect(await desk.importing("events", options)).toMatchObject({ unknownValues: { country: 1 }, rowsRejected: 1 });
    const rows = await desk.ask("select country from events order by user_id");
    expect(rows.map(({ country }) => country)).toEqual([null, "DE", null]);
  });

  test("takes a blank cell for none, Unknown for a missing value, and of its own exports no apostrophe that guards a cell", async () => {
    const content = (guard: string): string =>
      `user,event,time,on\n${guard}=ann,e, 2026-01-05T13:00:00Z ,Unknown\n${guard}=bob,e,2026-01-06,unknown\n${guard}=cyd,e,2026-01-07,  \n \t,e,2026-01-08,web\n`;
    const sha256 = createHash("sha256").update(content("'")).digest("hex");
    await desk.file(
      "manifest.json",
      JSON.stringify({ format: "tidemark-export", files: [{ name: "own.csv", sha256 }] }),
    );
    for (const file of [await desk.file("own.csv", content("'")), await desk.file("other.csv", content(""))]) {
      const options = { files: [file], map: `${map},platform=on`, maxRejected: 0.5 };
      expect(await desk.importing("events", options)).toMatchObject({ rowsLoaded: 3, reasons: { "no user": 1 } });
    }
    const rows = await desk.ask(
      "select distinct user_id, occurred_at::text as at, platform from events order by user_id, platform",
    );
    expect(rows.map((row) => Object.values(row))).toEqual([
      ["=ann", "2026-01-05 13:00:00", null],
      ["=bob", "2026-01-06 00:00:00", "unknown"],
      ["=cyd", "2026-01-07 00:00:00", null],
    ]);
  });

  test("keeps of the properties what the mapping names, as text, whatever the key", async () => {
    const content = 'user,event,time,a,b\nann,e,2026-01-01,"say ""hi""",1e400\nbob,e,2026-01-01,,\n';
    const properties = `${map},properties.__proto__=a,properties.amount=b`;
    await desk.importing("events", { files: [await desk.file("a.csv", content)], map: properties });
    const rows = await desk.ask("select properties from events order by user_id");
    expect(rows.map((row) => row["properties"])).toEqual(['{"__proto__":"say \\"hi\\"","amount":"1e400"}', null]);
  });

  test("rejects what it cannot read with file, line, column, reason and the row itself", async () => {
    const content = Buffer.concat([
      Buffer.from('user,event,time\n,e,2026-01-01\na,,2026-01-01\na,e,31/01/2026\na,"two\nlines",2026-01-01\na,e\n'),
      Buffer.from("a,e,2027-01-01\na,e,2026-06-30T23:59:60Z\na\0,e,2026-01-01\na,e,2026-01-01,\n"),
      Buffer.from([0x61, 0xff, 0x2c, 0x65, 0x2c, 0x31, 0x0a]),
      Buffer.from('a,"e,2026-01-01\n'),
    ]);
    const file = await desk.file("a.csv", content);
    const report = await desk.importing("events", { files: [file], map, maxRejected: 1 });
    expect(report).toMatchObject({ rowsRead: 11, rowsLoaded: 1, rowsRejected: 10 });
    expect(desk.quarantined(report).map(({ line, column, reason, raw }) => [line, column, reason, raw])).toEqual([
      [2, "user", "no user", ",e,2026-01-01"],
      [3, "event", "no event name", "a,,2026-01-01"],
      [4, "time", "not an instant", "a,e,31/01/2026"],
      [7, null, "wrong number of fields", "a,e"],
      [8, "time", "clock skew", "a,e,2027-01-01"],
      [9, "time", "not an instant", "a,e,2026-06-30T23:59:60Z"],
      [10, null, "NUL character", "a\0,e,2026-01-01"],
      [11, null, "wrong number of fields", "a,e,2026-01-01,"],
      [12, null, "not UTF-8", "a\ufffd,e,1"],
      [13, null, "quote not closed", 'a,"e,2026-01-01'],
    ]);
    expect(desk.quarantined(report)[8]).toMatchObject({
      file,
      rawBase64: Buffer.from([0x61, 0xff, 0x2c, 0x65, 0x2c, 0x31]).toString("base64"),
    });
    expect(await desk.ask("select event_name from events")).toEqual([{ event_name: "two\nlines" }]);
  });

  test("keeps no raw text where that is turned off", async () => {
    const options = { files: [await desk.file("a.csv", `${events},,,\n`)], map, maxRejected: 0.5, keepRaw: false };
    const [row] = desk.quarantined(await desk.importing("events", options));
    expect(Object.keys(row ?? {})).toEqual(["file", "line", "column", "reason"]);
  });

  test("keeps unicode exactly as it stands", async () => {
    const users = ["é", "e\u0301", "İ", "\u202eabc", "👩‍👩‍👧", "a\u200bb", "а", "\ufefftext", "𝒳"];
    const content = `\ufeffuser,event,time\n${users.map((user) => `${user},e,2026-01-01`).join("\n")}\n`;
    await desk.importing("events", { files: [await desk.file("a.csv", content)], map });
    // As bytes: the driver that hands text to JavaScript drops a byte-order mark at its start.
    const rows = await desk.ask("select lower(hex(encode(user_id))) as bytes from events order by source_seq");
    expect(rows.map(({ bytes }) => Buffer.from(String(bytes), "hex").toString())).toEqual(users);
  });

  test("takes whole numbers beyond 2^53 and received times as rejected or exact, never rounded", async () => {
    const content = `user,event,time,seq,got
a,e,2026-01-01T00:00:00Z,9007199254740991,2026-01-01T00:00:01Z
b,e,2026-01-01T00:00:00Z,9007199254740993,2026-01-01T00:00:01Z
c,e,2026-01-01T00:00:00Z,-5,2025-12-31T23:59:59Z
d,e,2026-01-01T00:00:00Z,4.0,
`;
    const options = {
      files: [await desk.file("a.csv", content)],
      map: `${map},source_seq=seq,received_at=got`,
      maxRejected: 1,
    };
    expect((await desk.importing("events", options)).reasons).toEqual({ "not a whole number": 1, "clock skew": 1 });
    expect(
      await desk.ask("select source_seq::text as seq, received_at::text as got from events order by user_id"),
    ).toEqual([
      { seq: "9007199254740991", got: "2026-01-01 00:00:01" },
      { seq: "4", got: "2026-11-01 00:00:00" },
    ]);
  });

  test("declares its data complete through an instant, for events alone", async () => {
    const options = { files: [await desk.file("a.csv", events)], map, through: "2026-02-02" };
    await desk.importing("events", options, { timezone: newYork });
    const [commit] = (await desk.lake.snapshot()).commits;
    expect(commit?.through).toEqual({ events: Date.UTC(2026, 1, 2, 5) * 1_000, subscriptions: null });
  });

  test("writes nothing at all in a dry run", async () => {
    const options = { files: [await desk.file("a.csv", `${events},,,\n`)], map, maxRejected: 0.5, dryRun: true };
    const report = await desk.importing("events", options);
    expect(report).toMatchObject({
      commit: null,
      alreadyDone: false,
      rowsRead: 4,
      rowsLoaded: 3,
      quarantineFile: null,
    });
    expect((await desk.lake.snapshot()).commits).toEqual([]);
  });
});
