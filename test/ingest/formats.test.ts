import { execFileSync } from "node:child_process";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DuckDBInstance } from "@duckdb/node-api";
import { type Desk, mistakeOf, openDesk } from "./desk.ts";

let desk: Desk;
beforeAll(async () => (desk = await openDesk()));
afterAll(() => desk.clear());

const map = "user_id=user,event_name=event,occurred_at=time,event_id=id,properties.plan=details.plan";
const objects = [
  { id: "f1", user: "ann", event: "opened", time: "2026-01-05T13:00:00Z", details: { plan: "Pro", seats: 3 } },
  { id: "f2", user: 9_007_199_254_740_991, event: "créé 💡", time: "2026-01-06T00:00:00Z", details: null },
];
const lines = objects.map((object) => JSON.stringify(object)).join("\n");
const csv =
  'id,user,event,time,details\nf1,ann,opened,2026-01-05T13:00:00Z,"{""plan"":""Pro"",""seats"":3}"\nf2,9007199254740991,créé 💡,2026-01-06T00:00:00Z,\n';

/** The rows as any of the formats must give them. */
const rows = [
  { event_id: "f1", user_id: "ann", event_name: "opened", at: "2026-01-05 13:00:00", properties: '{"plan":"Pro"}' },
  { event_id: "f2", user_id: "9007199254740991", event_name: "créé 💡", at: "2026-01-06 00:00:00", properties: null },
];

async function imported(name: string, content: string | Uint8Array): Promise<unknown> {
  const own = await openDesk();
  try {
    const report = await own.importing("events", { files: [await own.file(name, content)], map });
    expect(report).toMatchObject({ rowsRead: 2, rowsLoaded: 2 });
    return await own.ask(
      "select event_id, user_id, event_name, occurred_at::text as at, properties from events order by 1",
    );
  } finally {
    await own.clear();
  }
}

/** A Parquet file of what `select` gives. */
async function parquet(select: string): Promise<string> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const path = `${desk.folder}/made.parquet`;
  await connection.run(`copy (${select}) to '${path}' (format parquet)`);
  connection.closeSync();
  instance.closeSync();
  return path;
}

describe("the same events give the same rows", () => {
  test.each([
    ["as JSON lines", "a.ndjson", lines],
    [
      "as JSON lines that end in CRLF, with blank lines and a byte-order mark",
      "a.txt",
      `\ufeff${lines.replace("\n", "\r\n\r\n")}\r\n`,
    ],
    ["as a JSON array", "a.json", JSON.stringify(objects)],
    ["as a page of an API", "a.json", `{"next": null, "results": ${JSON.stringify(objects)}}`],
    [
      "as a page over many lines, whose other names stand behind its rows",
      "a.json",
      JSON.stringify({ count: 2, results: objects, previous: 'https://a.example/?x="1"' }, null, 2),
    ],
    ["as a JSON array over many lines", "a.json", `\n  ${JSON.stringify(objects, null, 4)}\n`],
    [
      "packed by gzip in two parts",
      "a.json.gz",
      Buffer.concat([gzipSync(`${lines}\n`.slice(0, 40)), gzipSync(lines.slice(40))]),
    ],
    ["packed by zstd", "a.json.zst", execFileSync("zstd", ["-q", "-c", "--check"], { input: lines })],
    ["as CSV with JSON in a cell", "a.csv", csv],
    ["as UTF-16 with a mark", "a.csv", Buffer.from(`\ufeff${csv}`, "utf16le")],
    ["as UTF-16 with a mark, the other way round", "a.csv", Buffer.from(`\ufeff${csv}`, "utf16le").swap16()],
  ])("%s", async (_, name, content) => expect(await imported(name, content)).toEqual(rows));

  test("as Parquet with a struct, a big integer and an instant in UTC", async () => {
    const path = await parquet(`select 'f1' as id, 'ann' as user, 'opened' as event,
      timestamptz '2026-01-05 13:00:00+00' as time, {plan: 'Pro', seats: 3} as details
      union all select 'f2', 9007199254740991::varchar, 'créé 💡', timestamptz '2026-01-06 00:00:00+00', null`);
    const report = await desk.importing("events", { files: [path], map });
    expect(report).toMatchObject({ rowsRead: 2, rowsLoaded: 2, rowsRejected: 0 });
    expect(
      await desk.ask(
        "select event_id, user_id, event_name, occurred_at::text as at, properties from events order by 1",
      ),
    ).toEqual(rows);
  });
});

