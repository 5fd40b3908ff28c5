import { describe, expect, test } from "vitest";
import { eventShape } from "../../src/ingest/event-shape.ts";
import { printMappingFile, readMappingFile } from "../../src/ingest/read-mapping-file.ts";
import { resolveMapping } from "../../src/workspace/resolve-mapping.ts";
import type { ImportReport } from "../../src/workspace/types.ts";
import { type Desk, mistakeOf, openDesk } from "./desk.ts";

const base = `kind: events
columns:
  user_id: who
  event_name: what
  occurred_at: when
`;

/** Import one file under a mapping; what became of it, and the rows in the order of the file. */
async function imported(
  mappingText: string,
  content: string,
): Promise<{
  readonly report: ImportReport;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly refused: readonly unknown[];
}> {
  const desk: Desk = await openDesk();
  try {
    const mapping = await resolveMapping("events", { mappingText });
    const report = await desk.importing(
      "events",
      { files: [await desk.file("a.csv", content)], maxRejected: 1 },
      { reading: { kind: "rows", mapping } },
    );
    const rows =
      report.rowsLoaded === 0
        ? []
        : await desk.ask(
            "select user_id, event_name, occurred_at::text as at, platform, properties from events order by source_seq",
          );
    const refused = desk.quarantined(report).map(({ line, column, reason }) => [line, column, reason]);
    return { report, rows, refused };
  } finally {
    await desk.clear();
  }
}

