import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "../../src/workspace/ask.ts";
import { initWorkspace } from "../../src/workspace/init.ts";
import { importEvents, load } from "../../src/workspace/jobs.ts";
import { openWorkspace, type Workspace } from "../../src/workspace/open.ts";

/** A file that only SQL which got out of its quotes could write, and texts that would make it do so. */
let canary: string;
let attacks: readonly string[];
let folder: string;
let ws: Workspace;

const csvCell = (text: string) => `"${text.replaceAll('"', '""')}"`;

beforeAll(async () => {
  // The quote in the folder's name is in every path that a load names.
  folder = await mkdtemp(join(tmpdir(), "tidemark's-canary-"));
  canary = join(folder, "canary");
  const steal = `copy (select 1) to '${canary.replaceAll("'", "''")}'`;
  attacks = [
    `'; ${steal}; --`,
    `"; ${steal}; --`,
    `'); ${steal}; drop table person; --`,
    `$1'; drop table user_day; --`,
  ];
  const dir = join(folder, "workspace");
  await initWorkspace({ dir });
  const header = ["user", "event", "at", "platform", "country", "key", ...attacks].map(csvCell).join(",");
  const rows = attacks.map((text, i) =>
    [text, text, `2026-01-0${i + 1}T10:00:00Z`, text, "DE", text, ...attacks].map(csvCell).join(","),
  );
  await writeFile(join(folder, "events.csv"), `${[header, ...rows].join("\n")}\n`);
  const metrics = Object.fromEntries(
    attacks.map((text, i) => [
      `own_${i}`,
      { type: "simple", meaning: text, count: "users", events: [text], where: [`properties.key=${text}`] },
    ]),
  );
  await writeFile(join(dir, "tidemark.yaml"), stringify({ metrics }));
  ws = await openWorkspace({ dir });
  const report = await importEvents(ws, {
    files: [join(folder, "events.csv")],
    map: "user_id=user,event_name=event,occurred_at=at,platform=platform,properties.key=key",
    through: "2026-01-05T00:00:00Z",
  });
  expect(report.rowsLoaded).toBe(attacks.length);
  await load(ws, {});
});
afterAll(async () => {
  await ws.close();
  await rm(folder, { recursive: true, force: true });
});

/** Each figure of the answer by its group. */
async function totals(question: Parameters<typeof ask>[1]): Promise<readonly unknown[]> {
  const { rows } = await ask(ws, { grain: "total", ...question });
  return rows.map((row) => row[String(question.metrics[0])]);
}

test("SQL in user ids, event names, headers, properties and the configuration is data to a load and to every question", async () => {
  for (const [i, text] of attacks.entries()) {
    const counted = [
      await totals({ metrics: ["active_users"], where: [`platform=${text}`], event: ["*"] }),
      await totals({ metrics: ["active_users"], event: [text] }),
      await totals({ metrics: ["active_users"], event: ["*"], where: [`properties.key=${text}`] }),
      await totals({ metrics: [`own_${i}`] }),
    ];
    expect(counted).toEqual([[1], [1], [1], [1]]);
    // No property is called so: it is missing from every event.
    expect(await totals({ metrics: ["active_users"], event: ["*"], by: [`properties.${text}`] })).toEqual([4]);
  }
  expect(await totals({ metrics: ["active_users"], event: ["*"] })).toEqual([attacks.length]);
  expect(existsSync(canary)).toBe(false);
});
