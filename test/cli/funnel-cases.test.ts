import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { oracle } from "../ingest/desk.ts";
import type { FunnelAnswer } from "../../src/workspace/funnel.ts";
import { emptyFolder, tidemarkHere } from "./tidemark.ts";

interface Case {
  readonly query: { readonly steps: readonly string[]; readonly window_seconds: number; readonly order: string };
  readonly aliases?: Readonly<Record<string, string>>;
  readonly events: readonly { readonly user: string; readonly event: string; readonly timestamp: string }[];
  readonly expected: {
    readonly counts?: readonly number[];
    readonly average_seconds?: readonly (number | null)[];
    readonly median_seconds?: readonly (number | null)[];
  };
}

/** Run commands one after the other in one folder; the last one's standard output. */
async function inFolder(cwd: string, ...commands: readonly (readonly string[])[]): Promise<string> {
  let last = "";
  for (const args of commands) {
    const { code, out, err } = await tidemarkHere(args, { cwd });
    expect(code, `tidemark ${args.join(" ")}\n${err}`).toBe(0);
    last = out;
  }
  return last;
}

const askFor = (steps: readonly string[], ...flags: readonly string[]): readonly string[] => [
  "funnel",
  ...steps.flatMap((step) => ["--step", step]),
  ...flags,
  "--maturing",
  "include",
  "--format",
  "json",
];

const posthog = oracle("posthog");
const logs = oracle("event-logs");
const files = posthog === null ? [] : readdirSync(posthog).filter((file) => /^funnel-.*\.json$/.test(file));

describe.skipIf(posthog === null)("PostHog's funnels, where their data stand beside the checkout", () => {
  test.each(files)("%s has the users and times that PostHog's own test expects", async (file) => {
    const { query, aliases, events, expected } = JSON.parse(readFileSync(join(posthog ?? "", file), "utf8")) as Case;
    const folder = emptyFolder();
    const rows = events.map(({ user, event, timestamp }) => `${user},${event},${timestamp}`);
    writeFileSync(join(folder, "events.csv"), ["user,event,timestamp", ...rows, ""].join("\n"));
    const pairs = Object.entries(aliases ?? {}).map(([alias, user]) => `${alias},${user}`);
    writeFileSync(join(folder, "aliases.csv"), ["alias_id,user_id", ...pairs, ""].join("\n"));
    const out = await inFolder(
      folder,
      ["init"],
      ["import", "events", "events.csv", "--map", "user_id=user,event_name=event,occurred_at=timestamp"],
      ...(pairs.length === 0 ? [] : [["import", "aliases", "aliases.csv"]]),
      ["load"],
      askFor(query.steps, "--window", `${query.window_seconds}s`, "--order", query.order),
    );
    const answer = JSON.parse(out) as FunnelAnswer;
    expect(answer.rows.map(({ event }) => event)).toEqual(query.steps);
    const counts = answer.rows.map(({ users }) => users);
    expect(counts).toEqual(expected.counts ?? counts);
    const [averages, medians] = [
      answer.rows.map((row) => row.averageSeconds),
      answer.rows.map((row) => row.medianSeconds),
    ];
    expect(averages).toEqual(expected.average_seconds ?? averages);
    expect(medians).toEqual(expected.median_seconds ?? medians);
    expect([expected.counts, expected.average_seconds, expected.median_seconds].some((it) => it !== undefined)).toBe(
      true,
    );
  });
});

const sources = [
  { name: "homebrew-brew-commits", file: "events.csv.gz" },
  { name: "online-retail", file: "invoice_events.csv" },
];

describe.skipIf(logs === null).each(sources)("the log $name, where it stands beside the checkout", ({ name, file }) => {
  const folder = emptyFolder();
  const path = join(logs ?? "", name);
  const expected = existsSync(join(path, "expected/funnels.csv"))
    ? readFileSync(join(path, "expected/funnels.csv"), "utf8").trim().split(/\r?\n/).slice(1)
    : [];

  beforeAll(async () => {
    const map = `user_id=user_id,event_name=event,occurred_at=timestamp${name.startsWith("online") ? ",event_id=event_id" : ""}`;
    await inFolder(folder, ["init"], ["import", "events", join(path, file), "--map", map], ["load"]);
  });

  test.each(expected)("%s", async (line) => {
    const [, steps = "", days = "", rule = "", counts = ""] = /^([^,]+),(\d+),("[^"]*"|[^,]*),(.*)$/.exec(line) ?? [];
    const ties = rule.includes("file order") ? "order" : "strict";
    const out = await inFolder(folder, askFor(steps.split(">"), "--window", `${days}d`, "--ties", ties));
    const answer = JSON.parse(out) as FunnelAnswer;
    const numbers = counts.split(",").filter((count) => count !== "");
    expect(answer.rows.map(({ users }) => users)).toEqual(numbers.map(Number));
  });
});