describe("a mapping file", () => {
  test("renames, fills in, looks up, joins, cuts and drops", async () => {
    const { report, rows, refused } = await imported(
      `kind: events
columns:
  user_id: { join: [tenant, who], with: ":" }
  event_name:
    column: what
    lookup: { "Design Saved": project_created, "Exported": project_exported }
    otherwise: reject
  occurred_at: { column: when, unit: ms }
  platform: { column: [client, device], case: lower, before: "/" }
properties:
  plan: { column: details.plan, prefix: "plan-" }
drop:
  - { column: staff, is: "yes" }
`,
      `tenant,who,what,when,client,device,details,staff
t1,ann,Design Saved,1767618000000,,iOS/17,"{""plan"":""pro""}",no
t1,bob,Exported,1767618000001,Web,ios,,no
t1,root,Exported,1767618000001,Web,ios,,yes
t1,cy,Clicked,1767618000001,Web,ios,,no
,dan,Exported,1767618000001,Web,ios,,no
`,
    );
    expect(rows).toEqual([
      {
        user_id: "t1:ann",
        event_name: "project_created",
        at: "2026-01-05 13:00:00",
        platform: "ios",
        properties: '{"plan":"plan-pro"}',
      },
      {
        user_id: "t1:bob",
        event_name: "project_exported",
        at: "2026-01-05 13:00:00.001",
        platform: "web",
        properties: null,
      },
    ]);
    expect(report).toMatchObject({ rowsRead: 5, rowsLoaded: 2, rowsRejected: 2, rowsSkipped: 1 });
    expect(report.skipped).toEqual({ "staff: yes": 1 });
    expect(refused).toEqual([
      [5, "what", "not in the lookup"],
      [6, "tenant", "no user"],
    ]);
  });

  test.each([
    ["seconds", "unit: s", "1767618000", "2026-01-05 13:00:00"],
    ["seconds with a fraction", "unit: s", "1767618000.250001", "2026-01-05 13:00:00.250001"],
    ["seconds in a timezone of their own", "unit: s, timezone: America/New_York", "1767618000", "2026-01-05 18:00:00"],
    ["microseconds", "unit: us", "1767618000000007", "2026-01-05 13:00:00.000007"],
    ["nanoseconds, cut", "unit: ns", "1767618000000007999", "2026-01-05 13:00:00.000007"],
    ["either, told by its digits", "unit: auto", "1767618000001", "2026-01-05 13:00:00.001"],
    ["either, in ISO 8601", "unit: auto", "2026-01-05T13:00:00Z", "2026-01-05 13:00:00"],
    ["local time of a timezone", "timezone: Europe/Berlin", "2026-07-05 13:00:00", "2026-07-05 11:00:00"],
    ["a pattern", 'format: "DD.MM.YYYY HH:mm"', "5.1.2026 13:00", "2026-01-05 13:00:00"],
    ["a pattern without signs", "format: YYYYMMDD", "20260105", "2026-01-05 00:00:00"],
  ])("reads an instant that is written as %s", async (...[, how, text, at]) => {
    const mapping = base.replace("occurred_at: when", `occurred_at: { column: when, ${how} }`);
    expect((await imported(mapping, `who,what,when\nu,e,${text}\n`)).rows).toEqual([expect.objectContaining({ at })]);
  });

  test.each([
    ["unit: s", "soon"],
    ["unit: auto", "123"],
    ["unit: s", "1e400"],
    ["format: DD/MM/YYYY", "31/02/2026"],
    ["format: YYYYMMDD", "20261301"],
  ])("rejects with %s what is no instant: %s", async (how, text) => {
    const mapping = base.replace("occurred_at: when", `occurred_at: { column: when, ${how} }`);
    expect((await imported(mapping, `who,what,when\nu,e,${text}\n`)).refused).toEqual([[2, "when", "not an instant"]]);
  });

  test("reads files without a header, and fields between blanks", async () => {
    const mapping = `${base}format: { delimiter: blanks, header: [who, what, when] }\n`;
    const { rows, refused } = await imported(mapping, " u1   e 2026-01-05\n\nu2\te\t2026-01-06\r\nu3 e\n");
    expect(rows.map(({ user_id, at }) => [user_id, at])).toEqual([
      ["u1", "2026-01-05 00:00:00"],
      ["u2", "2026-01-06 00:00:00"],
    ]);
    expect(refused).toEqual([[4, null, "wrong number of fields"]]);
  });

  test("keeps no id of a user where it says so, and the same one for the same user", async () => {
    const { rows } = await imported(
      `${base}pseudonymise: true\n`,
      "who,what,when\nann,e,2026-01-05\nann,e,2026-01-06\nbob,e,2026-01-07\n",
    );
    const ids = rows.map(({ user_id }) => String(user_id));
    expect(ids.every((id) => /^p_[0-9a-f]{32}$/.test(id))).toBe(true);
    expect([ids[0] === ids[1], ids[1] === ids[2]]).toEqual([true, false]);
  });

  test.each([
    ["columns:\n  user_id: who\n  user_id: who\n", /^map\.yaml:3:3: /],
    ["columns: [1\n", /^map\.yaml:\d:\d+: /],
    ["columns:\n  user: who\n", /^map\.yaml:2:9: Events have no "user"/],
    ["columns:\n  user_id: { colunm: who }\n", /^map\.yaml:2:22: "colunm" is not known here. Did you mean "column"\?/],
    ["kolumns:\n  user_id: who\n", /^map\.yaml:2:3: "kolumns" is not known here. Did you mean "columns"\?/],
    ["columns:\n  user_id: 7\n", /^map\.yaml:2:12: /],
    ["columns:\n  user_id: { column: a, constant: b }\n", /^map\.yaml:2:12: needs exactly one of/],
    ["columns:\n  user_id: { column: a, unit: ms }\n", /^map\.yaml:2:12: unit, format and timezone are for instants/],
    ["columns:\n  occurred_at: { column: a, format: HH }\n", /^map\.yaml:2:37: "HH" is no pattern/],
    ["columns:\n  occurred_at: { column: a, timezone: Mars }\n", /^map\.yaml:2:39: "Mars" is no timezone/],
    ["timezone: Mars\n", /^map\.yaml:1:11: "Mars" is no timezone/],
    ["drop:\n  - { column: a }\n", /^map\.yaml:2:5: needs either is or is_not/],
    ["a: &x 1\ncolumns: *x\n", /^map\.yaml/],
    ["just text", /^map\.yaml:1:1: is no mapping/],
    ["kind: subscriptions\n", /^map\.yaml:1:7: maps subscriptions, not events/],
  ])("that says %j is refused with its line and column", async (text, message) => {
    const mistake = await mistakeOf(() => resolveMapping("events", { mappingText: text, mapping: "map.yaml" }));
    expect([mistake.code, mistake.message]).toEqual(["usage", expect.stringMatching(message)]);
  });

  test("that lacks what every row needs is refused as on the command line, which may also complete it", async () => {
    const text = "columns: { user_id: who, event_name: what }\n";
    const mistake = await mistakeOf(() => resolveMapping("events", { mappingText: text }));
    expect(mistake.message).toBe('The mapping of events lacks "occurred_at".');
    const mapping = await resolveMapping("events", { mappingText: text, map: "occurred_at=when,user_id=id" });
    expect([...mapping.rules.keys()].toSorted()).toEqual(["event_name", "occurred_at", "user_id"]);
    expect(mapping.rules.get("user_id")?.source).toEqual({ kind: "column", name: "id" });
    expect(mapping.shape).toBe(eventShape);
  });

  test("is printed so that it says the same when it is read again", () => {
    const { file } = readMappingFile(
      `${base}properties: { "a.b": { column: ["x y", "#1"], otherwise: keep, lookup: { "": "?" } } }\n`,
      "a",
    );
    expect(readMappingFile(printMappingFile(file), "b").file).toEqual(file);
  });
});