describe("a record that cannot be loaded exactly", () => {
  const refusing = async (name: string, content: string | Uint8Array) => {
    const own = await openDesk();
    const files = [await own.file(name, content)];
    const report = await own.importing("events", { files, map, maxRejected: 1 });
    const found = own.quarantined(report).map(({ line, column, reason }) => [line, column, reason]);
    expect(report.rowsRead).toBe(report.rowsLoaded + report.rowsRejected);
    await own.clear();
    return found;
  };
  const good = (extra: string) => `{"user":"u","event":"e","time":"2026-01-01"${extra}}`;

  test("of JSON lines stands in quarantine with its line, and the others are loaded", async () => {
    const bad = [
      good(',"id":"\\ud800"'),
      good(',"id":"a\\u0000b"'),
      good(',"id":"1","id":"2"'),
      good(`,"x":${"[".repeat(10_000)}${"]".repeat(10_000)}`),
      good("").slice(0, -1),
      '["u"]',
      good(',"details":"no object"'),
      good("").replace("2026-01-01", "1e400"),
      `${good("")} ${good("")}`,
    ];
    const content = [good(',"id":"9007199254740993","__proto__":{"polluted":1}'), ...bad, good(',"x":1e400')].join(
      "\n",
    );
    expect(
      await refusing("a.ndjson", Buffer.concat([Buffer.from(content), Buffer.from([0x0a, 0x7b, 0xff, 0x7d])])),
    ).toEqual([
      [2, "id", "half a character"],
      [3, "id", "NUL character"],
      [4, null, "key twice"],
      [5, null, "nested too deeply"],
      [6, null, "not JSON"],
      [7, null, "not a JSON object"],
      [8, "properties", "not a JSON object"],
      [9, "time", "not an instant"],
      [10, null, "not JSON"],
      [12, null, "not UTF-8"],
    ]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test("of a JSON array costs that element alone", async () => {
    const content = `[\n${good("")},\n{"user": nope},\n7,\n${good(',"x":[{"]":1}]')}\n]`;
    expect(await refusing("a.json", content)).toEqual([
      [3, null, "not JSON"],
      [4, null, "not a JSON object"],
    ]);
  });

  test.each<readonly [string, string, string | Uint8Array, RegExp]>([
    ["a JSON array that breaks off", "a.json", `[${good("")},`, /breaks off/],
    ["a JSON array that goes on", "a.json", `[${good("")}]x`, /goes on behind its end/],
    ["a page that breaks off", "a.json", `{"results": [${good("")}]`, /breaks off/],
    [
      "a page that holds something else too",
      "a.json",
      `{"results": [${good("")}], "rows": []}`,
      /goes on behind its end/,
    ],
    ["two elements without a comma", "a.json", `[${good("")} ${good("")}]`, /no comma/],
    ["damaged Parquet", "a.parquet", `PAR1${"x".repeat(40)}PAR1`, /cannot be read as Parquet/],
    [
      "cut zstd",
      "a.zst",
      execFileSync("zstd", ["-q", "-c"], { input: "x".repeat(9) + Math.PI }).subarray(0, 14),
      /zstd/,
    ],
    ["half a character of UTF-16", "a.csv", Buffer.from([0xff, 0xfe, 0x61, 0, 0, 0xd8, 0x61, 0]), /broken UTF-16/],
  ])("%s refuses the whole file", async (...[, name, content, message]) => {
    const files = [await desk.file(name, content)];
    const mistake = await mistakeOf(() => desk.importing("events", { files, map }));
    expect([mistake.code, mistake.message]).toEqual(["data_quality", expect.stringMatching(message)]);
  });
});
