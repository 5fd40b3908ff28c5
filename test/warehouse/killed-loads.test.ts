import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { sql } from "../../src/sql/fragment.ts";
import { readWarehouseAddress } from "../../src/warehouse/address.ts";
import { load } from "../../src/workspace/jobs.ts";
import { verifyAgainst } from "../../src/workspace/verify-against.ts";
import { executable } from "../cli/tidemark.ts";
import { engines } from "../services/engines.ts";
import { makePlace, type Place } from "../workspace/place.ts";
import { type Contents, contentsOf } from "./contents.ts";

// Whole commands, killed and run again: on a busy machine they take their time.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 240_000 });

const seed = Number(process.env["TEST_SEED"] ?? Date.now() % 1_000_000_000);
/** Kills per engine; `TIDEMARK_KILLS=50` for the long run. */
const kills = Number(process.env["TIDEMARK_KILLS"] ?? 1);

const eventsOf = (part: number) =>
  [
    "event_id,user_id,event_name,occurred_at",
    ...Array.from({ length: 40 }, (_, n) => `${part}-${n},u${n % 7},editor_opened,2026-03-${10 + (n % 9)}T10:00:00Z`),
    `0-${part % 40},u1,editor_opened,2026-03-0${1 + (part % 9)}T10:00:00Z`,
    "",
  ].join("\n");

/** All that questions are asked of, but for when its rows were imported: two workspaces differ in that. */
async function contentsBesideArrival({ ws }: Place): Promise<Contents> {
  const { event = [], ...others } = await ws.readers.use(contentsOf);
  return { ...others, event: event.map((row) => row.replace(/"received_at":\d+,/, "")).toSorted() };
}

const places = { DuckDB: null, ...engines };

test.each(Object.keys(places) as (keyof typeof places)[])(
  `%s: a load that is killed anywhere changes nothing that a reader sees, and the next one completes it (seed ${seed})`,
  async (engine) => {
    const service = await places[engine]?.();
    const address = await service?.place("killed");
    const place = await makePlace({ timezone: "Europe/Berlin" });
    const env = { PATH: process.env["PATH"], ...(address === undefined ? {} : { TIDEMARK_WAREHOUSE: address }) };
    const run = () =>
      spawn(process.execPath, [executable, "load", "--quiet", "--dir", place.ws.dir], {
        env,
        stdio: ["ignore", "ignore", "pipe"],
      });
    const toItsEnd = async (): Promise<void> => {
      const child = run();
      const said: string[] = [];
      child.stderr.on("data", (text: Buffer) => said.push(text.toString()));
      const [code] = (await once(child, "exit")) as [number | null];
      expect([code, said.join("")]).toEqual([0, ""]);
    };
    const target =
      address === undefined ? await place.ws.warehouse() : await place.ws.warehouseAt(readWarehouseAddress(address));
    const seen = async (): Promise<readonly [number, number]> => {
      const reader = await target.open();
      if (reader === null) throw new Error("Nothing is published");
      const [row] = await reader.run(sql`select count(*) as "n" from "event"`);
      await reader.close();
      return [reader.generation.number, Number(row?.["n"])];
    };
    await place.events(eventsOf(0));
    const started = performance.now();
    await toItsEnd();
    const wholeMs = performance.now() - started;
    let state = seed;
    for (let kill = 1; kill <= kills; kill++) {
      const before = await seen();
      await place.events(eventsOf(kill));
      const rowsAfter = before[1] + 40;
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      const child = run();
      const ended = once(child, "exit");
      await Promise.race([sleep((state / 2 ** 32) * wholeMs), ended]);
      child.kill("SIGKILL");
      await ended;
      const [number, rows] = await seen();
      // A number under which a killed load left something is never used again.
      expect(rows).toBe(number === before[0] ? before[1] : rowsAfter);
      await toItsEnd();
      expect((await seen())[1]).toBe(rowsAfter);
    }
    await load(place.ws, {});
    await target.checkFiles();
    if (address !== undefined) {
      const { metrics } = await verifyAgainst(place.ws, address, { only: ["mau", "dau", "lifecycle"] });
      expect(metrics.filter(({ difference }) => difference !== null)).toEqual([]);
    }
    // The same rows, loaded in one go into a workspace where nobody was killed.
    const twin = await makePlace({ timezone: "Europe/Berlin" });
    for (let part = 0; part <= kills; part++) await twin.events(eventsOf(part));
    await twin.load();
    expect(await contentsBesideArrival(place)).toEqual(await contentsBesideArrival(twin));
    await target.close();
    await twin.clear();
    await place.clear();
    await service?.stop();
  },
);
