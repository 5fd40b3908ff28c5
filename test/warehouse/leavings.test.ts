import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makePlace } from "../workspace/place.ts";

test("what a killed load left behind, its write-ahead log too, is not read into the next one", async () => {
  const place = await makePlace();
  try {
    await place.events("event_id,user_id,event_name,occurred_at\n1,a,editor_opened,2026-01-01\n");
    await place.load();
    const left = join(place.ws.dir, "warehouse/generation-2.tmp.duckdb");
    writeFileSync(left, "half a database");
    writeFileSync(`${left}.wal`, "half a transaction");
    await place.events("event_id,user_id,event_name,occurred_at\n2,b,editor_opened,2026-01-01\n");
    expect(await place.load()).toMatchObject({ generation: 2, events: 1 });
    expect((await place.ask({ metrics: ["events"] })).totals).toEqual({ events: 2 });
    expect([left, `${left}.wal`].filter((path) => existsSync(path))).toEqual([]);
  } finally {
    await place.clear();
  }
});
