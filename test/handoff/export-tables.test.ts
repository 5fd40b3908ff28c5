import { createHash } from "node:crypto";
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ExportOptions, exportTables, type TableFormat, tableFormats } from "../../src/handoff/export-tables.ts";
import { questionName, questionTable } from "../../src/handoff/question-table.ts";
import type { TableRow } from "../../src/handoff/table.ts";
import { tableFromIPC } from "../engines/arrow.ts";
import { parquetReadObjects } from "../engines/parquet.ts";
import { makePlace, type Place } from "../workspace/place.ts";
import { inertUsers, isFormula } from "./formulas.ts";

/** A count, a rate, a null, a text to escape, a date, and a month whose history is incomplete. */
const question = { metrics: ["active_users", "export_rate", "new_users"], by: ["user_id"], grain: "month" };
const name = questionName(question);

let place: Place;

beforeAll(async () => {
  place = await makePlace();
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const rows = inertUsers.map((user, i) => `e${i},${cell(user)},project_exported,2026-01-05T0${i % 10}:00:00Z`);
  await place.events(["event_id,user_id,event_name,occurred_at", ...rows, ""].join("\n"), "2026-03-01");
  await place.load();
});

afterAll(() => place.clear());

const folder = (...names: string[]) => join(place.folder, ...names);

async function exported(format: TableFormat, options: Partial<ExportOptions> = {}) {
  const out = folder(`out-${format}`);
  const report = await exportTables({ format, out, force: true, ...options }, [name], async () => [
    await questionTable(place.ws, question),
  ]);
  return { report, path: join(out, `${name}.${format}`), manifest: join(out, "manifest.json") };
}

/** The rows of an answer as each format's own reader tells them. */
const readers: Readonly<Record<TableFormat, (path: string) => Promise<readonly TableRow[]>>> = {
  async csv(path) {
    const read = await place.ws.readers.use((reader) =>
      reader.run({
        kind: "fragment",
        texts: [`select * from read_csv('${path}', header = true, all_varchar = true)`],
        nodes: [],
      }),
    );
    return read.map((row) =>
      Object.fromEntries(Object.entries(row).map(([key, value]) => [key, csvValue(key, value)])),
    );
  },
  async parquet(path) {
    const bytes = await readFile(path);
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    return (await parquetReadObjects({ file })).map((row) => plainRow(row));
  },
  async arrow(path) {
    return tableFromIPC(await readFile(path))
      .toArray()
      .map((row: { toJSON(): Record<string, unknown> }) => plainRow(row.toJSON()));
  },
};

function csvValue(key: string, value: string | number | null): string | number | boolean | null {
  if (value === null) return null;
  if (key === "history_incomplete") return value === "true";
  if (question.metrics.includes(key)) return Number(value);
  // As a spreadsheet shows it: the leading apostrophe is not part of the text.
  return String(value).replace(/^'/, "");
}

function plainRow(row: Readonly<Record<string, unknown>>): TableRow {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key,
      typeof value === "bigint" ? Number(value) : key === "period" ? isoDay(value) : (value as string | number | null),
    ]),
  );
}

function isoDay(value: unknown): string {
  return new Date(value as string | number | Date).toISOString().slice(0, 10);
}

describe.each(tableFormats)("an answer that leaves as %s", (format) => {
  test("is read back equal by another reader, and its manifest tells its rows, bytes and hash", async () => {
    const { report, path, manifest } = await exported(format);
    const { rows } = await questionTable(place.ws, question);
    expect(await readers[format](path)).toEqual(rows);
    expect(rows.length).toBe(2 * inertUsers.length);
    const bytes = await readFile(path);
    const { files } = JSON.parse(await readFile(manifest, "utf8"));
    expect(files).toEqual(JSON.parse(JSON.stringify(report.files)));
    expect(files[0]).toMatchObject({
      name: `${name}.${format}`,
      rows: rows.length,
      bytes: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("hex"),
      generation: 1,
      question: { kind: "query", metrics: question.metrics },
    });
  });

  test("is the same bytes when it is exported again", async () => {
    const first = await readFile((await exported(format)).path);
    expect((await readFile((await exported(format)).path)).equals(first)).toBe(true);
  });
});

