import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { LakeFile } from "../../src/lake/lake.ts";
import { load } from "../../src/workspace/jobs.ts";
import { verify } from "../../src/workspace/verify.ts";
import { copyPlace, makePlace, makeSimulatedPlace, type Place } from "./place.ts";
import { plantedFaults, rewriteEvents } from "./rewrite-events.ts";
import { rewriteQuery } from "./rewrite-query.ts";

const company = { users: 300, from: "2026-01-10", to: "2026-04-20", seed: 5 };
let sound: Place;
beforeAll(async () => {
  sound = await makeSimulatedPlace(company);
});
afterAll(() => sound.clear());

const places: Place[] = [];
afterEach(async () => {
  for (const place of places.splice(0)) await place.clear();
});

/** A copy of the sound company, to be spoilt. */
async function copied(): Promise<Place> {
  const place = await copyPlace(sound);
  places.push(place);
  return place;
}

describe("verify", () => {
  test("a simulated company agrees with its answer key in every figure", async () => {
    const report = await verify(sound.ws);
    expect(report.failures).toEqual([]);
    const key = report.checks.find(({ name }) => name === "answer key");
    expect(key?.compared).toBeGreaterThan(5_000);
  });

  test("a changed byte in a lake file is an integrity error that names the file", async () => {
    const place = await copied();
    const { files } = await (await place.ws.lake()).snapshot();
    for (const file of [files[0], files.at(-1)] as LakeFile[]) {
      const path = join(place.ws.lakeUrl, file.path);
      const bytes = await readFile(path);
      const middle = Math.floor(bytes.length / 2);
      bytes[middle] = (bytes[middle] ?? 0) ^ 1;
      await writeFile(path, bytes);
      await expect(verify(place.ws)).rejects.toMatchObject({
        code: "integrity",
        message: expect.stringContaining(file.path),
      });
      bytes[middle] = (bytes[middle] ?? 0) ^ 1;
      await writeFile(path, bytes);
    }
    expect((await verify(place.ws)).failures).toEqual([]);
  });

  test("a changed byte in the warehouse is an integrity error", async () => {
    const place = await copied();
    await place.ws.readers.close();
    const path = join(place.ws.dir, "warehouse/generation-1.duckdb");
    const bytes = await readFile(path);
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
    await writeFile(path, bytes);
    await expect(verify(place.ws)).rejects.toMatchObject({ code: "integrity" });
  });

  test.each(plantedFaults)(
    "%s, committed with a right hash, is seen: metric, period, expected and got are named",
    async (_what, select) => {
      const place = await copied();
      await rewriteEvents(place, "2026-02", select);
      await load(place.ws, {});
      const { failures } = await verify(place.ws);
      const [first] = failures;
      expect(first?.check).toBe("answer key");
      expect(first?.metric).toMatch(/[a-z_]+/);
      expect(first?.period).toMatch(/^2026-\d\d-\d\d$/);
      expect(first?.expected).not.toBe(first?.got);
      expect(failures.every(({ grain }) => ["day", "week", "month", "quarter", "total"].includes(grain))).toBe(true);
    },
  );

  test.each([
    ["≤ for < at the end of a range", /^ < $/, " <= "],
    ["> for ≥ at its start", /^ >= $/, " > "],
    ["a return to a trailing window that comes a day too late", /^( - g\."gap_days" else)/, " + 1$1"],
    ["losses counted as gains", /(a\."kind" )in/, "$1not in"],
  ])("a wrong rule in the SQL is seen: %s", async (_what, pattern, replacement) => {
    let planted = 0;
    const { failures } = await verify(sound.ws, undefined, {
      run: (reader, query) =>
        reader.run(
          rewriteQuery(query, (text) => {
            const wrong = text.replace(pattern, replacement);
            planted += wrong === text ? 0 : 1;
            return wrong;
          }),
        ),
    });
    expect(planted).toBeGreaterThan(0);
    expect(failures.length).toBeGreaterThan(0);
  });

  test("real data without a key are held to the identities and to a recount from the events", async () => {
    const place = await makePlace();
    places.push(place);
    await place.events(
      "event_id,user_id,event_name,occurred_at\n1,a,editor_opened,2026-01-01\n2,b,project_created,2026-02-01\n",
    );
    await place.load();
    const report = await verify(place.ws);
    expect(report.failures).toEqual([]);
    expect(report.checks.find(({ name }) => name.startsWith("rollups"))?.compared).toBe(6);
    expect(report.checks.some(({ name }) => name === "answer key")).toBe(false);
  });

  test("a warehouse that lags behind the lake is said to, instead of being compared", async () => {
    const place = await copied();
    await place.events("event_id,user_id,event_name,occurred_at\n1,a,editor_opened,2026-01-01\n");
    await expect(verify(place.ws)).rejects.toMatchObject({ code: "config", hint: expect.stringContaining("load") });
  });
});
