import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tidemark } from "../cli/tidemark.ts";
import { makePlace, type Place } from "../workspace/place.ts";

let place: Place;

beforeAll(async () => {
  place = await makePlace();
  await place.events("event_id,user_id,event_name,occurred_at\ne1,ann,editor_opened,2026-01-05T10:00:00Z\n");
  await place.load();
  await writeFile(join(place.folder, "file"), "mine");
});

afterAll(() => place.clear());

/** Nobody listens there. */
const silent = "postgres://nobody@127.0.0.1:1/product";

interface Refusal {
  readonly what: string;
  readonly args: readonly string[];
  readonly code: number;
  /** What the one line says, and what its hint does. */
  readonly says: readonly string[];
}

const refusals: readonly Refusal[] = [
  {
    what: "a mart that is none",
    args: ["csv", "--mart", "users_mont"],
    code: 2,
    says: ['No mart is called "users_mont"', 'Did you mean "users_month"?'],
  },
  {
    what: "a result over the limit",
    args: ["parquet", "dau", "--max-rows", "1", "--from", "2026-01", "--to", "2026-02"],
    code: 2,
    says: ["more than 1 rows", "--max-rows"],
  },
  {
    what: "a range that is none",
    args: ["site", "--preset", "last_9_days"],
    code: 2,
    says: ["last_9_days", "last_7_days"],
  },
  { what: "a metric that is none", args: ["arrow", "maus"], code: 2, says: ['"maus"', "mau"] },
  ...["csv mau", "tableau", "site", "marts"].map((command) => ({
    what: `a warehouse that does not answer, for ${command}`,
    args: [...command.split(" "), "--warehouse", silent],
    code: 5,
    says: ["127.0.0.1:1"],
  })),
];

test.concurrent.each(refusals)("$what is told, and nothing is written", async ({ args, code, says, what }) => {
  const out = join(place.folder, `out for ${what}`);
  const ended = await tidemark(["export", ...args, "--dir", place.ws.dir, "--out", out]);
  expect(ended, ended.err).toMatchObject({ code, out: "" });
  for (const said of says) expect(ended.err).toContain(said);
  expect(ended.err).not.toContain("    at ");
  expect(await readdir(place.folder)).not.toContain(`out for ${what}`);
});

test.concurrent.each(["csv mau", "tableau", "site", "marts"])(
  "a folder that cannot be written is told, for %s",
  async (command) => {
    const out = join(place.folder, "file", "below");
    const ended = await tidemark(["export", ...command.split(" "), "--dir", place.ws.dir, "--out", out]);
    expect(ended, ended.err).toMatchObject({ code: 3, out: "" });
    expect(ended.err).toContain(`Cannot write into ${out}`);
    expect(ended.err).toContain("--out");
  },
);