test("no cell of a CSV is a formula, and our own import gives every text back as it was", async () => {
  const { path } = await exported("csv");
  const cells = (await readFile(path, "utf8")).split(/[,\n]/).map((cell) => cell.replace(/^"/, ""));
  expect(cells.filter(isFormula)).toEqual([]);
  const back = await makePlace();
  const { importEvents } = await import("../../src/workspace/jobs.ts");
  const map = "occurred_at=period,user_id=user_id,event_name==project_exported";
  await importEvents(back.ws, { files: [path], map, maxRejected: 0 });
  await back.load();
  const answer = await back.ask({ metrics: ["events"], by: ["user_id"], grain: "total" });
  expect(answer.rows.map((row) => String(row["user_id"])).toSorted()).toEqual([...inertUsers].toSorted());
  await back.clear();
});

test("a CSV that is not ours, or was changed since, is imported as it stands", async () => {
  const { path } = await exported("csv");
  await writeFile(path, (await readFile(path, "utf8")).replace("\r\n", "\n"));
  const back = await makePlace();
  const { importEvents } = await import("../../src/workspace/jobs.ts");
  const map = "occurred_at=period,user_id=user_id,event_name==x";
  await importEvents(back.ws, { files: [path], map, maxRejected: 0 });
  await back.load();
  const answer = await back.ask({ metrics: ["events"], by: ["user_id"], grain: "total" });
  expect(answer.rows.map((row) => row["user_id"])).toContain("'=1+1");
  await back.clear();
});

describe("what cannot be written is told, and nothing is left behind:", () => {
  test("files that are there, unless they may be replaced", async () => {
    const { path } = await exported("csv");
    const before = await readFile(path);
    await expect(exported("csv", { force: false })).rejects.toMatchObject({ code: "conflict" });
    expect((await readFile(path)).equals(before)).toBe(true);
    expect((await exported("csv", { force: true })).report.files).toHaveLength(1);
  });

  test("a result over the limit", async () => {
    const out = folder("too-many", "deep");
    await expect(exported("csv", { out, maxRows: 5 })).rejects.toMatchObject({
      code: "usage",
      message: `"${name}" has more than 5 rows.`,
    });
    expect(await readdir(place.folder)).not.toContain("too-many");
  });

  test("a folder that is a file, and one below a file", async () => {
    await writeFile(folder("file"), "mine");
    for (const out of [folder("file"), folder("file", "below")]) {
      await expect(exported("parquet", { out })).rejects.toMatchObject({ code: "config" });
    }
    expect(await readFile(folder("file"), "utf8")).toBe("mine");
  });

  test("a folder where nothing can be made, which must not hang", async () => {
    await expect(exported("arrow", { out: "/proc/tidemark/out" })).rejects.toMatchObject({ code: "config" });
  });

  test.skipIf(process.getuid?.() === 0)("a folder without permission", async () => {
    await mkdir(folder("closed"));
    await chmod(folder("closed"), 0o555);
    await expect(exported("csv", { out: folder("closed", "out") })).rejects.toMatchObject({ code: "config" });
    await chmod(folder("closed"), 0o755);
  });

  test("a question that cannot be asked", async () => {
    const out = folder("no-such");
    const asked = exportTables({ format: "csv", out }, ["no"], async () => [
      await questionTable(place.ws, { metrics: ["no"] }),
    ]);
    await expect(asked).rejects.toMatchObject({ code: "usage" });
    expect(await readdir(place.folder)).not.toContain("no-such");
  });
});

test("a second export into the same folder keeps what the manifest says of the first", async () => {
  const out = folder("both");
  for (const format of ["csv", "parquet"] as const) await exported(format, { out, force: false });
  const { files } = JSON.parse(await readFile(join(out, "manifest.json"), "utf8"));
  expect(files.map((file: { readonly name: string }) => file.name)).toEqual([`${name}.csv`, `${name}.parquet`]);
});
