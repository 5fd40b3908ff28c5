import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tidemark } from "../cli/tidemark.ts";
import { makePlace } from "./place.ts";

test("doctor --fix removes what a killed writer left in the lake, keeps what one is writing, and says so", async () => {
  const place = await makePlace();
  try {
    await place.events("event_id,user_id,event_name,occurred_at\n1,a,editor_opened,2026-01-01\n");
    const { dir } = place.ws;
    const work = join(dir, "lake/_tmp");
    await mkdir(work, { recursive: true });
    // No process has a number that great; this one is running.
    const [dead, alive] = [999_999_999, process.pid].map((pid) => join(work, `${hostname()}.${pid}.half`));
    if (dead === undefined || alive === undefined) throw new Error("Two files are left");
    for (const path of [dead, alive]) await writeFile(path, "half a file");
    const leavings = async (...flags: readonly string[]): Promise<string> => {
      const { code, out, err } = await tidemark(["doctor", ...flags, "--dir", dir, "--format", "json"]);
      expect([code, err]).toEqual([0, ""]);
      const { checks } = JSON.parse(out) as { readonly checks: readonly { name: string; detail: string }[] };
      return checks.find(({ name }) => name === "leavings")?.detail ?? "";
    };
    await leavings();
    expect([dead, alive].map((path) => existsSync(path))).toEqual([true, true]);
    expect(await leavings("--fix")).toMatch(/^1 unfinished files and 0 uploads/);
    expect([dead, alive].map((path) => existsSync(path))).toEqual([false, true]);
    await place.load();
    expect((await place.ask({ metrics: ["events"] })).totals).toEqual({ events: 1 });
  } finally {
    await place.clear();
  }
});
