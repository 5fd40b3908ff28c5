import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { parse } from "yaml";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { draftOfFile } from "../../src/ingest/mapping-of-file.ts";
import { eventShape } from "../../src/ingest/event-shape.ts";
import { checkedMapping, parseMapping } from "../../src/ingest/mapping.ts";
import { readBilling } from "../../src/ingest/billing/read-billing.ts";
import { readMappingFile } from "../../src/ingest/read-mapping-file.ts";
import { readRows, type RowSinks } from "../../src/ingest/read-rows.ts";
import type { RejectedRow } from "../../src/ingest/rejected-row.ts";
import type { RowCounts } from "../../src/ingest/row-tally.ts";
import { utc } from "../../src/schema/timezone.ts";
import { UserError } from "../../src/schema/user-error.ts";
import { readTimezone } from "../../src/workspace/timezone.ts";
import { writeFileSync } from "node:fs";

// TIDEMARK_FUZZ_RUNS=20000 for a long run; fast-check prints the seed of a failure.
const runs = Number(process.env["TIDEMARK_FUZZ_RUNS"] ?? 0);
const settings = (few: number) => ({ numRuns: runs > 0 ? runs : few });
/** Vitest's own limit, and as much time as a long run may take. */
const timeout = 60_000 + 500 * runs;

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "tidemark-fuzz-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a reader made of a file: its counts and rejected rows, or the error that it tells people. */
interface Outcome {
  readonly counts: RowCounts | null;
  readonly rejected: readonly RejectedRow[];
  readonly rows: number;
}

/** Read; anything but a UserError is a bug, and is thrown. */
async function outcomeOf(read: (sinks: RowSinks) => Promise<RowCounts>): Promise<Outcome> {
  const rejected: RejectedRow[] = [];
  let rows = 0;
  try {
    const counts = await read({
      onPiece: async ({ batch }) => void (rows += batch.rows),
      onRejected: (row) => void rejected.push(row),
      onCounted: () => undefined,
    });
    return { counts, rejected, rows };
  } catch (error) {
    if (error instanceof UserError) return { counts: null, rejected, rows };
    throw error;
  }
}

/** Nothing is lost: every row is loaded, kept in quarantine with its line, or counted as left out. */
function expectAllCounted({ counts, rejected, rows }: Outcome, { isOneForOne = true } = {}): void {
  if (counts === null) return;
  expect(counts.rowsLoaded + counts.rowsRejected + counts.rowsSkipped).toBe(counts.rowsRead);
  expect(rejected).toHaveLength(counts.rowsRejected);
  if (isOneForOne) expect(rows).toBe(counts.rowsLoaded);
  expect(rejected.every(({ line, reason }) => line >= 1 && reason !== "")).toBe(true);
}

/** Bytes with a few places overwritten, taken out or doubled. */
function mangled(original: Buffer): fc.Arbitrary<Buffer> {
  const change = fc.record({
    at: fc.nat(Math.max(0, original.length - 1)),
    length: fc.integer({ min: 0, max: 12 }),
    put: fc.oneof(
      fc.constantFrom(
        '"',
        "\\",
        "{",
        "}",
        "[",
        "]",
        ",",
        "\n",
        "\0",
        "null",
        "\ufeff",
        "\\ud800",
        "1e999",
        "-",
        "__proto__",
      ),
      fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
    ),
  });
  return fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) =>
    changes.reduce<Buffer>((bytes, { at, length, put }) => {
      const place = Math.min(at, bytes.length);
      return Buffer.concat([bytes.subarray(0, place), Buffer.from(put), bytes.subarray(place + length)]);
    }, original),
  );
}

const mapping = parseMapping(
  "user_id=user,event_name=event,occurred_at=time,country=place.country,properties.plan=plan",
  eventShape,
);
const row = { mapping, timezone: utc, currency: "USD", now: Date.parse("2026-11-01") * 1_000 };
const sizes = { rowsPerPiece: 100, heldRows: 100, heldCharacters: 1_000_000 };
const events = Array.from({ length: 6 }, (_, i) => ({
  user: `u${i}`,
  event: i % 2 === 0 ? "editor_opened" : 'say "hi"\n',
  time: `2026-01-0${i + 1}T09:00:00Z`,
  place: { country: "DE", deep: [[{ a: 1 }]] },
  plan: i,
}));

async function readFile(name: string, bytes: Buffer): Promise<Outcome> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return outcomeOf((sinks) => readRows([{ name, path }], { ...row, sizes }, sinks));
}

/** Every whole file reads as it should, so that the mangled ones begin from something. */
const whole = { rowsRead: 6, rowsLoaded: 6, rowsRejected: 0 };

