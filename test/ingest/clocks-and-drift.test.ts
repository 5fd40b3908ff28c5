import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { eventShape } from "../../src/ingest/event-shape.ts";
import { checkedMapping } from "../../src/ingest/mapping.ts";
import { draftOfFile } from "../../src/ingest/mapping-of-file.ts";
import { readMappingFile } from "../../src/ingest/read-mapping-file.ts";
import { utc } from "../../src/schema/timezone.ts";
import { readTimezone } from "../../src/workspace/timezone.ts";
import { type Desk, mistakeOf, openDesk } from "./desk.ts";

let desk: Desk;
beforeEach(async () => (desk = await openDesk()));
afterEach(() => desk.clear());

const map = "user_id=user,event_name==e,occurred_at=at,received_at=received";
const berlin = readTimezone("Europe/Berlin") ?? utc;

/** An event that happened at `at` and was received at `received`: when it is kept, or why it is not. */
async function kept(at: string, received = "", timezone = berlin): Promise<unknown> {
  const file = await desk.file("a.csv", `user,at,received\nu,${at},${received}\n`);
  const report = await desk.importing("events", { files: [file], map, maxRejected: 1 }, { timezone });
  if (report.rowsRejected === 1) return desk.quarantined(report)[0]?.["reason"];
  return (await desk.ask("select strftime(occurred_at, '%Y-%m-%d %H:%M:%S') as at from events"))[0]?.["at"];
}

describe("whatever its clock says, an event is kept at that very instant or put aside with the reason", () => {
  test.each([
    ["26 hours ahead of its receipt", "2026-01-02T02:00:00Z", "2026-01-01T00:00:00Z", "clock skew"],
    ["26 hours behind its receipt", "2025-12-30T22:00:00Z", "2026-01-01T00:00:00Z", "2025-12-30 22:00:00"],
    ["the year 1970", "1970-01-01T00:00:00Z", "", "1970-01-01 00:00:00"],
    ["the year 2106", "2106-02-07T06:28:16Z", "", "clock skew"],
    ["seconds where an instant is due", "1767618000", "", "not an instant"],
    ["no timezone", "2026-07-05 13:00:00", "", "2026-07-05 11:00:00"],
    ["an offset of its own", "2026-07-05T13:00:00+05:30", "", "2026-07-05 07:30:00"],
    ["a leap day", "2024-02-29T12:00:00Z", "", "2024-02-29 12:00:00"],
    ["a leap day of a year that has none", "2026-02-29T12:00:00Z", "", "not an instant"],
    ["a leap second", "2016-12-31T23:59:60Z", "", "not an instant"],
    // The clock leaps from 02:00 to 03:00: what never was is read with the offset before it.
    ["an hour that a clock change leaves out", "2026-03-29 02:30:00", "", "2026-03-29 01:30:00"],
    ["an hour that a clock change repeats, the first time", "2026-10-25 02:30:00", "", "2026-10-25 00:30:00"],
  ])("%s", async (...[, at, received, expected]) => expect(await kept(at, received)).toBe(expected));

  test.each([
    ["s", "1767618000", "2026-01-05 13:00:00"],
    ["s", "1767618000000", "not an instant"],
    ["s", "1767618000000000", "not an instant"],
    ["ms", "1767618000", "early 1970: not its unit of time"],
    ["us", "1767618000000", "early 1970: not its unit of time"],
    ["us", "1767618000", "early 1970: not its unit of time"],
    ["ns", "1767618000000000", "early 1970: not its unit of time"],
    ["s", "0", "early 1970: not its unit of time"],
    ["s", "-1", "early 1970: not its unit of time"],
    ["s", "5184000", "1970-03-02 00:00:00"],
    ["auto", "1767618000", "2026-01-05 13:00:00"],
    ["auto", "1767618000000", "2026-01-05 13:00:00"],
    ["auto", "1767618000000000", "2026-01-05 13:00:00"],
  ])("a count of %s: %s", async (unit, at, expected) => {
    const text = `columns: { user_id: user, event_name: { constant: e }, occurred_at: { column: at, unit: ${unit} } }\n`;
    const { file, placeOf } = readMappingFile(text, "m.yaml");
    const origin = { path: "m.yaml", placeOf, zoneOf: readTimezone };
    const mapping = checkedMapping(eventShape, draftOfFile(file, eventShape, origin));
    const files = [await desk.file("a.csv", `user,at\nu,${at}\n`)];
    const reading = { kind: "rows", mapping } as const;
    const report = await desk.importing("events", { files, maxRejected: 1 }, { reading });
    const found = report.rowsRejected === 1 ? desk.quarantined(report)[0]?.["reason"] : null;
    const [row] =
      found === null ? await desk.ask("select strftime(occurred_at, '%Y-%m-%d %H:%M:%S') as at from events") : [];
    expect(found === "clock skew" ? "not an instant" : (found ?? row?.["at"])).toBe(expected);
  });
});

describe("a source whose columns change", () => {
  const header = "user,at,received";
  const lines = (head: string, ...rows: readonly string[]) => desk.file("a.csv", `${head}\n${rows.join("\n")}\n`);

  test("by one more is read on, and the new one is named", async () => {
    const file = await lines(`${header},team`, "u,2026-01-01T00:00:00Z,,red");
    const report = await desk.importing("events", { files: [file], map });
    expect(report).toMatchObject({ rowsLoaded: 1, droppedColumns: ["team"] });
  });

  test("by one less is refused, with what there is and the nearest name", async () => {
    const file = await lines("user,att,received", "u,2026-01-01T00:00:00Z,");
    const mistake = await mistakeOf(() => desk.importing("events", { files: [file], map }));
    expect([mistake.message, mistake.hint]).toEqual([
      expect.stringContaining('has no column "at"'),
      expect.stringContaining('Did you mean "att"? Its columns are user, att, received'),
    ]);
    expect((await desk.lake.snapshot()).commits).toEqual([]);
  });

  test("into another type is refused with the rows' reason, and nothing is published", async () => {
    const file = await lines(header, "u,Monday,", "u,Tuesday,");
    const mistake = await mistakeOf(() => desk.importing("events", { files: [file], map }));
    expect([mistake.code, mistake.message]).toEqual(["data_quality", expect.stringContaining("2 not an instant")]);
    expect((await desk.lake.snapshot()).commits).toEqual([]);
  });
});
