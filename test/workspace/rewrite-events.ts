import { stat } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { LakeFile } from "../../src/lake/lake.ts";
import { event } from "../../src/schema/tables/event.ts";
import { sha256OfFile } from "../../src/warehouse/duckdb/file-hash.ts";
import type { Workspace } from "../../src/workspace/open.ts";

/** A change of events and its name: a select over `rows`, which stands for every row of one file. */
export type Change = readonly [name: string, select: (rows: string) => string];

/** Faults in data that no hash can see. */
export const plantedFaults: readonly Change[] = [
  [
    "one row too many",
    (rows) =>
      `select * from ${rows} union all select * replace ('planted' as event_id) from (select * from ${rows} limit 1)`,
  ],
  ["one row too few", (rows) => `select * from ${rows} offset 1`],
  [
    "one row with a wrong user",
    (rows) =>
      `select * replace (case when row_number() over () = 1 then 'nobody' else user_id end as user_id) from ${rows}`,
  ],
];

/** Replace the event file of `month` by what `select` makes of it, committed as any writer would: with a right hash. */
export async function rewriteEvents(
  { ws, folder }: { readonly ws: Workspace; readonly folder: string },
  month: string,
  select: (rows: string) => string,
): Promise<void> {
  const lake = await ws.lake();
  const { files } = await lake.snapshot();
  const file = files.find(({ path }) => path.includes(`month=${month}`)) as LakeFile;
  const target = join(folder, "rewritten.parquet");
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  await connection.run(
    `copy (${select(`read_parquet('${await lake.localPath(file)}')`)}) to '${target}' (format parquet)`,
  );
  connection.closeSync();
  instance.closeSync();
  const added = await lake.addFile({
    table: event,
    name: `event/month=${month}/rewritten.parquet`,
    localPath: target,
    encoded: { ...file, sha256: await sha256OfFile(target), bytes: (await stat(target)).size },
  });
  await lake.commit({
    operation: "import",
    batchId: "rewritten",
    add: [added],
    remove: [file.path],
    through: { events: null, subscriptions: null },
    details: {},
  });
}