describe("whatever bytes come,", { timeout }, () => {
  test.each([
    ["a.ndjson", events.map((event) => JSON.stringify(event)).join("\n")],
    ["a.json", JSON.stringify(events, null, 1)],
    [
      "a.csv",
      [
        "user,event,time,place,plan",
        ...events.map(({ user, time, plan }) => `${user},"a ""b""",${time},"{""country"":""DE""}",${plan}`),
      ].join("\r\n"),
    ],
  ])("%s loses no row and ends in no bug", async (name, text) => {
    expect((await readFile(name, Buffer.from(text))).counts).toMatchObject(whole);
    const property = fc.asyncProperty(mangled(Buffer.from(text)), async (bytes) =>
      expectAllCounted(await readFile(name, bytes)),
    );
    await fc.assert(property, settings(60));
  });

  test("a Parquet file that is damaged is read whole or refused", async () => {
    const path = join(folder, "whole.parquet");
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    await connection.run(
      `copy (select 'u' || i as "user", 'e' as event, timestamp '2026-01-01' + to_days(i::int) as "time", {country: 'DE'} as place, i as plan from range(6) r(i)) to '${path}' (format parquet)`,
    );
    const [bytes] = (await connection.runAndReadAll(`select content from read_blob('${path}')`)).getRows()[0] ?? [];
    connection.closeSync();
    instance.closeSync();
    const original = Buffer.from((bytes as { readonly bytes: Uint8Array }).bytes);
    expect((await readFile("a.parquet", original)).counts).toMatchObject(whole);
    const cutName = Buffer.from(original.toString("latin1").replaceAll("plan", "p\0an"), "latin1");
    expect((await readFile("a.parquet", cutName)).counts).toBeNull();
    const property = fc.asyncProperty(mangled(original), async (damaged) =>
      expectAllCounted(await readFile("a.parquet", damaged)),
    );
    await fc.assert(property, settings(20));
  });

  const stripe = [
    {
      object: "subscription",
      id: "s",
      customer: "c",
      status: "active",
      created: 1_767_225_600,
      items: {
        data: [{ quantity: 1, price: { currency: "usd", unit_amount: 900, recurring: { interval: "month" } } }],
      },
      discounts: [{ coupon: { duration: "repeating", duration_in_months: 3, percent_off: 25 } }],
    },
    { object: "coupon", id: "k", duration: "forever", amount_off: 100, currency: "usd", percent_off: null },
  ];
  const recurly = [
    {
      uuid: "s",
      account_code: "c",
      state: "active",
      activated_at: "2026-01-01T00:00:00Z",
      quantity: 1,
      unit_amount: "9.00",
      currency: "USD",
      plan_code: "p",
    },
    { code: "p", name: "Pro", interval_unit: "months", interval_length: 1 },
  ];
  test.each([
    ["stripe", stripe],
    ["recurly", recurly],
  ])("an export of %s loses no record and ends in no bug", async (preset, records) => {
    const text = records.map((record) => JSON.stringify(record)).join("\n");
    const read = async (bytes: Buffer): Promise<Outcome> => {
      const path = join(folder, `${preset}.ndjson`);
      writeFileSync(path, bytes);
      const options = { now: row.now, pseudonymKey: null, sizes, preset, discounts: "all" as const };
      return outcomeOf((sinks) => readBilling([{ name: preset, path }], options, sinks));
    };
    expect((await read(Buffer.from(text))).counts).toMatchObject({ rowsRead: 2, rowsRejected: 0 });
    const property = fc.asyncProperty(mangled(Buffer.from(text)), async (bytes) =>
      expectAllCounted(await read(bytes), { isOneForOne: false }),
    );
    await fc.assert(property, settings(60));
  });

  test("a mapping file is understood, or refused with its place", () => {
    const text = `kind: events
format: { kind: csv, delimiter: ";", header: [a, b] }
columns:
  user_id: { column: [a, "b.c"], trim: true, before: "@" }
  occurred_at: { column: When, format: DD.MM.YYYY HH:mm, timezone: Europe/Berlin }
  event_name: { column: Action, lookup: { x: y, "1": z }, otherwise: reject }
properties: { plan: plan }
drop: [{ column: Staff, is: "yes" }]
`;
    const read = (bytes: string): unknown => {
      try {
        const { file, placeOf } = readMappingFile(bytes, "m.yaml");
        return checkedMapping(
          eventShape,
          draftOfFile(file, eventShape, { path: "m.yaml", placeOf, zoneOf: readTimezone }),
        );
      } catch (error) {
        if (error instanceof UserError) return error.message;
        throw error;
      }
    };
    expect(read(text)).toMatchObject({ shape: { kind: "events" } });
    expect(parse(text)).toHaveProperty("kind");
    const property = fc.property(mangled(Buffer.from(text)), (bytes) => {
      const found = read(bytes.toString("utf8"));
      if (typeof found === "string") expect(found).not.toBe("");
    });
    fc.assert(property, settings(100));
  });
});
