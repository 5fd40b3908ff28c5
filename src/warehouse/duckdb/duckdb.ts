import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Lake } from "../../lake/lake.ts";
import { isSegmentGap } from "../../rollup/segment-gap.ts";
import { UserError } from "../../schema/user-error.ts";
import { duckdb as dialect } from "../../sql/dialects/duckdb.ts";
import { sharedSteps, withBodies } from "../../sql/fragment.ts";
import { print } from "../../sql/print.ts";
import type { Generation, Reader, Warehouse } from "../warehouse.ts";
import { countedEvents, type LocalFile } from "./event-files.ts";
import {
  databasePath,
  filesOfGenerations,
  type GenerationRecord,
  readCurrent,
  readGeneration,
} from "./generation-file.ts";
import { sha256OfFile } from "./file-hash.ts";
import { loadInto } from "./load.ts";
import { hasThisLayout, policyOf } from "./plan-load.ts";
import { keepSegmentGaps } from "./segment-gaps.ts";
import { openSession, type Session } from "./session.ts";

/** The embedded warehouse: a folder of generations. Questions beyond the rollups read the lake's files through `lake`. */
export function openDuckdbWarehouse(folder: string, lake: () => Promise<Lake>): Warehouse {
  return {
    kind: "duckdb",
    location: folder,
    close: async () => {},
    newest: () => readCurrent(folder),
    load: (options) => loadInto(folder, options),
    neededFiles: () => filesOfGenerations(folder),
    async checkFiles() {
      const number = await readCurrent(folder);
      if (number === null) return;
      const path = databasePath(folder, number);
      const { databaseSha256 } = await readGeneration(folder, number);
      if ((await sha256OfFile(path)) === databaseSha256) return;
      throw new UserError(
        "integrity",
        `The warehouse file ${path} is not the one that was published.`,
        `Remove ${folder} and run "tidemark load": it is built anew from the lake.`,
      );
    },
    async open() {
      for (;;) {
        const number = await readCurrent(folder);
        if (number === null) return null;
        try {
          return await openGeneration(folder, await readGeneration(folder, number), lake);
        } catch (error) {
          // While this reader was slow, others may have published twice and removed what it was about to open.
          if ((await readCurrent(folder)) === number) throw error;
        }
      }
    },
  };
}

async function openGeneration(folder: string, record: GenerationRecord, lake: () => Promise<Lake>): Promise<Reader> {
  if (!hasThisLayout(record.settings)) {
    throw new UserError(
      "config",
      "The warehouse was built by another version of Tidemark, whose tables differ.",
      'Run "tidemark load": it is built anew from the lake.',
    );
  }
  const temporaryFolder = join(folder, `read-${process.pid}.tmp`);
  await mkdir(folder, { recursive: true });
  const session = await openSession({ path: databasePath(folder, record.number), readOnly: true, temporaryFolder });
  const segments = keepSegmentGaps(session);
  let eventView: Promise<void> | null = null;
  const generation: Generation = { ...record, policy: policyOf(record.settings) };
  return {
    generation,
    keepsSegments: true,
    dialect: dialect.name,
    statement: (fragment) => print(fragment, dialect),
    async run(fragment) {
      const statement = print(fragment, dialect);
      if (/\b(?:from|join) "event"/.test(statement.sql)) await (eventView ??= makeEventView(session, record, lake));
      const steps = sharedSteps(fragment).filter(isSegmentGap);
      if (steps.length === 0) return session.query(statement);
      return segments.use(steps, (bodyOf) => session.query(print(withBodies(fragment, bodyOf), dialect)));
    },
    async close() {
      await segments.close();
      session.close();
    },
  };
}

/** Of a file that is only to be read whole, nobody asks what it spans. */
const unknownRange = { rows: 0, minInstant: null, maxInstant: null };

/** Make the view `event` over the files that this generation was built from, each verified before it is first read. */
async function makeEventView(session: Session, record: GenerationRecord, openLake: () => Promise<Lake>): Promise<void> {
  const lake = await openLake();
  const rows = await session.query({
    sql: "select file_key, path from lake_file where table_name = 'event'",
    parameters: [],
  });
  const keys = new Map(rows.map((row) => [String(row["path"]), Number(row["file_key"])]));
  // What this generation was built from, be it replaced by a compaction since: its objects are still there.
  const built = record.files.filter(({ path }) => keys.has(path));
  const paths = await lake.localPaths(built);
  const files: LocalFile[] = paths.map((path, i) => ({
    ...unknownRange,
    key: keys.get(built[i]?.path ?? "") ?? 0,
    path,
  }));
  const [drops] = await session.query({ sql: "select count(*) as n from event_drop", parameters: [] });
  const [offsets] = await session.query({
    sql: "select count(*) as n from timezone_offset where offset_seconds <> 0",
    parameters: [],
  });
  const [aliases] = await session.query({ sql: "select count(*) as n from person_alias", parameters: [] });
  const view = countedEvents(files, {
    aliases: Number(aliases?.["n"] ?? 0) > 0,
    dropped: Number(drops?.["n"] ?? 0) > 0 ? "event_drop" : null,
    offsets: Number(offsets?.["n"] ?? 0) > 0 ? "joined" : [],
  });
  await session.execute(`create or replace temp view event as ${view}`);
}
