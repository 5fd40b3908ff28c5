import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { settingsOf } from "../../src/workspace/settings.ts";
import { emptyFolder, tidemarkHere } from "../cli/tidemark.ts";

const dir = emptyFolder();
afterAll(() => rm(dir, { recursive: true, force: true }));

test("config prints every setting with who says it, on the standard output alone", async () => {
  const file = join(dir, "tidemark.yaml");
  await writeFile(
    file,
    "timezone: Europe/Berlin\npolicy: { preset: stripe, pause: churn }\nlake: { url: elsewhere }\n",
  );
  const { code, out, err } = await tidemarkHere(["config", "--dir", dir, "--lake", "s3://b/p", "--format", "json"]);
  expect([code, err]).toEqual([0, `${file}\n`]);
  const report = JSON.parse(out) as Awaited<ReturnType<typeof settingsOf>>;
  expect(report).toMatchObject({ dir, file });
  const told = Object.fromEntries(report.settings.map(({ setting, value, from }) => [setting, [value, from]]));
  expect(told).toMatchObject({
    timezone: ["Europe/Berlin", "file"],
    week_start: ["monday", "default"],
    "policy.preset": ["stripe", "file"],
    "policy.churn": ["requested", "preset"],
    "policy.pause": ["churn", "file"],
    gross_margin: [null, "default"],
    "lake.url": ["s3://b/p", "flag"],
    "lake.encoding": ["v1", "default"],
    warehouse: [`duckdb:${join(dir, "warehouse")}`, "default"],
  });
});

test("a warehouse is shown without its user and password, wherever it is named", async () => {
  vi.stubEnv("TIDEMARK_WAREHOUSE", "postgres://anna:canary@db.example.com/sales");
  try {
    const { settings } = await settingsOf({ dir });
    expect(settings).toContainEqual({
      setting: "warehouse",
      value: "postgres://db.example.com/sales",
      from: "environment",
    });
  } finally {
    vi.unstubAllEnvs();
  }
});

test("a workspace without a file is all defaults, and a wrong file is refused at its place", async () => {
  expect(await settingsOf({ dir: join(dir, "none") })).toMatchObject({ file: null });
  const { code, out, err } = await tidemarkHere(["config", "--dir", dir, "--format", "csv", "--quiet"]);
  expect([code, out.split("\r\n")[0], err]).toEqual([0, "setting,value,from", ""]);
  await writeFile(join(dir, "tidemark.yaml"), "\ntimezone: Mars\n");
  expect(await tidemarkHere(["config", "--dir", dir])).toMatchObject({ code: 3, out: "" });
});
