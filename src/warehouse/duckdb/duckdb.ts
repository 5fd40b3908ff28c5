import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Lake } from "../../lake/lake.ts";
import { isSegmentGap } from "../../rollup/segment-gap.ts";
import { UserError } from "../../schema/user-error.ts";
import { duckdb as dialect } from "../../sql/dialects/duckdb.ts";
import { instantsRead, reads, sharedSteps, withBodies } from "../../sql/fragment.ts";
import { print } from "../../sql/print.ts";
import type { Generation, Reader, ResultRow, Warehouse } from "../warehouse.ts";
import { openEventView } from "./event-view.ts";
import {
  databasePath,
  filesOfGenerations,
  type GenerationRecord,
  readCurrent,
  notPublished,
  readGeneration,
} from "./generation-file.ts";
import { sha256OfFile } from "./file-hash.ts";
import { loadInto } from "./load.ts";
import { hasThisLayout, policyOf } from "./plan-load.ts";
import { tellDamage } from "./tell-damage.ts";
import { keepSegmentGaps } from "./segment-gaps.ts";
import { openSession } from "./session.ts";
import { sideBySide } from "./side-by-side.ts";

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
      if ((await sha256OfFile(path).catch(() => null)) === databaseSha256) return;
      throw notPublished(path);
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
      "nothing_loaded",
      "The warehouse was built by another version of Tidemark, whose tables differ.",
      'Run "tidemark load": it is built anew from the lake.',
    );
  }
  const temporaryFolder = join(folder, `read-${process.pid}.tmp`);
  await mkdir(folder, { recursive: true });
  const path = databasePath(folder, record.number);
  const told = (work: Promise<readonly ResultRow[]>) => work.catch((error: unknown) => tellDamage(path, record, error));
  const session = await openSession({ path, readOnly: true, temporaryFolder }).catch((error: unknown) =>
    tellDamage(path, record, error),
  );
  const segments = keepSegmentGaps(session);
  const events = openEventView(session, record, lake);
  const rollups = sideBySide(session);
  const generation: Generation = { ...record, policy: policyOf(record.settings) };
  return {
    generation,
    keepsSegments: true,
    dialect: dialect.name,
    statement: (fragment) => print(fragment, dialect),
    async run(fragment) {
      const statement = print(fragment, dialect);
      if (reads(fragment, "event")) {
        await events.include(instantsRead(fragment));
        return told(session.query(statement));
      }
      const steps = sharedSteps(fragment).filter(isSegmentGap);
      if (steps.length === 0) return told(rollups.query(statement));
      return told(segments.use(steps, (bodyOf) => rollups.query(print(withBodies(fragment, bodyOf), dialect))));
    },
    async close() {
      await segments.close();
      await rollups.close();
      session.close();
    },
  };
}
